import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Database } from '../../platform/database/database.service.js';
import { callScope, seesEnvelopes, withinCallScope } from '../calls/call-scope.rules.js';
import { splitSums, type FunderShare } from './cofunding.rules.js';
import { UNDECIDED_STATES } from './leg-life.rules.js';

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
  /** Applications awarded, per department; `cents` as decided, whatever was taken off since. */
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
    readonly shares: number;
    readonly decided: number;
    readonly reduced: number;
    readonly resplit: number;
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
  readonly sums: { readonly remainder: number; readonly years: number; readonly quotients: number }[];
}

/** The whole cofunding of a call in one query. */
@Injectable()
export class CofundingReader {
  constructor(private readonly database: Database) {}

  /**
   * Of the awards with a decided leg, ended ones included, each funder's `cents` are the shares that it decided less what was taken off them,
   * and its `expected` what the split gives it of what is left. Where nothing was taken off, the stored shares are the split (PostgreSQL
   * refuses any other: `award_split`) and are added up; of the years of an award that something was taken off, what is left is split again.
   * Undefined: no such call, or none whose envelopes this actor may know.
   */
  async of(actor: Actor, callId: string): Promise<Cofunding | undefined> {
    const undecided = Prisma.sql`ALL(${[...UNDECIDED_STATES]}::text[])`;
    const shares = Prisma.sql`award_leg l JOIN award_leg_year y ON y.leg_id = l.id WHERE l.call_id = ${callId}::uuid AND (l.state <> ${undecided}
          OR l.award_id IN (SELECT d.award_id FROM award_leg d WHERE d.call_id = ${callId}::uuid AND d.state <> ${undecided}))`;
    const [row] = await this.database.read.$queryRaw<Row[]>`
      WITH started AS (
        SELECT a.department, a.total_cents, p.state
        FROM award a JOIN application p ON p.id = a.application_id AND p.examination = a.examination AND p.award_attempt = a.attempt
        WHERE a.call_id = ${callId}::uuid AND p.call_id = a.call_id AND (p.state = 'AWARDED' OR (p.state = 'SHORTLISTED'
          AND EXISTS (SELECT FROM award_leg d WHERE d.award_id = a.id AND d.state <> ${undecided})))
      ), share AS (
        SELECT l.funder_code, sum(y.cents) AS cents, sum(y.cents) FILTER (WHERE l.state <> ${undecided}) AS decided FROM ${shares} GROUP BY l.funder_code
      ), taken AS MATERIALIZED (
        SELECT l.award_id, l.funder_code, r.year, r.cents FROM share_reduction r JOIN award_leg l ON l.id = r.leg_id WHERE l.call_id = ${callId}::uuid
      ), again AS MATERIALIZED (
        SELECT l.award_id, l.funder_code, y.year, y.cents FROM (SELECT DISTINCT award_id, year FROM taken) t
          JOIN award_leg l ON l.award_id = t.award_id JOIN award_leg_year y ON y.leg_id = l.id AND y.year = t.year
      ), remaining AS (
        SELECT sum(cents)::bigint AS cents
        FROM (SELECT award_id, year, cents FROM again UNION ALL SELECT award_id, year, -cents FROM taken) moves GROUP BY award_id, year
      )
      SELECT c.id AS "callId", c.title, c.region, c.departments AS "callDepartments", c.spec_version > 0 AS "everPublished",
        (SELECT coalesce(json_agg(json_build_object('code', f.code, 'name', f.name, 'position', f.position, 'weight', f.weight,
            'shares', coalesce(u.cents, 0), 'decided', coalesce(u.decided, 0), 'reduced', coalesce(v.cents, 0),
            'resplit', coalesce((SELECT sum(cents) FROM again WHERE funder_code = f.code), 0),
            'envelopes', (SELECT coalesce(json_agg(json_build_object('year', e.year, 'amount', e.amount_cents, 'reserved', e.reserved_cents,
                            'committed', e.committed_cents, 'frozen', e.frozen_cents) ORDER BY e.year), '[]')
                          FROM envelope e WHERE e.call_id = c.id AND e.funder_code = f.code)) ORDER BY f.position), '[]')
         FROM call_funder f LEFT JOIN share u ON u.funder_code = f.code LEFT JOIN (SELECT funder_code, sum(cents) AS cents FROM taken GROUP BY 1) v ON v.funder_code = f.code
         WHERE f.call_id = c.id) AS funders,
        (SELECT coalesce(json_agg(json_build_object('department', d.department, 'awards', d.awards, 'cents', d.cents) ORDER BY d.department), '[]')
         FROM (SELECT department, count(*) AS awards, sum(total_cents) AS cents FROM started WHERE state = 'AWARDED' GROUP BY department) d) AS departments,
        (SELECT count(*)::int FROM started WHERE state = 'SHORTLISTED') AS partly,
        (SELECT coalesce(json_agg(json_build_object('remainder', s.remainder, 'years', s.years, 'quotients', s.quotients)), '[]')
         FROM (SELECT cents % w.weights AS remainder, count(*) AS years, sum(cents / w.weights) AS quotients
               FROM remaining, (SELECT sum(weight) AS weights FROM call_funder WHERE call_id = ${callId}::uuid) w GROUP BY 1) s) AS sums
      FROM "call" c WHERE c.id = ${callId}::uuid`;
    if (row === undefined) return undefined;
    const { region, everPublished, callDepartments, funders, departments, sums, ...call } = row;
    const visible = withinCallScope(callScope(actor), { region, everPublished });
    if (!visible || !seesEnvelopes(actor, { departments: callDepartments })) return undefined;
    // JSON numbers hold cents exactly up to 2^53.
    const split = splitSums(
      funders,
      sums.map(({ quotients, ...each }) => ({ ...each, quotients: BigInt(quotients) })),
    );
    return {
      ...call,
      funders: split.map(({ cents: again, funder: { shares: whole, decided, reduced, resplit, envelopes, ...funder } }) => ({
        ...funder,
        cents: BigInt(decided - reduced),
        expected: BigInt(whole - resplit) + again,
        reduced: BigInt(reduced),
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
