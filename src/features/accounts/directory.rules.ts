// Rules on organisations and agencies that a shape alone cannot hold.

import type { Reason } from '../../kernel/errors.js';
import { isSiret } from '../../kernel/siret.js';
import { isDepartment, isTerritory } from '../../kernel/territory.js';

/** Public bodies with a part in the procedure; the database's CHECK has the same list. */
export const AGENCY_KINDS = ['CAF', 'DDETS', 'DREETS', 'PREFECTURE', 'CNAF'] as const;
export type AgencyKind = (typeof AGENCY_KINDS)[number];

/** Where each kind of agency has its seat of competence: a prefecture is of a department or of a region. */
const COMPETENCE: Readonly<Record<AgencyKind, { readonly form: RegExp; readonly fr: string; readonly en: string }>> = {
  CAF: { form: /^DEP-/, fr: 'un département (DEP-31)', en: 'a department (DEP-31)' },
  DDETS: { form: /^DEP-/, fr: 'un département (DEP-31)', en: 'a department (DEP-31)' },
  DREETS: { form: /^REG-/, fr: 'une région (REG-76)', en: 'a region (REG-76)' },
  PREFECTURE: { form: /^(?:DEP|REG)-/, fr: 'un département ou une région', en: 'a department or a region' },
  CNAF: { form: /^FR$/, fr: 'la France entière (FR)', en: 'the whole country (FR)' },
};

export function organisationFaults({ siret, department }: { siret?: string; department?: string }): Reason[] {
  const faults: Reason[] = [];
  if (siret !== undefined && !isSiret(siret)) {
    faults.push({
      rule: 'siretChecksum',
      pointer: '/siret',
      message: {
        fr: 'Vérifiez le SIRET : sa clé de contrôle est fausse, un chiffre a sans doute été mal saisi.',
        en: 'Check the SIRET: its key is wrong, a digit was probably mistyped.',
      },
    });
  }
  if (department !== undefined && !isDepartment(department)) {
    faults.push({
      rule: 'departmentExists',
      pointer: '/department',
      message: { fr: 'Donnez le code d’un département, de 01 à 976.', en: 'Give the code of a department, from 01 to 976.' },
    });
  }
  return faults;
}

export function territoryFaults(territory: string): Reason[] {
  if (isTerritory(territory)) return [];
  return [
    {
      rule: 'territoryExists',
      pointer: '/territory',
      message: {
        fr: 'Donnez un territoire : FR, REG- et le code d’une région, ou DEP- et celui d’un département.',
        en: 'Give a territory: FR, REG- and the code of a region, or DEP- and that of a department.',
      },
    },
  ];
}

export function agencyFaults(kind: AgencyKind, territory: string): Reason[] {
  const faults = territoryFaults(territory);
  const { form, fr, en } = COMPETENCE[kind];
  if (faults.length > 0 || form.test(territory)) return faults;
  return [
    {
      rule: 'agencyTerritoryFits',
      pointer: '/territory',
      message: {
        fr: `Donnez le territoire d’une agence de ce type : ${fr}.`,
        en: `Give the territory of such an agency: ${en}.`,
      },
    },
  ];
}

/** Held by the CHECK `organisation_rna` too. */
export function rnaFaults({ holderType, rna }: { readonly holderType: string; readonly rna?: string }): Reason[] {
  if (rna === undefined || holderType === 'ASSOCIATION' || holderType === 'MISSION_LOCALE') return [];
  return [
    {
      rule: 'rnaOfAnAssociation',
      pointer: '/rna',
      message: {
        fr: 'Retirez le numéro RNA : seules les associations en ont un.',
        en: 'Remove the RNA number: only associations have one.',
      },
    },
  ];
}
