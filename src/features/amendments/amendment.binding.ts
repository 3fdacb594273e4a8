import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { lockAward } from '../agreements/agreement.binding.js';
import { loadApplication } from '../applications/application.store.js';
import { agreementOf } from '../awards/agreement-owed.rules.js';
import { findAward } from '../awards/awards.store.js';
import { lockEnvelopes } from '../calls/envelopes.store.js';
import {
  insertDecision,
  insertDocument,
  insertOpinion,
  insertParties,
  insertSignature,
  readForText,
  saveState,
  takeEffect,
} from './amendment-acts.store.js';
import { amendmentData } from './amendment-data.rules.js';
import { drawAmendment, MODEL_VERSION } from './amendment-document.js';
import { amendmentMachine } from './amendment.machine.js';
import type { AmendmentEvent, AmendmentFacts, AmendmentState } from './amendment.rules.js';
import { addressOf, amendmentFacts, findAmendment, type AmendmentAct } from './amendment.store.js';

/** Acts that may put it in force: credits are then freed. */
const LAST_ACTS: readonly AmendmentEvent[] = ['signHolder', 'signFunder', 'takeEffect'];

@Injectable()
export class AmendmentBinding implements Binding<AmendmentState, AmendmentEvent, AmendmentFacts>, OnModuleInit {
  readonly machine = amendmentMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /** The dossier and all the legs of the award; the envelopes before them, where the amount may be lowered. */
  async lock(tx: Tx, id: string, { event }: Asked<AmendmentEvent>): Promise<void> {
    const address = await addressOf(tx.db, id);
    if (address === undefined) return;
    if (address.kind === 'AMOUNT' && LAST_ACTS.includes(event)) {
      await tx.lock('call', address.callId, 'share');
      await lockEnvelopes(tx, address.callId);
    }
    await lockAward(tx, address);
  }

  async load(db: Db, id: string): Promise<Loaded<AmendmentState, AmendmentFacts> | undefined> {
    const row = await findAmendment(db, id);
    if (row === undefined) return undefined;
    const [application, award] = [await loadApplication(db, row.applicationId), await findAward(db, row.awardId)];
    if (application === undefined || award === undefined) return undefined;
    return { state: row.state, version: row.version, facts: amendmentFacts(application.facts, award, row) };
  }

  async save(tx: Tx, act: AmendmentAct): Promise<number> {
    const { event, to } = act;
    if (event === 'giveOpinion') await insertOpinion(tx, act);
    if (event === 'agree') await insertDecision(tx, act);
    if (event === 'signHolder' || event === 'signFunder') await insertSignature(tx, act);
    if (event === 'settle') await this.write(tx, act);
    const saved = await saveState(tx, act);
    if (saved === 1 && to === 'IN_FORCE') await takeEffect(tx, act);
    return saved;
  }

  /** Ids, days and sums; the texts stay in the amendment. */
  evidence(facts: AmendmentFacts): unknown {
    const { awardId, id: applicationId, call, kind, askedByLeg, round, legs, opinions, decisions, parties, newHolder } = facts;
    return {
      awardId,
      applicationId,
      callId: call.id,
      kind,
      askedByLeg,
      round,
      organisationId: facts.organisationId,
      newHolderId: newHolder?.id ?? null,
      ...(newHolder?.stateAid && { stateAid: newHolder.stateAid }),
      legs: legs.map(({ code, state, years }) => ({ funder: code, state, years })),
      opinions: opinions.map(({ agency, favourable, objectKept, by }) => ({ agency, favourable, objectKept, by })),
      decisions: decisions.map(({ legId, number, date, by }) => ({ legId, number, date, by })),
      parties: parties.map(({ number, leg, organisationId, signature }) => ({
        number,
        funder: leg?.code ?? null,
        organisationId,
        signedBy: signature?.by ?? null,
      })),
    };
  }

  /** Parties, data, text and PDF, once: what is read and signed afterwards is what is stored here. */
  private async write(tx: Tx, act: AmendmentAct): Promise<void> {
    const { id, facts, now } = act;
    const { number, holderSiret } = await readForText(tx, act);
    const [row] = await tx.db.$queryRaw<{ reasons: string }[]>`SELECT reasons FROM amendment WHERE id = ${id}::uuid`;
    await insertParties(tx, act, agreementOf(facts.call.settings.agreement).order);
    const data = amendmentData({ facts, reasons: row?.reasons ?? '', holderSiret, number, now });
    await insertDocument(tx, id, await drawAmendment(data), MODEL_VERSION, now);
  }
}
