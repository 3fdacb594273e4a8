// From an award and its dossier to what an agreement says. Pure: the same facts give the same data.

import { contentForAward } from '../applications/award-plan.rules.js';
import { budgetYears } from '../applications/budget.rules.js';
import type { AwardRecord, LegRecord } from '../awards/awards.rules.js';
import { owesRepublicanContract } from '../holders/holder.rules.js';
import type { AgreementData, AgreementFunder } from './agreement-data.js';
import { funderParties, type AgreementFacts } from './agreement.rules.js';

interface Source {
  readonly facts: AgreementFacts;
  readonly award: AwardRecord;
  readonly siret: string | null;
  readonly form: AgreementData['form'];
  readonly model: AgreementData['model'];
  readonly now: Date;
}

const total = (years: readonly { readonly cents: bigint }[]): bigint => years.reduce((sum, { cents }) => sum + cents, 0n);

function funderOf({ code, name, decisionNumber, decisionDate, authority, delegation, years }: LegRecord): AgreementFunder {
  return {
    code,
    name,
    decision: { number: decisionNumber ?? '', date: decisionDate ?? '', authority: authority ?? '', delegation },
    years: years.map(({ year, cents }) => ({ year, cents: String(cents) })),
    totalCents: String(total(years)),
  };
}

export function agreementData({ facts, award, siret, form, model, now }: Source): AgreementData {
  const covered = funderParties(facts).map(({ leg }) => leg.id);
  const legs = award.legs.filter(({ id }) => covered.includes(id));
  const content = contentForAward(facts);
  const granted = new Map<number, bigint>();
  for (const { year, cents } of award.legs.flatMap(({ years }) => years)) granted.set(year, (granted.get(year) ?? 0n) + cents);
  const { terms } = facts.settings;
  return {
    agreementId: facts.agreementId,
    awardId: award.id,
    draftedAt: now.toISOString(),
    form,
    model,
    call: { title: facts.call.title, edition: facts.call.edition },
    application: { number: facts.number, title: facts.title, submittedVersion: facts.submittedVersion },
    holder: { name: facts.organisationName, siret, rna: award.rna, holderType: facts.holderType },
    object: {
      summary: content.summary ?? '',
      place: content.place ?? null,
      targetPublic: content.targetPublic ?? null,
      startsOn: content.startsOn ?? null,
      endsOn: content.endsOn ?? null,
    },
    budget: budgetYears(content).map(({ year, expenses }) => ({
      year,
      expensesCents: String(expenses),
      grantedCents: String(granted.get(year) ?? 0n),
    })),
    planAccepted: facts.awardPlan !== null,
    funders: legs.map(funderOf),
    totalCents: String(total(legs.flatMap(({ years }) => years))),
    terms: {
      payment: terms?.payment ?? '',
      use: terms?.use ?? '',
      control: terms?.control ?? '',
      evaluation: terms?.evaluation ?? '',
      unspent: terms?.unspent ?? '',
      ...(terms?.unspentKept !== undefined && { unspentKept: terms.unspentKept }),
    },
    republicanContract: owesRepublicanContract(facts.holderType, award.rna),
  };
}
