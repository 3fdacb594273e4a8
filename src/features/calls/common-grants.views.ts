// A public call in the shape of the CommonGrants protocol, version 0.2.0 (https://commongrants.org): read only.

import { localDate } from '../../kernel/legal-time.js';
import { decimalText } from '../../kernel/money.js';
import { AnyJson, Instant, Int, Nested, NestedList, OneOf, Text, TextList, Uuid } from '../../platform/http/fields.js';
import type { HolderType } from './call-settings.js';
import { OPPORTUNITY_STATUSES } from './common-grants.dto.js';
import { publicStatus, type PublicCall } from './public-calls.views.js';

export class CgMoney {
  @Text({ max: 20, description: 'Decimal number as text.', example: '15000.00' })
  amount!: string;
  @Text({ max: 3, example: 'EUR' })
  currency!: string;
}
export class CgFunding {
  @Nested(() => CgMoney, { optional: true })
  minAwardAmount?: CgMoney;
  @Nested(() => CgMoney, { optional: true })
  maxAwardAmount?: CgMoney;
}
export class CgStatus {
  @OneOf(OPPORTUNITY_STATUSES)
  value!: string;
  @Text({ max: 200, example: 'Ouvert au dépôt' })
  description!: string;
}
export class CgEvent {
  @Text({ max: 200, example: 'Clôture du dépôt' })
  name!: string;
  @OneOf(['singleDate'])
  eventType!: 'singleDate';
  @Text({ max: 10, example: '2023-08-31' })
  date!: string;
  @Text({ max: 8, optional: true, description: 'In the time zone of the call.', example: '23:59:00' })
  time?: string;
}
export class CgOtherDates {
  @Nested(() => CgEvent)
  openDate!: CgEvent;
}
export class CgTimeline {
  @Nested(() => CgEvent)
  postDate!: CgEvent;
  @Nested(() => CgEvent)
  closeDate!: CgEvent;
  @Nested(() => CgOtherDates)
  otherDates!: CgOtherDates;
}
export class CgApplicantType {
  @Text({ max: 60, example: 'government_municipal' })
  value!: string;
  @Text({ max: 60, optional: true, description: 'With the value `custom`.', example: 'MISSION_LOCALE' })
  customValue?: string;
  @Text({ max: 100, example: 'Commune' })
  description!: string;
}
export class CgOpportunity {
  @Uuid()
  id!: string;
  @Text({ max: 300 })
  title!: string;
  @Nested(() => CgStatus)
  status!: CgStatus;
  @Text({ max: 50_000 })
  description!: string;
  @Nested(() => CgFunding)
  funding!: CgFunding;
  @Nested(() => CgTimeline)
  keyDates!: CgTimeline;
  @NestedList(() => CgApplicantType, { max: 20 })
  acceptedApplicantTypes!: CgApplicantType[];
  @Text({ max: 500, example: 'https://cofund.example.fr/v1/public/calls/0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a11' })
  source!: string;
  @AnyJson({ description: 'By name: `name`, `fieldType`, `value`, `description`.' })
  customFields!: Record<string, { name: string; fieldType: string; value: unknown; description: string }>;
  @Instant()
  createdAt!: string;
  @Instant()
  lastModifiedAt!: string;
}
export class CgPaginationInfo {
  @Int({ min: 1, max: 1000, example: 1 })
  page!: number;
  @Int({ min: 1, max: 100, example: 20 })
  pageSize!: number;
  @Int({ min: 0, max: 1_000_000, example: 3 })
  totalItems!: number;
  @Int({ min: 0, max: 1_000_000, example: 1 })
  totalPages!: number;
}
export class CgSortInfo {
  @Text({ max: 60, example: 'lastModifiedAt' })
  sortBy!: string;
  @OneOf(['asc', 'desc'])
  sortOrder!: string;
  @TextList({ max: 10, itemMax: 300 })
  errors!: string[];
}
export class CgFilterInfo {
  @AnyJson({ description: 'Filters applied.' })
  filters!: object;
  @TextList({ max: 10, itemMax: 300, description: 'Filters that were not applied.' })
  errors!: string[];
}
class CgSuccess {
  @Int({ min: 200, max: 200, example: 200 })
  status!: number;
  @Text({ max: 100, example: 'Success' })
  message!: string;
}
export class CgOpportunityPage extends CgSuccess {
  @NestedList(() => CgOpportunity, { max: 100 })
  items!: CgOpportunity[];
  @Nested(() => CgPaginationInfo)
  paginationInfo!: CgPaginationInfo;
}
export class CgOpportunityResults extends CgOpportunityPage {
  @Nested(() => CgSortInfo)
  sortInfo!: CgSortInfo;
  @Nested(() => CgFilterInfo)
  filterInfo!: CgFilterInfo;
}
export class CgOpportunityDetail extends CgSuccess {
  @Nested(() => CgOpportunity)
  data!: CgOpportunity;
}

