import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act, Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { commit, lockEnvelopes, release, uncommit, type EnvelopeLine } from '../calls/envelopes.store.js';
import { factsOf } from './awards.rules.js';
import { addressOfLeg, findAwardOfLeg, saveLeg, type LegDecision } from './awards.store.js';
import { freedLines } from './freed-credits.rules.js';
import { isAgreementStep } from './leg-agreement.rules.js';
import { causeOfEnd, type EndInput, type ReductionCause } from './leg-end.rules.js';
import { lifeAfter } from './leg-life.rules.js';
import { legMachine } from './leg.machine.js';
import { reduceShare, reduceToPaid } from './share-reductions.store.js';
import { regimeOf } from './state-aid.rules.js';
import type { DecideInput, LegEvent, LegFacts, LegState, RefuseInput } from './leg.rules.js';

type LegAct = Act<LegState, LegEvent, LegFacts>;

/** What this leg takes from the envelopes of its funder. */
export function linesOf(facts: Pick<LegFacts, 'funder' | 'years'>): EnvelopeLine[] {
  return facts.years.map(({ year, cents }) => ({ funderCode: facts.funder.code, year, cents }));
}

@Injectable()
export class LegBinding implements Binding<LegState, LegEvent, LegFacts>, OnModuleInit {
  readonly machine = legMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /** The envelopes move, the application may follow, and one leg's guards read the others: all of them wait for this act. */
  async lock(tx: Tx, id: string, { event }: Asked<LegEvent>): Promise<void> {
    const address = await addressOfLeg(tx.db, id);
    if (address === undefined) return;
    await tx.lock('call', address.callId, 'share');
    // What follows an agreement moves no credits, and comes when the rows of a higher rank are held already.
    if (!isAgreementStep(event)) await lockEnvelopes(tx, address.callId);
    await tx.lock('application', address.applicationId);
    await tx.lock('award', address.legIds);
  }

  async load(db: Db, id: string): Promise<Loaded<LegState, LegFacts> | undefined> {
    const award = await findAwardOfLeg(db, id);
    const leg = award?.legs.find((candidate) => candidate.id === id);
    if (award === undefined || leg === undefined) return undefined;
    return { state: leg.state, version: leg.version, facts: factsOf(award, leg) };
  }

  async save(tx: Tx, act: LegAct): Promise<number> {
    const { id, version, facts, from, to } = act;
    const saved = await saveLeg(tx, id, version, to, lifeAfter(act), decisionOf(act));
    if (saved !== 1) return saved;
    const lines = linesOf(facts);
    const cause = { ...act, applicationId: facts.applicationId };
    if (act.event === 'decide') await commit(tx, facts.callId, lines, cause);
    if (act.event === 'renounce' || act.event === 'lapse')
      await reduceShare(
        tx,
        { ...reductionOf(act), why: GIVEN_BACK[act.event], sourceId: id, lines: freedLines(facts, act.now) },
        cause,
      );
    const why = causeOfEnd(act.event);
    if (why !== undefined)
      await reduceToPaid(tx, { ...reductionOf(act), why, sourceId: (act.input as EndInput).sourceId }, cause);
    if (act.event === 'cancel') await (from === 'DECIDED' ? uncommit : release)(tx, facts.callId, lines, cause);
    return saved;
  }

  evidence(facts: LegFacts): unknown {
    const { awardId, applicationId, callId, state, department, funder, years, others, republicanContract, offerState, stateAid } =
      facts;
    const { owed, agreement } = facts;
    return {
      awardId,
      applicationId,
      callId,
      applicationState: state,
      department,
      funder: funder.code,
      officerRole: funder.officerRole,
      years,
      republicanContract,
      offerState,
      agreementOwed: owed.by,
      agreement,
      ...(stateAid !== null && { stateAid }),
      others: others.map((leg) => ({ funder: leg.funder.code, state: leg.state, decidedBy: leg.decidedBy })),
    };
  }
}

const GIVEN_BACK: Readonly<Record<'renounce' | 'lapse', ReductionCause>> = { renounce: 'RENUNCIATION', lapse: 'LAPSE' };

function reductionOf({ id: legId, facts: { callId, applicationId, funder } }: LegAct): {
  legId: string;
  callId: string;
  applicationId: string;
  funderCode: string;
} {
  return { legId, callId, applicationId, funderCode: funder.code };
}

function decisionOf(act: LegAct): LegDecision | undefined {
  const { event, input, actor, now, facts } = act;
  if (event === 'decide') {
    const { decisionNumber, decisionDate, authority, delegationReference, delegationFrom, delegationTo } = input as DecideInput;
    const delegation =
      delegationReference === undefined || delegationFrom === undefined || delegationTo === undefined
        ? null
        : { reference: delegationReference, from: delegationFrom, to: delegationTo };
    const aidRegime = facts.stateAid === null ? null : regimeOf(facts.stateAid, input as DecideInput);
    return { decisionNumber, decisionDate, authority, delegation, aidRegime, refusal: null, by: actor.personId, at: now };
  }
  if (event === 'refuse') {
    const { reasons, appeal } = input as RefuseInput;
    const capacity = facts.funder.officerRole;
    const refusal = { reasons, appeal, author: actor.personId, capacity, date: now.toISOString() };
    return {
      decisionNumber: null,
      decisionDate: null,
      authority: null,
      delegation: null,
      aidRegime: null,
      refusal,
      by: actor.personId,
      at: now,
    };
  }
  return undefined;
}
