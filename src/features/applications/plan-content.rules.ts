// What the fields of the project and of its plan must be for a draft to be stored at all; what they must be for it to be filed is a
// rule of the submission (plan-submission.rules.ts).

import type { Reason } from '../../kernel/errors.js';
import { label, reason } from '../../kernel/reasons.js';
import { isDepartment } from '../../kernel/territory.js';
import type { ApplicationContent } from './application-content.js';

export function planFaults({ budget, calendar = [], otherDepartments = [] }: ApplicationContent): Reason[] {
  const fte = (budget?.lines ?? []).flatMap(({ nature, fte: given }, index) =>
    given === undefined || nature === 'STAFF'
      ? []
      : [
          reason(
            'fteOfStaff',
            `/budget/lines/${index}/fte`,
            label(
              'Seule une dépense de personnel a des ETP : retirez-les ou changez la nature.',
              'Only a staff expense has FTE: remove them or change the nature.',
            ),
          ),
        ],
  );
  const inKind =
    budget?.inKindCents !== undefined && budget.inKind !== undefined
      ? [
          reason(
            'inKindOnce',
            '/budget/inKindCents',
            label(
              'Donnez les contributions en nature ligne par ligne ou en une somme, pas les deux.',
              'Give the contributions in kind line by line or as one sum, not both.',
            ),
          ),
        ]
      : [];
  const steps = calendar.flatMap(({ startsOn, endsOn = startsOn }, index) =>
    endsOn >= startsOn
      ? []
      : [
          reason(
            'stepEndsAfterStart',
            `/calendar/${index}/endsOn`,
            label(
              `L’étape finit le ${endsOn}, avant de commencer le ${startsOn} : corrigez une des dates.`,
              `The step ends on ${endsOn}, before it starts on ${startsOn}: correct one of the dates.`,
            ),
          ),
        ],
  );
  const places = otherDepartments.flatMap((code, index) =>
    isDepartment(code)
      ? []
      : [
          reason(
            'departmentExists',
            `/otherDepartments/${index}`,
            label(`« ${code} » n’est pas le code d’un département.`, `“${code}” is not the code of a department.`),
          ),
        ],
  );
  return [...fte, ...inKind, ...steps, ...places];
}
