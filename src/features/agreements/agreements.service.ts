import { Injectable } from '@nestjs/common';

import { holdsFor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { isUuid } from '../../kernel/ids.js';
import { assertSees } from '../../kernel/machine.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { Executor } from '../../platform/workflow/executor.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { loadApplication } from '../applications/application.store.js';
import { agreementOf } from '../awards/agreement-owed.rules.js';
import { AwardsReader } from '../awards/awards.reader.js';
import type { AwardRecord, LegRecord } from '../awards/awards.rules.js';
import { findAward } from '../awards/awards.store.js';
import { AgreementBinding, lockAward } from './agreement.binding.js';
import { mayDraft, seesAgreement, type AgreementFacts } from './agreement.rules.js';
import { agreementFacts, agreementsOf, findAgreement, insertAgreement, storedPdf, type AgreementRow } from './agreement.store.js';
import { viewAgreement, viewOwed } from './agreement.views.js';
import type { AgreementListView, AgreementView, DraftAgreementDto, SignAgreementDto } from './agreements.dto.js';

@Injectable()
export class AgreementsService {
  constructor(
    private readonly acts: Acts,
    private readonly executor: Executor,
    private readonly database: Database,
    private readonly awards: AwardsReader,
    private readonly binding: AgreementBinding,
  ) {}

  /** A new agreement, with its parties and its text: all of it, or nothing. */
  draft(context: RequestContext, awardId: string, { funderCode }: DraftAgreementDto): Promise<Answer<AgreementView>> {
    return this.acts.perform(context, async (tx) => {
      const { actor, now, requestId } = context;
      const seen = await this.awards.one(actor, awardId, tx.db);
      if (seen === undefined) throw new Refusal('not-found');
      if (!mayDraft(actor, seen)) throw new Refusal('forbidden');
      await lockAward(tx, { ...seen, awardId });
      const award = await findAward(tx.db, awardId);
      if (award === undefined) throw new Refusal('not-found');
      const { form } = agreementOf(award.agreementSettings);
      const legs = coveredLegs(award, form, funderCode);
      const id = await insertAgreement(tx, { award, legs, form, by: actor.personId, now });
      await this.executor.fire(tx, this.binding, id, 'draft', { actor, input: {}, now, requestId });
      return { ...(await this.view(tx.db, context, id)), status: 201, location: `/v1/agreements/${id}` };
    });
  }

  send(context: RequestContext, id: string): Promise<Answer<AgreementView>> {
    return this.act(context, id, 'send', {});
  }

  /** For the holder by its representative, unless a funder is named. */
  async sign(context: RequestContext, id: string, body: SignAgreementDto): Promise<Answer<AgreementView>> {
    const { facts } = await this.seen(this.database.read, context, id);
    const forHolder = body.funderCode === undefined && holdsFor(context.actor, 'HOLDER_REPRESENTATIVE', facts.organisationId);
    return this.act(context, id, forHolder ? 'signHolder' : 'signFunder', body);
  }

  void(context: RequestContext, id: string, body: object): Promise<Answer<AgreementView>> {
    return this.act(context, id, 'void', body);
  }

  one(context: RequestContext, id: string): Promise<Answer<AgreementView>> {
    return this.view(this.database.read, context, id);
  }

  /** Three queries, however many there are. */
  async ofAward(context: RequestContext, awardId: string): Promise<Answer<AgreementListView>> {
    const { actor, locale } = context;
    const award = await this.awards.one(actor, awardId);
    const db = this.database.read;
    const application = award === undefined ? undefined : await loadApplication(db, award.applicationId);
    if (award === undefined || application === undefined) throw new Refusal('not-found');
    const items = (await agreementsOf(db, awardId)).flatMap((row) => {
      const facts = agreementFacts(application.facts, row);
      return seesAgreement.allows(actor, facts) ? [viewAgreement(row, facts, context)] : [];
    });
    return { body: { owed: viewOwed(award, locale), items } };
  }

  /** Exactly the bytes stored at the draft. */
  async pdf(context: RequestContext, id: string): Promise<{ bytes: Buffer; sha256: string; name: string }> {
    const db = this.database.read;
    await this.seen(db, context, id);
    const stored = await storedPdf(db, id);
    if (stored === undefined) throw new Refusal('not-found');
    return { bytes: Buffer.from(stored.pdf), sha256: stored.sha256, name: `convention-${id}.pdf` };
  }

  /** @throws Refusal not-found outside one's scope */
  async seen(
    db: Db,
    { actor }: RequestContext,
    id: string,
  ): Promise<{ readonly row: AgreementRow; readonly facts: AgreementFacts }> {
    const row = isUuid(id) ? await findAgreement(db, id) : undefined;
    const application = row === undefined ? undefined : await loadApplication(db, row.applicationId);
    if (row === undefined || application === undefined) throw new Refusal('not-found');
    const facts = agreementFacts(application.facts, row);
    assertSees(seesAgreement, actor, facts);
    return { row, facts };
  }

  async view(db: Db, context: RequestContext, id: string): Promise<Answer<AgreementView>> {
    const { row, facts } = await this.seen(db, context, id);
    return { body: viewAgreement(row, facts, context), version: row.version };
  }

  private act(
    context: RequestContext,
    id: string,
    event: 'send' | 'signHolder' | 'signFunder' | 'void',
    input: object,
  ): Promise<Answer<AgreementView>> {
    return this.acts.fire(context, this.binding, id, event, input, (tx) => this.view(tx.db, context, id));
  }
}

/** All the legs of a tripartite agreement, or the one of the funder named. @throws Refusal rule-not-met */
function coveredLegs(award: AwardRecord, form: string, funderCode: string | undefined): readonly LegRecord[] {
  if (form === 'TRIPARTITE' && funderCode === undefined) return award.legs;
  const leg = award.legs.find(({ code }) => code === funderCode);
  if (form === 'BILATERAL' && leg !== undefined) return [leg];
  throw new Refusal('rule-not-met', undefined, [
    {
      rule: 'formOfCall',
      pointer: '/funderCode',
      message:
        form === 'TRIPARTITE'
          ? {
              fr: 'Cet appel veut une seule convention de tous les financeurs : ne nommez aucun financeur.',
              en: 'This call wants one agreement of all the funders: name none.',
            }
          : {
              fr: 'Cet appel veut une convention par financeur : nommez un financeur de cette attribution.',
              en: 'This call wants one agreement a funder: name a funder of this award.',
            },
    },
  ]);
}
