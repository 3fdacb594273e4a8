// Rules of the submission on the project and its plan, beside those of submission.rules.ts.

import type { Guard } from '../../kernel/machine.js';
import { formatEuros, percentAtMost, type Cents } from '../../kernel/money.js';
import { label, reason } from '../../kernel/reasons.js';
import type { ApplicationContent } from './application-content.js';
import type { ApplicationFacts } from './application-facts.js';
import { formatShare, totalCost } from './budget.rules.js';

type Rule = Guard<ApplicationFacts>;

/** Investment of the plan over all years. */
export function investmentCost({ budget }: ApplicationContent): Cents {
  return totalCost({ lines: (budget?.lines ?? []).filter(({ nature }) => nature === 'INVESTMENT') });
}

/** Only part of the project may be investment; how much is the call's own setting, and no ceiling applies without one. */
export const investmentShareWithinCap: Rule = {
  name: 'investmentShareWithinCap',
  label: label('part d’investissement sous le plafond', 'share of investment within the cap'),
  source: 'Cahier des charges FIPE, appui à l’investissement',
  check: ({ facts: { call, content } }) => {
    const cap = call.settings.maxInvestmentSharePercent;
    if (cap === undefined) return undefined;
    const part = investmentCost(content);
    const whole = totalCost(content.budget);
    if (percentAtMost(part, whole, cap)) return undefined;
    return [
      reason(
        'investmentShareWithinCap',
        '/budget/lines',
        label(
          `L’investissement est de ${formatEuros(part)} sur ${formatEuros(whole)}, soit ${formatShare(part, whole, 'fr')} : ${String(cap).replace('.', ',')}\u00a0% au plus. Réduisez-le.`,
          `Investment is ${formatEuros(part)} of ${formatEuros(whole)}, that is ${formatShare(part, whole, 'en')}: at most ${cap}%. Reduce it.`,
        ),
      ),
    ];
  },
};

/** A step outside the project is outside what is paid. */
export const calendarWithinProject: Rule = {
  name: 'calendarWithinProject',
  label: label('calendrier dans les dates du projet', 'calendar within the dates of the project'),
  check: ({ facts: { content } }) => {
    const { startsOn, endsOn, calendar = [] } = content;
    if (startsOn === undefined || endsOn === undefined) return undefined;
    return calendar.flatMap(({ startsOn: from, endsOn: to = from }, index) =>
      from >= startsOn && to <= endsOn
        ? []
        : [
            reason(
              'calendarWithinProject',
              `/calendar/${index}`,
              label(
                `L’étape du ${from} au ${to} sort du projet (${startsOn} à ${endsOn}) : corrigez ses dates.`,
                `The step from ${from} to ${to} is outside the project (${startsOn} to ${endsOn}): correct its dates.`,
              ),
            ),
          ],
    );
  },
};

/** One lead department, which instructs; the others are consulted, and the call covers them all. */
export const otherDepartmentsOfCall: Rule = {
  name: 'otherDepartmentsOfCall',
  label: label('autres départements de l’appel', 'other departments of the call'),
  source: 'Cahier des charges FIPE, instruction par département',
  check: ({ facts: { call, content, department } }) =>
    (content.otherDepartments ?? []).flatMap((code, index) => {
      const pointer = `/otherDepartments/${index}`;
      if (code === department) {
        return [
          reason(
            'otherDepartmentsOfCall',
            pointer,
            label(
              `Le département ${code} est déjà le chef de file : retirez-le.`,
              `Department ${code} is already the lead one: remove it.`,
            ),
          ),
        ];
      }
      if (call.departments.includes(code)) return [];
      const list = call.departments.join(', ');
      return [
        reason(
          'otherDepartmentsOfCall',
          pointer,
          label(`Le département ${code} n’est pas de l’appel (${list}).`, `Department ${code} is not of the call (${list}).`),
        ),
      ];
    }),
};
