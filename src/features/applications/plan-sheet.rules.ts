// The computed plan as a sheet to read beside the budget. Figures, no formulas; it is never read back.

import type { Cents } from '../../kernel/money.js';
import { FAMILY_LABELS, NATURE_LABELS } from './budget-labels.rules.js';
import { formatShare } from './budget.rules.js';
import type { Plan, PlanColumn } from './plan.rules.js';

interface SheetOfPlan {
  readonly name: string;
  readonly columns: readonly { readonly header: string; readonly width: number; readonly format?: string }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

const euros = (amount: Cents): number => Number(amount) / 100;

export function planSheet({ years, total }: Plan): SheetOfPlan {
  const columns = [...years, total];
  const line = (label: string, value: (column: PlanColumn) => Cents | string | null): (string | number | null)[] => [
    label,
    ...columns.map((column) => {
      const found = value(column);
      return typeof found === 'bigint' ? euros(found) : found;
    }),
  ];
  const share = (part: (column: PlanColumn) => Cents) => (column: PlanColumn) =>
    formatShare(part(column), column.totalExpenses, 'fr');
  return {
    name: 'Plan calculé',
    columns: [
      { header: 'EUR', width: 44 },
      ...years.map(({ year }) => ({ header: String(year), width: 16, format: '#,##0.00' })),
      { header: 'Total', width: 16, format: '#,##0.00' },
    ],
    rows: [
      ...total.expenses.map(({ nature }, index) =>
        line(`Dépenses : ${NATURE_LABELS[nature]}`, (column) => column.expenses[index]?.amount ?? null),
      ),
      line('Total des dépenses', (column) => column.totalExpenses),
      ...total.requestedByFunder.map(({ funderCode }, index) =>
        line(`Aide demandée : ${funderCode}`, (column) => column.requestedByFunder[index]?.amount ?? null),
      ),
      ...total.income.map(({ family }, index) =>
        line(`Autres recettes : ${FAMILY_LABELS[family]}`, (column) => column.income[index]?.other ?? null),
      ),
      line('Total des recettes', (column) => column.totalIncome),
      line('Équilibre (recettes moins dépenses)', (column) => column.balance),
      line(
        'Part État et branche Famille',
        share((column) => column.publicMoney),
      ),
      line(
        'Part d’investissement',
        share((column) => column.investment),
      ),
      line('Contributions en nature (hors équilibre)', (column) => column.inKind),
    ],
  };
}
