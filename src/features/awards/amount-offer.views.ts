// Rows and facts → wire.

import { formatLegal } from '../../kernel/legal-time.js';
import { actions, findingsOf, waitingOn } from '../../kernel/machine.js';
import { cents, ZERO } from '../../kernel/money.js';
import { say, viewActions, viewMoney, viewReason } from '../../platform/http/views.js';
import type { RequestContext } from '../../platform/workflow/request.js';
import { planBalancedForAward } from '../applications/award-plan.rules.js';
import { sharesByYear, totalOfYears } from '../applications/budget.rules.js';
import type { AmountOfferView } from './amount-offer.dto.js';
import { amountOfferMachine } from './amount-offer.machine.js';
import type { AmountOfferFacts } from './amount-offer.rules.js';
import type { AmountOfferRow } from './amount-offer.store.js';

/** The amounts of this offer's own award, whatever was decided since. */
function imbalancesOf(row: AmountOfferRow, facts: AmountOfferFacts, { actor, now }: Pick<RequestContext, 'actor' | 'now'>) {
  const amounts = row.offered.map(({ year, cents: sum }) => ({
    stage: 'DECIDED' as const,
    year,
    funderCode: '',
    cents: cents(sum),
  }));
  const judged = { ...facts, amounts, awardPlan: row.plan?.content ?? null };
  return findingsOf(planBalancedForAward, { facts: judged, input: undefined, actor, now });
}

export function viewOffer(
  row: AmountOfferRow,
  facts: AmountOfferFacts,
  context: Pick<RequestContext, 'actor' | 'now' | 'locale'>,
): AmountOfferView {
  const { actor, now, locale } = context;
  const requested = sharesByYear(facts.amounts.filter(({ stage }) => stage === 'REQUESTED'));
  const imbalances = imbalancesOf(row, facts, context);
  const waiting = waitingOn(amountOfferMachine, row.state);
  const { id, applicationId, state, version, plan } = row;
  const offered = new Map(row.offered.map(({ year, cents: sum }) => [year, cents(sum)]));
  return {
    id,
    applicationId,
    state,
    stateLabel: say(amountOfferMachine.states[state], locale),
    version,
    requested: viewMoney([...requested.values()].reduce((sum, year) => sum + year, 0n)),
    offered: viewMoney(totalOfYears(row.offered)),
    years: [...requested].map(([year, asked]) => ({
      year,
      requested: viewMoney(asked),
      offered: viewMoney(offered.get(year) ?? ZERO),
    })),
    offeredAt: row.offeredAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    dueLegalTime: formatLegal(row.dueAt, facts.call.timeZone, locale),
    answeredAt: row.answeredAt?.toISOString() ?? null,
    reasons: row.reasons,
    plan: plan && { ...plan, acceptedAt: new Date(plan.acceptedAt).toISOString() },
    planBalanced: imbalances.length === 0,
    imbalances: imbalances.map((reason) => viewReason(reason, locale)),
    actions: viewActions(actions(amountOfferMachine, state, facts, actor, now), locale),
    waitingOn: waiting === undefined ? null : say(waiting, locale),
  };
}
