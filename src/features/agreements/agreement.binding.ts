import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { loadApplication } from '../applications/application.store.js';
import { findAward } from '../awards/awards.store.js';
import { agreementData } from './agreement-data.rules.js';
import { drawAgreement } from './agreement-document.js';
import { agreementMachine } from './agreement.machine.js';
import type { AgreementEvent, AgreementFacts, AgreementState } from './agreement.rules.js';
import {
  agreementFacts,
  findAgreement,
  insertCopy,
  insertDocument,
  insertSignature,
  saveState,
  type AgreementAct,
} from './agreement.store.js';

@Injectable()
export class AgreementBinding implements Binding<AgreementState, AgreementEvent, AgreementFacts>, OnModuleInit {
  readonly machine = agreementMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  /** The dossier, and all the legs of the award: those of the agreement follow it, and two agreements of one award wait for each other. */
  async lock(tx: Tx, id: string): Promise<void> {
    const row = await findAgreement(tx.db, id);
    if (row !== undefined) await lockAward(tx, row);
  }

  async load(db: Db, id: string): Promise<Loaded<AgreementState, AgreementFacts> | undefined> {
    const row = await findAgreement(db, id);
    const application = row === undefined ? undefined : await loadApplication(db, row.applicationId);
    if (row === undefined || application === undefined) return undefined;
    return { state: row.state, version: row.version, facts: agreementFacts(application.facts, row) };
  }

  async save(tx: Tx, act: AgreementAct): Promise<number> {
    if (act.event === 'draft') await this.write(tx, act);
    if (act.event === 'signHolder' || act.event === 'signFunder') await insertSignature(tx, act);
    if (act.event === 'attachCopy') await insertCopy(tx, act);
    return saveState(tx, act);
  }

  evidence({ id, call, awardId, state, parties, offerState, copies, submittedVersion }: AgreementFacts): unknown {
    return {
      applicationId: id,
      callId: call.id,
      awardId,
      applicationState: state,
      offerState,
      submittedVersion,
      copies,
      parties: parties.map(({ number, rank, leg, signature }) => ({
        number,
        rank,
        funder: leg?.code ?? null,
        leg: leg?.state ?? null,
        signedBy: signature?.by ?? null,
      })),
    };
  }

  /** Data, text and PDF, once: what is read afterwards is what is stored here. */
  private async write(tx: Tx, act: AgreementAct): Promise<void> {
    const { id, facts, now } = act;
    const [row, award] = [await findAgreement(tx.db, id), await findAward(tx.db, facts.awardId)];
    if (row === undefined || award === undefined) throw new Error(`agreement ${id} is of no award`);
    const { form, model, modelVersion, siret } = row;
    const data = agreementData({ facts, award, siret, form, model: { code: model, version: modelVersion }, now });
    await insertDocument(tx, act, await drawAgreement(data, model, modelVersion));
  }
}

/** Columns that never change, hence read before the locks. */
export async function lockAward(
  tx: Tx,
  { callId, applicationId, awardId }: { readonly callId: string; readonly applicationId: string; readonly awardId: string },
): Promise<void> {
  const legs = await tx.db.$queryRaw<{ id: string }[]>`SELECT id FROM award_leg WHERE award_id = ${awardId}::uuid`;
  await tx.lock('call', callId, 'share');
  await tx.lock('application', applicationId);
  await tx.lock(
    'award',
    legs.map(({ id }) => id),
  );
}
