// The plan that an agreement is signed on: the holder's own for a lower amount, else the submitted one. Pure.

import type { Reason } from '../../kernel/errors.js';
import type { Guard } from '../../kernel/machine.js';
import { cents, formatEuros, sumCents, ZERO, type Cents } from '../../kernel/money.js';
import type { ApplicationContent, FunderShare } from './application-content.js';
import type { ApplicationFacts } from './application-facts.js';
import { budgetYears } from './budget.rules.js';
import { rulesFor } from './eligibility.rules.js';

/** Of the rules of the dossier, those on money and time: what a plan is read with. */
const PLAN_RULES = [
  'budgetBalances',
  'publicShareWithinCap',
  'investmentShareWithinCap',
  'durationWithinLimit',
  'budgetYearsOfCall',
  'amountWithinLimits',
  'calendarWithinProject',
];

export function planRulesFor(facts: ApplicationFacts): Guard<ApplicationFacts>[] {
  return rulesFor(facts).filter(({ name }) => PLAN_RULES.includes(name));
}

/** The content as the award is paid on. */
export function contentForAward({ content, awardPlan }: Pick<ApplicationFacts, 'content' | 'awardPlan'>): ApplicationContent {
  if (awardPlan === null) return content;
  const { requestedYears, budget, startsOn, endsOn, calendar } = awardPlan;
  return { ...content, requestedYears, budget, startsOn, endsOn, calendar };
}

/** The content with what was decided in the place of what was asked. */
function withDecided(content: ApplicationContent, decided: readonly FunderShare[]): ApplicationContent {
  const sums = new Map<number, Cents>();
  for (const { year, cents: share } of decided) sums.set(year, sumCents([sums.get(year) ?? ZERO, share]));
  return {
    ...content,
    requestedYears: [...sums].sort(([a], [b]) => a - b).map(([year, sum]) => ({ year, cents: Number(sum) })),
  };
}

/** Nothing is decided yet, or the plan in force balances with what is: a lower amount needs the holder's new budget before any signature. */
export const planBalancedForAward: Guard<Pick<ApplicationFacts, 'amounts' | 'content' | 'awardPlan'>> = {
  name: 'planBalancedForAward',
  label: { fr: 'plan équilibré avec le montant accordé', en: 'plan balanced with the amount granted' },
  source: 'CERFA 12156*06, budget du projet',
  check: ({ facts: { amounts, content, awardPlan } }) => {
    const decided = amounts.filter(({ stage }) => stage === 'DECIDED');
    if (decided.length === 0) return undefined;
    const asked = new Map((content.requestedYears ?? []).map(({ year, cents: sum }) => [year, cents(sum)]));
    return budgetYears(withDecided(contentForAward({ content, awardPlan }), decided))
      .filter(({ expenses, income }) => expenses !== income)
      .map(({ year, expenses, income, requested }): Reason => {
        const [spent, got, granted, wanted] = [expenses, income, requested, asked.get(year) ?? ZERO].map(formatEuros);
        return {
          rule: 'planBalancedForAward',
          pointer: '/budget/lines',
          message: {
            fr: `${year} : dépenses ${spent}, recettes ${got} (dont ${granted} accordés pour ${wanted} demandés). Un nouveau budget équilibré est nécessaire avant toute signature.`,
            en: `${year}: expenses ${spent}, income ${got} (${granted} granted of ${wanted} requested). A new balanced budget is needed before any signature.`,
          },
        };
      });
  },
};
