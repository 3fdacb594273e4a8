import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { viewReason } from '../../platform/http/views.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { bulkRow } from '../../platform/workflow/bulk.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { ApplicationBinding } from '../applications/application.binding.js';
import { BoardReader } from './board.reader.js';
import type { Simulation } from './board.js';
import { isJury } from './jury-scope.rules.js';
import type { DecideRowDto, DecideSimulationDto } from './simulation.dto.js';
import type { DecidedRowView, DecidedView } from './simulation.views.js';

const NOT_IN = {
  rule: 'inSimulation',
  message: { fr: 'La simulation ne retient pas ce dossier.', en: 'The simulation does not take this application in.' },
};

/**
 * The jury's own acts, asked several at once: each dossier is selected by the act of a single selection, with the amounts of the simulation,
 * under the version that was read of it, and answers for itself. The simulation decides nothing and is not changed.
 */
@Injectable()
export class SimulationDecisions {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly boards: BoardReader,
    private readonly applications: ApplicationBinding,
  ) {}

  /** @throws Refusal not-found, forbidden, stale-version when the simulation is not the one that was read */
  async decide(context: RequestContext, id: string, { rows }: DecideSimulationDto): Promise<Answer<DecidedView>> {
    const given = await this.acts.answered<DecidedView>(context);
    if (given !== undefined) return given;
    const board = await this.boards.read(this.database.read, context.actor, { simulationId: id }, [id]);
    const [simulation] = board.simulations as [Simulation];
    if (!isJury(context.actor, board)) throw new Refusal('forbidden');
    if (simulation.version !== context.ifMatch) throw new Refusal('stale-version');
    if (simulation.archivedAt !== null) throw new Refusal('transition-not-allowed');
    const items: DecidedRowView[] = [];
    for (const row of rows) items.push(await this.one(context, simulation, row));
    const shortlisted = items.filter(({ outcome }) => outcome === 'SHORTLISTED').length;
    return this.acts.perform(context, () =>
      Promise.resolve({ body: { shortlisted, refused: items.length - shortlisted, items } }),
    );
  }

  private one(context: RequestContext, simulation: Simulation, row: DecideRowDto): Promise<DecidedRowView> {
    const { applicationId, version: ifMatch, reasons } = row;
    const line = simulation.lines.find((own) => own.applicationId === applicationId && own.status === 'IN');
    return bulkRow<DecidedRowView>(
      this.acts,
      context,
      { id: applicationId, ifMatch },
      (own) => {
        if (line === undefined) throw new Refusal('rule-not-met', undefined, [NOT_IN]);
        const input = { years: line.years.filter(({ cents }) => cents > 0), reasons };
        return this.acts.fire(own, this.applications, applicationId, 'shortlist', input, (_tx, { version }) =>
          Promise.resolve({ body: { applicationId, outcome: 'SHORTLISTED', code: null, reasons: [], version } }),
        );
      },
      ({ code, reasons: unmet }) => {
        const told = unmet.map((reason) => viewReason(reason, context.locale));
        return { applicationId, outcome: 'REFUSED', code, reasons: told, version: null };
      },
    );
  }
}
