// The same grants in the 360Giving data standard (schemas/360-giving.schema.json). Pure.

import type { PublishedGrant } from './published-grant.js';

const LONGEST_TITLE = 140;
const LONGEST_DESCRIPTION = 2000;

interface Organisation {
  readonly id: string;
  readonly name: string;
}
export interface ThreeSixtyGrant {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly currency: 'EUR';
  readonly amountAwarded: number;
  readonly amountDisbursed: number;
  readonly awardDate: string;
  readonly plannedDates: readonly { readonly startDate: string; readonly endDate?: string }[];
  readonly recipientOrganization: readonly Organisation[];
  readonly fundingOrganization: readonly Organisation[];
  readonly beneficiaryLocation: readonly { readonly countryCode: 'FR'; readonly geoCode: string; readonly geoCodeType: string }[];
  readonly grantProgramme: readonly { readonly code: string; readonly title: string }[];
  readonly fromOpenCall: 'Yes';
  readonly relatedActivity: readonly string[];
}
export interface ThreeSixtyPackage {
  readonly version: '1.3';
  readonly title: string;
  readonly issued: string;
  readonly grants: readonly ThreeSixtyGrant[];
}

const grantId = (leg: string): string => `360G-cofund-${leg}`;

/** JSON has one kind of number: euros to the cent, exact up to 2^53 cents. */
const number = (cents: bigint): number => Number(cents) / 100;

export function threeSixtyGrant(grant: PublishedGrant, call: { readonly id: string; readonly title: string }): ThreeSixtyGrant {
  const { id, title, summary, cents, paidCents, decidedOn, startsOn, endsOn, beneficiary, funder, department, siblings } = grant;
  const recipient = beneficiary.siret === null ? `FR-RNA-${beneficiary.rna ?? ''}` : `FR-SIRET-${beneficiary.siret}`;
  return {
    id: grantId(id),
    title: title.slice(0, LONGEST_TITLE),
    description: (summary.trim() === '' ? title : summary).slice(0, LONGEST_DESCRIPTION),
    currency: 'EUR',
    amountAwarded: number(cents),
    amountDisbursed: number(paidCents),
    awardDate: decidedOn,
    plannedDates: startsOn === null ? [] : [{ startDate: startsOn, ...(endsOn !== null && { endDate: endsOn }) }],
    recipientOrganization: [{ id: recipient, name: beneficiary.name }],
    fundingOrganization: [{ id: `FR-SIRET-${funder.siret}`, name: funder.name }],
    beneficiaryLocation: [{ countryCode: 'FR', geoCode: department, geoCodeType: 'Département (code officiel géographique)' }],
    grantProgramme: [call].map(({ id: code, title: name }) => ({ code, title: name })),
    fromOpenCall: 'Yes',
    relatedActivity: siblings.map(grantId),
  };
}
