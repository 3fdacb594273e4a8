import { Injectable } from '@nestjs/common';

import { HOLDER_ROLES, holdsFor, servesDepartment, type Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { isUuid } from '../../kernel/ids.js';
import { assertSees } from '../../kernel/machine.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf } from '../../platform/http/pagination.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { HistoryReader, type HistoryRange } from '../../platform/workflow/history.reader.js';
import type { HistoryView } from '../../platform/workflow/history.views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { lockAward } from '../agreements/agreement.binding.js';
import { loadApplication } from '../applications/application.store.js';
import { contentFaults } from '../applications/content.rules.js';
import { AwardsReader } from '../awards/awards.reader.js';
import type { AwardRecord } from '../awards/awards.rules.js';
import { findAward } from '../awards/awards.store.js';
import { readsChain } from '../payments/payment-scope.rules.js';
import { legsRunning } from './amendment-acts.rules.js';
import { shapeReasons } from './amendment-change.rules.js';
import { AmendmentBinding } from './amendment.binding.js';
import { amendmentMachine } from './amendment.machine.js';
import {
  label,
  RUNNING,
  seesAmendment,
  type AmendmentContent,
  type AmendmentEvent,
  type AmendmentFacts,
  type AmendmentKind,
} from './amendment.rules.js';
import {
  amendmentFacts,
  amendmentsOf,
  findAmendment,
  insertAmendment,
  openOf,
  storedPdf,
  type AmendmentRow,
} from './amendment.store.js';
import type {
  AmendmentListView,
  AmendmentsQuery,
  AmendmentView,
  AwardAmendmentsView,
  EditAmendmentDto,
  NewAmendmentDto,
  SignAmendmentDto,
} from './amendments.dto.js';
import { AmendmentsReader } from './amendments.reader.js';
import { viewAmendment, viewSummary } from './amendments.views.js';

type Asked = Exclude<AmendmentEvent, 'edit' | 'settle' | 'remind' | 'takeEffect' | 'cancel' | 'signHolder' | 'signFunder'>;

interface Found {
  readonly row: AmendmentRow;
  readonly facts: AmendmentFacts;
}

const ONE_OPEN = label(
  'Un avenant de cette attribution est en cours : attendez qu’il soit en vigueur, refusé ou abandonné.',
  'An amendment of this award is open: wait until it is in force, refused or withdrawn.',
);

@Injectable()
export class AmendmentsService {
  constructor(
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly awards: AwardsReader,
    private readonly binding: AmendmentBinding,
    private readonly reader: AmendmentsReader,
    private readonly histories: HistoryReader,
  ) {}

  /** In preparation: the other side knows of it once it is submitted. */
  create(context: RequestContext, awardId: string, { kind, change, reasons }: NewAmendmentDto): Promise<Answer<AmendmentView>> {
    return this.acts.perform(context, async (tx) => {
      const { actor, now } = context;
      const seen = await this.awards.one(actor, awardId, tx.db);
      if (seen === undefined) throw new Refusal('not-found');
      await lockAward(tx, { ...seen, awardId });
      const award = await findAward(tx.db, awardId);
      if (award === undefined) throw new Refusal('not-found');
      const askedByLeg = askerOf(award, actor);
      if (award.legs.some(({ state }) => !RUNNING.includes(state))) refuse('legsRunning', legsRunning.label);
      if ((await openOf(tx.db, awardId)) !== undefined) refuse('oneOpenAmendment', ONE_OPEN);
      const content = plainChange(kind, change);
      const id = await insertAmendment(tx, { award, kind, askedByLeg, content, reasons, by: actor.personId, now });
      return { ...(await this.answer(tx.db, context, id)), status: 201, location: `/v1/amendments/${id}` };
    });
  }

  async edit(context: RequestContext, id: string, { change, reasons }: EditAmendmentDto): Promise<Answer<AmendmentView>> {
    const { row } = await this.seen(this.database.read, context, id);
    const input = { change: plainChange(row.kind, change), reasons };
    return this.acts.fire(context, this.binding, id, 'edit', input, (tx) => this.answer(tx.db, context, id));
  }

  act(context: RequestContext, id: string, event: Asked, input: object): Promise<Answer<AmendmentView>> {
    return this.acts.fire(context, this.binding, id, event, input, (tx) => this.answer(tx.db, context, id));
  }

  /** For a funder when one is named, else for the holder or who takes its place. */
  sign(context: RequestContext, id: string, body: SignAmendmentDto): Promise<Answer<AmendmentView>> {
    const event = body.funderCode === undefined ? 'signHolder' : 'signFunder';
    return this.acts.fire(context, this.binding, id, event, body, (tx) => this.answer(tx.db, context, id));
  }

  async one(context: RequestContext, id: string): Promise<Answer<AmendmentView>> {
    const { row, facts } = await this.seen(this.database.read, context, id);
    return { body: viewAmendment(row, facts, context), version: row.version };
  }

  /** Who takes the place of the holder reads what the holder reads: what happened, and when (CRPA L311-2). */
  async history(context: RequestContext, id: string, range: HistoryRange): Promise<Answer<HistoryView>> {
    const { facts } = await this.seen(this.database.read, context, id);
    const sides = [facts.organisationId, ...(facts.newHolder === null ? [] : [facts.newHolder.id])];
    const whole = sides.every((side) => readsChain(context.actor, side));
    return { body: await this.histories.shown(amendmentMachine.name, id, range, whole) };
  }

  /** Three queries, however many there are. */
  async ofAward(context: RequestContext, awardId: string): Promise<Answer<AwardAmendmentsView>> {
    const { actor } = context;
    const db = this.database.read;
    const award = await this.awards.one(actor, awardId);
    const application = award === undefined ? undefined : await loadApplication(db, award.applicationId);
    if (award === undefined || application === undefined) throw new Refusal('not-found');
    const items = (await amendmentsOf(db, awardId)).flatMap((row) => {
      const facts = amendmentFacts(application.facts, award, row);
      return seesAmendment.allows(actor, facts) ? [viewAmendment(row, facts, context)] : [];
    });
    return { body: { items } };
  }

  async list({ actor, locale }: RequestContext, query: AmendmentsQuery): Promise<Answer<AmendmentListView>> {
    const { limit = DEFAULT_LIMIT, after, ...filters } = query;
    const rows = await this.reader.list(actor, filters, decodeCursor(after, 1)?.[0], limit);
    return {
      body: pageOf(
        rows,
        limit,
        ({ id }) => [id],
        (row) => viewSummary(row, locale),
      ),
    };
  }

  /** Exactly the bytes stored when all had agreed. */
  async pdf(context: RequestContext, id: string): Promise<{ bytes: Buffer; sha256: string; name: string }> {
    const db = this.database.read;
    await this.seen(db, context, id);
    const stored = await storedPdf(db, id);
    if (stored === undefined) throw new Refusal('not-found');
    return { bytes: Buffer.from(stored.pdf), sha256: stored.sha256, name: `avenant-${id}.pdf` };
  }

  /** @throws Refusal not-found when there is none */
  private async found(db: Db, id: string): Promise<Found> {
    const row = isUuid(id) ? await findAmendment(db, id) : undefined;
    if (row === undefined) throw new Refusal('not-found');
    const [application, award] = [await loadApplication(db, row.applicationId), await findAward(db, row.awardId)];
    if (application === undefined || award === undefined) throw new Refusal('not-found');
    return { row, facts: amendmentFacts(application.facts, award, row) };
  }

  /** @throws Refusal not-found outside one's scope */
  private async seen(db: Db, { actor }: RequestContext, id: string): Promise<Found> {
    const found = await this.found(db, id);
    assertSees(seesAmendment, actor, found.facts);
    return found;
  }

  /** To who has just acted: the last signature may have taken the award out of the scope of who gave it. */
  private async answer(db: Db, context: RequestContext, id: string): Promise<Answer<AmendmentView>> {
    const { row, facts } = await this.found(db, id);
    return { body: viewAmendment(row, facts, context), version: row.version };
  }
}

function refuse(rule: string, message: ReturnType<typeof label>): never {
  throw new Refusal('rule-not-met', undefined, [{ rule, message }]);
}

/** Null for the holder's people; the leg of the funder that the officer serves. @throws Refusal forbidden */
function askerOf({ organisationId, department, interestedPersonIds, legs }: AwardRecord, actor: Actor): string | null {
  if (HOLDER_ROLES.some((role) => holdsFor(actor, role, organisationId))) return null;
  const leg = interestedPersonIds.includes(actor.personId)
    ? undefined
    : legs.find(({ officerRole }) => servesDepartment(actor, officerRole, department));
  if (leg === undefined) throw new Refusal('forbidden');
  return leg.id;
}

/** What may be stored at all: the fields of its kind, amounts that can be summed. @throws Refusal rule-not-met */
function plainChange(kind: AmendmentKind, change: AmendmentContent): AmendmentContent {
  const plain = JSON.parse(JSON.stringify(change)) as AmendmentContent;
  const { budget, years: requestedYears } = plain;
  const faults = contentFaults({ budget, requestedYears }).map((fault) => ({
    ...fault,
    pointer: `/change${(fault.pointer ?? '').replace('/requestedYears', '/years')}`,
  }));
  const reasons = [...shapeReasons({ kind, change: plain }), ...faults];
  if (reasons.length > 0) throw new Refusal('rule-not-met', undefined, reasons);
  return plain;
}
