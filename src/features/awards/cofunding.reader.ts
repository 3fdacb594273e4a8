import { Injectable } from '@nestjs/common';

import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import { callScope, seesEnvelopes, withinCallScope } from '../calls/call-scope.rules.js';
import type { FunderShare } from './cofunding.rules.js';
import { COMMITTED_STATES } from './leg-life.rules.js';

export interface EnvelopeLine {
  readonly year: number;
  readonly amount: bigint;
  readonly reserved: bigint;
  readonly committed: bigint;
  readonly frozen: bigint;
}

export interface FunderUse extends FunderShare {
  readonly envelopes: readonly EnvelopeLine[];
}

export interface Cofunding {
  readonly callId: string;
  readonly title: string;
  readonly funders: readonly FunderUse[];
  /** Applications awarded, per department. */
  readonly departments: readonly { readonly department: string; readonly awards: number; readonly cents: bigint }[];
  /** Awards with a decided leg and one that is not. */
  readonly partly: number;
}

interface Row {
  readonly callId: string;
  readonly title: string;
  readonly region: string;
  readonly callDepartments: string[];
  readonly everPublished: boolean;
  readonly funders: {
    readonly code: string;
    readonly name: string;
    readonly position: number;
    readonly weight: number;
    readonly cents: number;
    readonly expected: number;
    readonly oddCents: number;
    readonly envelopes: {
      readonly year: number;
      readonly amount: number;
      readonly reserved: number;
      readonly committed: number;
      readonly frozen: number;
    }[];
  }[];
  readonly departments: { readonly department: string; readonly awards: number; readonly cents: number }[];
  readonly partly: number;
}

/** The whole cofunding of a call in one query. */
@Injectable()
export class CofundingReader {
  constructor(private readonly database: Database) {}

  /**
   * Of the awards with a decided leg, each funder's `cents` are what it decided and its `expected` what the split gives it, computed
   * again from each year's sum. Undefined: no such call, or none whose envelopes this actor may know.
   */
  async of(actor: Actor, callId: string): Promise<Cofunding | undefined> {
    const [row] = await this.database.read.$queryRaw<Row[]>`
      WITH started AS (
        SELECT a.id, a.department, a.total_cents, p.state FROM award a JOIN application p ON p.id = a.application_id AND p.examination = a.examination AND p.award_attempt = a.attempt
        WHERE a.call_id = ${callId}::uuid AND p.state IN ('SHORTLISTED', 'AWARDED')
          AND EXISTS (SELECT FROM award_leg d WHERE d.award_id = a.id AND d.state = ANY(${[...COMMITTED_STATES]}::text[]))
      ), share AS (
        SELECT s.*, div(s.total * s.weight, s.weights) AS floor FROM (
          SELECT a.id, y.year, l.funder_code, l.state, y.cents, f.weight, sum(y.cents) OVER w AS total, sum(f.weight) OVER w AS weights,
                 row_number() OVER (PARTITION BY a.id, y.year ORDER BY f.position) AS place
          FROM started a JOIN award_leg l ON l.award_id = a.id JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code
          JOIN award_leg_year y ON y.leg_id = l.id
          WINDOW w AS (PARTITION BY a.id, y.year)) s
      ), due AS (
        SELECT share.*, place <= total - sum(floor) OVER (PARTITION BY id, year) AS odd FROM share
      ), funder AS (
        SELECT funder_code, coalesce(sum(cents) FILTER (WHERE state = ANY(${[...COMMITTED_STATES]}::text[])), 0) AS cents,
               sum(floor + odd::int) AS expected, count(*) FILTER (WHERE odd) AS "oddCents"
        FROM due GROUP BY funder_code
      )
      SELECT c.id AS "callId", c.title, c.region, c.departments AS "callDepartments", c.spec_version > 0 AS "everPublished",
        (SELECT coalesce(json_agg(json_build_object('code', f.code, 'name', f.name, 'position', f.position, 'weight', f.weight,
            'cents', coalesce(u.cents, 0), 'expected', coalesce(u.expected, 0), 'oddCents', coalesce(u."oddCents", 0),
            'envelopes', (SELECT coalesce(json_agg(json_build_object('year', e.year, 'amount', e.amount_cents, 'reserved', e.reserved_cents,
                            'committed', e.committed_cents, 'frozen', e.frozen_cents) ORDER BY e.year), '[]')
                          FROM envelope e WHERE e.call_id = c.id AND e.funder_code = f.code)) ORDER BY f.position), '[]')
         FROM call_funder f LEFT JOIN funder u ON u.funder_code = f.code WHERE f.call_id = c.id) AS funders,
        (SELECT coalesce(json_agg(json_build_object('department', d.department, 'awards', d.awards, 'cents', d.cents) ORDER BY d.department), '[]')
         FROM (SELECT department, count(*) AS awards, sum(total_cents) AS cents FROM started WHERE state = 'AWARDED' GROUP BY department) d) AS departments,
        (SELECT count(*)::int FROM started WHERE state = 'SHORTLISTED') AS partly
      FROM "call" c WHERE c.id = ${callId}::uuid`;
    if (row === undefined) return undefined;
    const { region, everPublished, callDepartments, funders, departments, ...call } = row;
    const visible = withinCallScope(callScope(actor), { region, everPublished });
    if (!visible || !seesEnvelopes(actor, { departments: callDepartments })) return undefined;
    return {
      ...call,
      // JSON numbers hold cents exactly up to 2^53.
      funders: funders.map(({ cents, expected, envelopes, ...funder }) => ({
        ...funder,
        cents: BigInt(cents),
        expected: BigInt(expected),
        envelopes: envelopes.map(({ year, amount, reserved, committed, frozen }) => ({
          year,
          amount: BigInt(amount),
          reserved: BigInt(reserved),
          committed: BigInt(committed),
          frozen: BigInt(frozen),
        })),
      })),
      departments: departments.map(({ department, awards, cents }) => ({ department, awards, cents: BigInt(cents) })),
    };
  }
}