export const SUCCESS = { status: 200, message: 'Success' } as const;

/** The protocol's applicant types are those of another country: what has no equivalent is `custom`. */
const APPLICANTS: Readonly<Record<HolderType, readonly [value: string, description: string]>> = {
  COMMUNE: ['government_municipal', 'Commune'],
  EPCI: ['government_special_district', 'Établissement public de coopération intercommunale'],
  CCAS: ['custom', 'Centre communal d’action sociale'],
  ASSOCIATION: ['custom', 'Association'],
  COMPANY: ['custom', 'Entreprise'],
  MISSION_LOCALE: ['custom', 'Mission locale'],
  OTHER_PUBLIC: ['custom', 'Autre personne publique'],
};

const money = (cents: number): CgMoney => ({ amount: decimalText(cents), currency: 'EUR' });

/** A legal local time, as the call states it. */
function eventAt(name: string, local: string): CgEvent {
  return { name, eventType: 'singleDate', date: local.slice(0, 10), time: local.slice(11, 19).padEnd(8, ':00') };
}

export function viewOpportunity(call: PublicCall, publicUrl: string, now: Date): CgOpportunity {
  const { id, title, text, settings, opensLocal, deadlineLocal, timeZone } = call;
  const { minCents, maxCents } = settings;
  const open = publicStatus(call, now) === 'OPEN';
  const published = call.publishedAt ?? call.opensAt;
  return {
    id,
    title,
    status: open ? { value: 'open', description: 'Ouvert au dépôt' } : { value: 'forecasted', description: 'À venir' },
    description: text,
    funding: {
      ...(minCents !== undefined && { minAwardAmount: money(minCents) }),
      ...(maxCents !== undefined && { maxAwardAmount: money(maxCents) }),
    },
    keyDates: {
      postDate: { name: 'Publication', eventType: 'singleDate', date: localDate(published, timeZone) },
      closeDate: eventAt('Clôture du dépôt', deadlineLocal),
      otherDates: { openDate: eventAt('Ouverture du dépôt', opensLocal) },
    },
    acceptedApplicantTypes: settings.holderTypes.map((type) => {
      const [value, description] = APPLICANTS[type];
      return value === 'custom' ? { value, customValue: type, description } : { value, description };
    }),
    source: `${publicUrl}/v1/public/calls/${id}`,
    customFields: customFields(call),
    createdAt: published.toISOString(),
    lastModifiedAt: (call.updatedAt ?? published).toISOString(),
  };
}

function customFields(call: PublicCall): CgOpportunity['customFields'] {
  const { edition, region, departments, timeZone, budgetYears, funders, settings } = call;
  const fields: [name: string, fieldType: string, value: unknown, description: string][] = [
    ['edition', 'integer', edition, 'Édition de l’appel'],
    ['region', 'string', region, 'Code officiel géographique de la région'],
    ['departments', 'array', departments, 'Codes des départements'],
    ['timeZone', 'string', timeZone, 'Fuseau horaire des dates'],
    ['budgetYears', 'array', budgetYears, 'Années budgétaires'],
    ['funders', 'array', funders.map(({ name }) => name), 'Financeurs, ensemble'],
    ['axes', 'array', settings.axes.map(({ label }) => label), 'Axes de l’appel'],
    [
      'maxPublicSharePercent',
      'integer',
      settings.maxPublicSharePercent,
      'Part maximale de l’État et de la branche Famille, en %',
    ],
    ['maxMonths', 'integer', settings.maxMonths, 'Durée maximale d’un projet, en mois'],
  ];
  return Object.fromEntries(
    fields.map(([name, fieldType, value, description]) => [name, { name, fieldType, value, description }]),
  );
}
