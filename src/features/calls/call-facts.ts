import { Prisma } from '../../generated/prisma/client.js';
import type { OfficerRole } from '../../kernel/actor.js';
import type { CallSettings, FunderFamily } from './call-settings.js';

const FUNDER_CODE = /^[\w-]{1,40}$/;

/** Whether a part of a path may be the code of a funder: anything else is no address of ours (and a NUL would not even reach PostgreSQL). */
export const mayBeFunderCode = (text: string): boolean => FUNDER_CODE.test(text);

export const CALL_STATES = [
  'DRAFT',
  'PUBLISHED',
  'OPEN',
  'CLOSED',
  'UNDER_EXAMINATION',
  'UNDER_SELECTION',
  'RESULTS_PUBLISHED',
  'FINISHED',
  'CANCELLED',
] as const;
export type CallState = (typeof CALL_STATES)[number];

export interface CallFunder {
  readonly code: string;
  readonly name: string;
  /** Order of the split: left-over cents go to the first. */
  readonly position: number;
  readonly weight: number;
  readonly family: FunderFamily;
  /** Role that decides this funder's leg of an award. */
  readonly officerRole: OfficerRole;
}

/** What the other features need to know of a call. */
export interface CallFacts {
  readonly id: string;
  readonly region: string;
  readonly departments: readonly string[];
  readonly state: CallState;
  readonly opensAt: Date;
  /** Last instant, to the millisecond, at which a submission is on time. */
  readonly deadlineAt: Date;
  readonly timeZone: string;
  readonly rulesVersion: string;
  readonly settings: CallSettings;
  /** By position. */
  readonly funders: readonly CallFunder[];
  readonly budgetYears: readonly number[];
  /** Number of the specification in force; 0 before the publication. */
  readonly specVersion: number;
  readonly edition: number;
  readonly title: string;
}

/** The columns of `CallFacts`, from a call named `c`. */
export const CALL_FACTS = Prisma.sql`
  c.id, c.region, c.departments, c.state, c.opens_at AS "opensAt", c.deadline_at AS "deadlineAt", c.time_zone AS "timeZone",
  c.rules_version AS "rulesVersion", c.settings, c.budget_years AS "budgetYears", c.spec_version AS "specVersion", c.edition, c.title,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('code', f.code, 'name', f.name, 'position', f.position, 'weight', f.weight,
                                                'family', f.family, 'officerRole', f.officer_role) ORDER BY f.position), '[]')
   FROM call_funder f WHERE f.call_id = c.id) AS funders`;

export { acceptsSubmissions } from './call-window.rules.js';
