import { Injectable } from '@nestjs/common';

import { Refusal, type Bilingual, type Reason } from '../../kernel/errors.js';
import { isUuid, newId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/database.service.js';
import { isUniqueViolation, violates } from '../../platform/database/faults.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { readRun } from '../calls/call.store.js';
import type { Board, Simulation } from './board.js';
import { BoardReader, type BoardOf } from './board.reader.js';
import { asJuror, isJury, knowsSelection } from './jury-scope.rules.js';
import { MOST_COMPARED, type CreateSimulationDto, type EditSimulationDto, type SimulationsQuery } from './simulation.dto.js';
import { lineFaults, lineOf } from './simulation.rules.js';
import { copyLines, insertSimulation, setLines, takeFromRun, updateSimulation } from './simulation.store.js';
import type { ComparisonView, SimulationListView, SimulationView } from './simulation.views.js';
import { viewComparison, viewHead, viewSimulation } from './view-simulation.js';
import { SimulationsReader } from './simulations.reader.js';

/** At the same time in one call: enough to think with, and the list stays one page. Archive one to start another. */
const MOST = 50;
/** From the examination on there is something to weigh; once the call is over, nothing. */
const WORKING: readonly string[] = ['UNDER_EXAMINATION', 'UNDER_SELECTION', 'RESULTS_PUBLISHED'];

const NOT_WORKING: Reason = {
  rule: 'callBeforeJury',
  message: {
    fr: 'L’appel n’est ni en instruction ni en sélection : il n’y a rien à préparer.',
    en: 'The call is neither under examination nor under selection: there is nothing to prepare.',
  },
};
const TOO_MANY: Reason = {
  rule: 'simulationsWithinLimit',
  message: { fr: `Archivez une simulation : ${MOST} au plus à la fois.`, en: `Archive a simulation: ${MOST} at most at a time.` },
};
const NAME_TAKEN: Bilingual = {
  fr: 'Une simulation de cet appel porte déjà ce nom.',
  en: 'A simulation of this call already has this name.',
};
const RANK_TAKEN: Bilingual = {
  fr: 'Deux dossiers auraient le même rang de réserve.',
  en: 'Two applications would have the same reserve rank.',
};

/** @throws Refusal rule-not-met outside the phases in which the jury works */
export function duringWork(board: Pick<Board, 'state'>): void {
  if (!WORKING.includes(board.state)) throw new Refusal('rule-not-met', undefined, [NOT_WORKING]);
}

/** The jury's "what if": edits, never acts. Nothing in here changes a dossier or an envelope. */
@Injectable()
export class SimulationsService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly boards: BoardReader,
    private readonly reader: SimulationsReader,
  ) {}

  async list({ actor }: RequestContext, callId: string, query: SimulationsQuery): Promise<Answer<SimulationListView>> {
    const { limit = DEFAULT_LIMIT } = query;
    const archived = query.archived === 'true';
    const [after] = decodeCursor(query.after, 1) ?? [];
    const call = await this.reader.list(this.database.read, callId, { archived, after, limit });
    if (call === undefined || !knowsSelection(asJuror(actor), call)) throw new Refusal('not-found');
    const body = pageOf(call.items, limit, ({ id }) => [id], viewHead);
    return { body, next: body.page.next ?? undefined };
  }

  async read({ actor }: RequestContext, id: string): Promise<Answer<SimulationView>> {
    return this.view(await this.boards.read(this.database.read, actor, { simulationId: id }, [id]));
  }

  async compare({ actor }: RequestContext, callId: string, list: string): Promise<Answer<ComparisonView>> {
    const ids = [...new Set(list.split(',').map((id) => id.trim().toLowerCase()))];
    if (ids.length > MOST_COMPARED || !ids.every(isUuid)) {
      const message = { fr: `Donnez de une à ${MOST_COMPARED} simulations.`, en: `Give one to ${MOST_COMPARED} simulations.` };
      throw new Refusal('validation-failed', undefined, [{ rule: 'simulationsCompared', pointer: '/ids', message }]);
    }
    return { body: viewComparison(await this.boards.read(this.database.read, actor, { callId }, ids)) };
  }

  create(context: RequestContext, callId: string, body: CreateSimulationDto): Promise<Answer<SimulationView>> {
    const { actor, now } = context;
    const { name, note = null, copyOf = null, optimisationId = null } = body;
    return this.writing(context, { callId }, async (tx) => {
      const id = newId();
      const simulation = { id, callId, name, note, copiedFrom: copyOf, optimisationId, by: actor.personId, now };
      // The board of the original: it must be of the same call.
      if (copyOf !== null) await this.boards.read(tx.db, actor, { callId }, [copyOf]);
      if (optimisationId !== null && (await readRun(tx.db, callId, optimisationId)) === undefined) throw new Refusal('not-found');
      if ((await insertSimulation(tx, simulation, MOST)) === 0) throw new Refusal('rule-not-met', undefined, [TOO_MANY]);
      if (copyOf !== null) await copyLines(tx, id, copyOf);
      else if (optimisationId !== null) await takeFromRun(tx, id, optimisationId);
      const answer = this.view(await this.boards.read(tx.db, actor, { callId }, [id]));
      return { ...answer, status: 201, location: `/v1/simulations/${id}` };
    });
  }

  edit(context: RequestContext, id: string, { name, note, lines = [] }: EditSimulationDto): Promise<Answer<SimulationView>> {
    return this.changing(context, id, { name, note }, async (tx, board) => {
      const faults = lineFaults(board, lines);
      if (faults.length > 0) throw new Refusal('validation-failed', undefined, faults.slice(0, 50));
      await setLines(
        tx,
        id,
        lines.map((line) => lineOf(board, line)),
      );
    });
  }

  archive(context: RequestContext, id: string): Promise<Answer<SimulationView>> {
    return this.changing(context, id, { archive: true }, () => Promise.resolve());
  }

  private changing(
    context: RequestContext,
    id: string,
    change: { readonly name?: string; readonly note?: string; readonly archive?: true },
    work: (tx: Tx, board: Board) => Promise<void>,
  ): Promise<Answer<SimulationView>> {
    const { actor, now, ifMatch: version = 0 } = context;
    return this.writing(context, { simulationId: id }, async (tx, board) => {
      if ((await updateSimulation(tx, { id, version, ...change, by: actor.personId, now })) === 0) {
        // Archived for good, or changed between the reading and the writing.
        throw new Refusal(board.simulations[0]?.archivedAt === null ? 'stale-version' : 'transition-not-allowed');
      }
      await work(tx, board);
      return this.view(await this.boards.read(tx.db, actor, { simulationId: id }, [id]));
    });
  }

  /** Sees it? may write? as it was read? then the work; the call held, so that what was read of its phase stays. */
  private writing<T>(
    context: RequestContext,
    of: BoardOf,
    work: (tx: Tx, board: Board) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    return refusing(() =>
      this.acts.perform(context, async (tx) => {
        const callId = 'callId' in of ? of.callId : await callOf(tx.db, of);
        // Exclusive for a creation, which counts; shared by the edits of two simulations.
        if (callId !== undefined) await tx.lock('call', callId, 'callId' in of ? 'update' : 'share');
        const ids = 'simulationId' in of ? [of.simulationId] : [];
        const board = await this.boards.read(tx.db, context.actor, of, ids);
        if (!isJury(context.actor, board)) throw new Refusal('forbidden');
        const version = board.simulations[0]?.version;
        if (version !== undefined && version !== context.ifMatch) throw new Refusal('stale-version');
        duringWork(board);
        return work(tx, board);
      }),
    );
  }

  private view(board: Board): Answer<SimulationView> {
    const [simulation] = board.simulations as [Simulation];
    return { body: viewSimulation(board, simulation), version: simulation.version };
  }
}

async function callOf(db: Db, of: BoardOf): Promise<string | undefined> {
  if (!('simulationId' in of)) return undefined;
  const [row] = await db.$queryRaw<{ callId: string }[]>`
    SELECT call_id AS "callId" FROM selection_simulation WHERE id = ${of.simulationId}::uuid`;
  return row?.callId;
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (violates(error, 'simulation_rank_once')) throw new Refusal('conflict', RANK_TAKEN);
    if (isUniqueViolation(error)) throw new Refusal('conflict', NAME_TAKEN);
    throw error;
  }
}
