// The essential data of grants as the format SCDL "subventions" 2.1.1 writes them (schemas/scdl-subventions-2.1.1.schema.json). Pure.

import { decimalText } from '../../kernel/money.js';
import type { PublishedGrant } from './published-grant.js';

/** Comma, decimal point, UTF-8 without a mark, one row a beneficiary, one file a funder: the format's own rules, not a spreadsheet's. */
export const SCDL_COLUMNS = [
  'nomAttribuant',
  'idAttribuant',
  'dateConvention',
  'referenceDecision',
  'nomBeneficiaire',
  'idBeneficiaire',
  'rnaBeneficiaire',
  'objet',
  'montant',
  'nature',
  'conditionsVersement',
  'datesPeriodeVersement',
  'idRAE',
  'notificationUE',
  'pourcentageSubvention',
  'dispositifAide',
] as const;
export type ScdlLine = Readonly<Record<(typeof SCDL_COLUMNS)[number], string>>;

export const LONGEST_OBJECT = 256;

/** The first characters of a text, a sign outside the basic plane never cut in two. */
function cut(text: string, most: number): string {
  const signs = Array.from(text.replace(/\s+/g, ' ').trim());
  return signs.length <= most ? signs.join('') : `${signs.slice(0, most - 1).join('')}…`;
}

/** True when the object of the line is shorter than the title of the dossier: whoever publishes is told. */
export const isCut = ({ title }: Pick<PublishedGrant, 'title'>): boolean =>
  Array.from(title.replace(/\s+/g, ' ').trim()).length > LONGEST_OBJECT;

/** @param scheme identifier of the aid scheme */
export function scdlLine(grant: PublishedGrant, scheme = ''): ScdlLine {
  const { funder, beneficiary, years, notifiedOn, decidedOn, reference, title, cents } = grant;
  const last = years.at(-1);
  const first = notifiedOn.slice(0, 4);
  const severalYears = years.length > 1 || (last !== undefined && String(last) > first);
  return {
    nomAttribuant: funder.name,
    idAttribuant: funder.siret,
    dateConvention: decidedOn,
    referenceDecision: reference,
    nomBeneficiaire: beneficiary.name,
    idBeneficiaire: beneficiary.siret ?? '',
    rnaBeneficiaire: beneficiary.rna ?? '',
    objet: cut(title, LONGEST_OBJECT),
    montant: decimalText(cents),
    nature: 'aide en numéraire',
    conditionsVersement: severalYears ? 'échelonné' : 'unique',
    datesPeriodeVersement: severalYears ? `${notifiedOn}/${last}-12-31` : notifiedOn,
    idRAE: '',
    notificationUE: 'non',
    // The whole grant goes to this beneficiary: the column is the share between beneficiaries, not the share of the funder.
    pourcentageSubvention: '1',
    dispositifAide: scheme,
  };
}
