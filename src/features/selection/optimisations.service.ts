import { Injectable } from '@nestjs/common';

import { Refusal, type Reason } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf, type PageQuery } from '../../platform/http/pagination.js';
import { Optimiser } from '../../platform/optimiser/optimiser.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { BoardReader } from './board.reader.js';
import { asJuror, isJury, knowsSelection } from './jury-scope.rules.js';
import { USUAL_SECONDS, USUAL_STEP_CENTS, type OptimiseDto } from './optimisation.dto.js';
import { insertRun } from './optimisation.store.js';
import type { ExplanationView, RunListView, RunView } from './optimisation.views.js';
import { viewExplanation, viewRun, viewRunHead } from './view-optimisation.js';
import { OptimisationsReader, type Run } from './optimisations.reader.js';
import { explain, type Explanation } from './portfolio-explain.rules.js';
import { factsOf } from './portfolio-facts.rules.js';
import { bestSelection } from './portfolio-solve.rules.js';
import type { PortfolioAnswer } from './portfolio.rules.js';
import { problemOf, requestFaults, type RunRequest } from './problem.rules.js';
import { duringWork } from './simulations.service.js';

/** For the three programmes that explain one dossier. */
const EXPLAIN_SECONDS = 30;
const EXPLANATIONS_REMEMBERED = 500;

const NOT_PROVEN: Reason = {
  rule: 'runProven',
  message: {
    fr: 'Seul un calcul prouvé optimal s’explique : relancez-le avec plus de temps.',
    en: 'Only a run proven optimal is explained: start it again with more time.',
  },
};

/** The best selection, computed and kept with its proof. It informs the jury and decides nothing. */
@Injectable()
export class OptimisationsService {
  /** A run never changes, nor does what explains it. */
  private readonly explained = new Map<string, Explanation>();

  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly boards: BoardReader,
    private readonly reader: OptimisationsReader,
    private readonly optimiser: Optimiser,
  ) {}

  async list({ actor }: RequestContext, callId: string, query: PageQuery): Promise<Answer<RunListView>> {
    const { limit = DEFAULT_LIMIT } = query;
    const [after] = decodeCursor(query.after, 1) ?? [];
    const call = await this.reader.list(this.database.read, callId, { after, limit });
    if (call === undefined || !knowsSelection(asJuror(actor), call)) throw new Refusal('not-found');
    const body = pageOf(call.items, limit, ({ id }) => [id], viewRunHead);
    return { body, next: body.page.next ?? undefined };
  }

  async read(context: RequestContext, id: string): Promise<Answer<RunView>> {
    return this.view(this.database.read, context, id);
  }

  /**
   * Computed outside any transaction, on the dossiers and envelopes as they are read at the start; kept as it was posed.
   * @throws Refusal not-found, forbidden, rule-not-met, validation-failed with pointers, unavailable when the solver is taken
   */
  async run(context: RequestContext, callId: string, body: OptimiseDto, signal: AbortSignal): Promise<Answer<RunView>> {
    const given = await this.acts.answered<RunView>(context);
    if (given !== undefined) return given;
    const { actor, now } = context;
    const board = await this.boards.read(this.database.read, actor, { callId });
    if (!isJury(actor, board)) throw new Refusal('forbidden');
    duringWork(board);
    // Plain data: it is hashed and kept.
    const { name, seconds = USUAL_SECONDS, ...asked } = JSON.parse(JSON.stringify(body)) as OptimiseDto;
    const request: RunRequest = { ...asked, stepCents: asked.stepCents ?? USUAL_STEP_CENTS };
    const faults = requestFaults(board, request);
    if (faults.length > 0) throw new Refusal('validation-failed', undefined, faults.slice(0, 50));
    const problem = problemOf(board, request);
    const [answer, solver] = await this.optimiser.session(
      { seconds, signal },
      async (session): Promise<[PortfolioAnswer, string]> => [await bestSelection(problem, session.solve), session.solver()],
    );
    const facts = answer.objective === null ? [] : factsOf(problem, answer.taken);
    const id = newId();
    return this.acts.perform(context, async (tx) => {
      await insertRun(tx, { id, callId, name, request, problem, answer, facts, solver, by: actor.personId, now });
      return { ...(await this.view(tx.db, context, id)), status: 201, location: `/v1/optimisations/${id}` };
    });
  }

  /** Why the dossier is in or out, and what would change it; computed when it is asked for. @throws Refusal unavailable when the solver is taken */
  async explain(
    context: RequestContext,
    id: string,
    applicationId: string,
    signal: AbortSignal,
  ): Promise<Answer<ExplanationView>> {
    const run = await this.reader.read(this.database.read, context.actor, id);
    if (!run.lines.some((line) => line.visible && line.applicationId === applicationId)) throw new Refusal('not-found');
    if (run.status !== 'OPTIMAL') throw new Refusal('rule-not-met', undefined, [NOT_PROVEN]);
    const explanation = await this.explanation(run, applicationId, signal);
    return { body: viewExplanation(explanation, run.lines, context.locale) };
  }

  private async explanation({ id, problem, lines }: Run, applicationId: string, signal: AbortSignal): Promise<Explanation> {
    const key = `${id} ${applicationId}`;
    const known = this.explained.get(key);
    if (known !== undefined) return known;
    const best = lines.filter(({ taken }) => taken).map((line) => ({ ...line, id: line.applicationId }));
    const found = await this.optimiser.session({ seconds: EXPLAIN_SECONDS, signal }, ({ solve }) =>
      explain(problem, best, applicationId, solve),
    );
    if (found === undefined) throw new Refusal('not-found');
    const { contrary, growth, largest } = found;
    const told = [contrary, growth, largest].every((part) => part?.status !== 'OUT_OF_TIME');
    if (told) {
      if (this.explained.size >= EXPLANATIONS_REMEMBERED) this.explained.clear();
      this.explained.set(key, found);
    }
    return found;
  }

  private async view(db: Db, { actor, locale }: RequestContext, id: string): Promise<Answer<RunView>> {
    return { body: viewRun(await this.reader.read(db, actor, id), locale) };
  }
}
