// What the lines of a budget are called in French, on a sheet and on paper; in the order in which they are shown.

import type { ExpenseNature, IncomeFamily } from './application-content.js';

export const NATURE_LABELS: Readonly<Record<ExpenseNature, string>> = {
  ENGINEERING: 'Ingénierie',
  OPERATING: 'Fonctionnement',
  STAFF: 'Personnel',
  INVESTMENT: 'Investissement',
};

export const FAMILY_LABELS: Readonly<Record<IncomeFamily, string>> = {
  STATE: 'État',
  FAMILY_BRANCH: 'Branche Famille',
  LOCAL: 'Collectivités locales',
  OTHER_PUBLIC: 'Autres fonds publics',
  PRIVATE: 'Fonds privés',
  OWN: 'Fonds propres',
  FAMILIES_FEES: 'Participations des familles',
};

export const NATURES = Object.keys(NATURE_LABELS) as readonly ExpenseNature[];
export const FAMILIES = Object.keys(FAMILY_LABELS) as readonly IncomeFamily[];
