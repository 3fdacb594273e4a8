// A budget as the rows of a sheet, and back. One row a line; what is asked of the call's funders and what comes in kind have rows of their
// own. There are no totals: they are computed.

import type { ApplicationContent } from './application-content.js';
import { FAMILY_LABELS, NATURE_LABELS } from './budget-labels.rules.js';

export const SHEET_NAME = 'Budget';

export type ColumnKey = 'side' | 'item' | 'year' | 'label' | 'fte' | 'amount';
interface Column {
  readonly key: ColumnKey;
  readonly header: string;
  /** Folded headers that are read as this column. */
  readonly read: readonly string[];
}
export const COLUMNS: readonly Column[] = [
  { key: 'side', header: 'Sens', read: ['sens', 'type', 'side'] },
  { key: 'item', header: 'Poste', read: ['poste', 'nature', 'famille', 'nature ou famille', 'item'] },
  { key: 'year', header: 'Année', read: ['annee', 'exercice', 'year'] },
  { key: 'label', header: 'Libellé', read: ['libelle', 'intitule', 'label'] },
  { key: 'fte', header: 'ETP', read: ['etp', 'fte'] },
  { key: 'amount', header: 'Montant (EUR)', read: ['montant (eur)', 'montant (€)', 'montant', 'montant en euros', 'amount'] },
];
export type Side = 'EXPENSE' | 'INCOME' | 'REQUESTED' | 'IN_KIND';
export const SIDE_LABELS: Readonly<Record<Side, string>> = {
  EXPENSE: 'Dépense',
  INCOME: 'Recette',
  REQUESTED: 'Aide demandée',
  IN_KIND: 'En nature',
};

/** `year`, `fte` and `label` are null where a row has none; `fte` and `cents` in hundredths. */
export interface BudgetRow {
  readonly side: string;
  readonly item: string | null;
  readonly year: number | null;
  readonly label: string | null;
  readonly fte: number | null;
  readonly cents: number;
}

/** Lines in their own order, then the request, then what comes in kind. */
export function rowsOf({ budget, requestedYears = [] }: Pick<ApplicationContent, 'budget' | 'requestedYears'>): BudgetRow[] {
  const { lines = [], inKind = [], inKindCents } = budget ?? {};
  const kind = (year: number | null, label: string | null, cents: number): BudgetRow => ({
    side: SIDE_LABELS.IN_KIND,
    item: null,
    year,
    label,
    fte: null,
    cents,
  });
  return [
    ...lines.map(({ side, nature, family, year, label, fte = null, cents }) => {
      const item = nature === undefined ? (family === undefined ? null : FAMILY_LABELS[family]) : NATURE_LABELS[nature];
      return { side: SIDE_LABELS[side], item, year, label, fte, cents };
    }),
    ...requestedYears.map(({ year, cents }) => ({
      side: SIDE_LABELS.REQUESTED,
      item: null,
      year,
      label: null,
      fte: null,
      cents,
    })),
    ...inKind.map(({ year, label, cents }) => kind(year, label, cents)),
    ...(inKindCents === undefined ? [] : [kind(null, null, inKindCents)]),
  ];
}
