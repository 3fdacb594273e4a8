// What a national register's answer suggests for a project holder. Pure.

import { isDepartment } from '../../kernel/territory.js';
import type { HolderType } from '../accounts/organisations.dto.js';

/** Legal categories of the INSEE (2022 nomenclature): the first pattern that matches. */
const TYPES: readonly (readonly [RegExp, HolderType])[] = [
  [/^7210$/, 'COMMUNE'],
  [/^734[3-8]$/, 'EPCI'],
  [/^735[3-7]$/, 'EPCI'],
  [/^7361$/, 'CCAS'],
  [/^92/, 'ASSOCIATION'],
  [/^93/, 'ASSOCIATION'],
  [/^[56]/, 'COMPANY'],
  [/^[47]/, 'OTHER_PUBLIC'],
];

export function suggestedType(legalCategory: string | null, name: string): HolderType | null {
  if (/\bmission locale\b/i.test(name)) return 'MISSION_LOCALE';
  return TYPES.find(([pattern]) => legalCategory !== null && pattern.test(legalCategory))?.[1] ?? null;
}

/** Department of an INSEE commune code: three characters overseas, two elsewhere. */
export function departmentOfCommune(commune: string | null): string | null {
  if (commune === null) return null;
  const code = commune.startsWith('97') ? commune.slice(0, 3) : commune.slice(0, 2);
  return isDepartment(code) ? code : null;
}
