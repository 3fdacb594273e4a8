import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { seesEnvelopes } from '../calls/call-scope.rules.js';
import { planInForce } from '../awards/plan-in-force.store.js';
import type { OpenDataSettings } from '../calls/call-settings.js';
import type { PublishedGrant } from './published-grant.js';

/** Beyond, an export would not be one file; the largest call known gives some hundreds of grants. */
const MOST_GRANTS = 50_000;

interface GrantRow extends Omit<PublishedGrant, 'cents' | 'paidCents' | 'years'> {
  readonly ofThisCall: boolean;
  readonly funderCode: string;
  readonly shares: readonly { readonly year: number; readonly cents: number }[];
  readonly paidCents: number;
}
interface Row {
  readonly title: string;
  readonly version: number;
  readonly departments: string[];
  readonly openData: OpenDataSettings | null;
  readonly grants: readonly GrantRow[];
}

export interface Grant extends PublishedGrant {
  readonly ofThisCall: boolean;
  readonly funderCode: string;
}
export interface OpenData {
  readonly title: string;
  readonly version: number;
  readonly settings: OpenDataSettings | null;
  readonly grants: readonly Grant[];
}

@Injectable()
export class OpenDataReader {
  constructor(private readonly database: Database) {}

  /**
   * The notified grants of a call, as amended since, and those that the same bodies gave to the same beneficiaries through any other call, which the
   * threshold adds up. One query.
   * @throws Refusal not-found outside one's scope
   */
  async of(actor: Actor, callId: string): Promise<OpenData> {
    const [row] = await this.database.read.$queryRaw<Row[]>`
      WITH body AS (
        SELECT c.id AS call_id, f->>'funderCode' AS code, f->>'name' AS name, f->>'siret' AS siret
        FROM "call" c CROSS JOIN jsonb_array_elements(coalesce(c.settings #> '{openData,funders}', '[]')) f
      ), given AS (
        SELECT l.*, a.application_id, a.organisation_id, b.name AS body_name, b.siret AS body_siret
        FROM body b JOIN award_leg l ON l.call_id = b.call_id AND l.funder_code = b.code JOIN award a ON a.id = l.award_id
        WHERE l.notified_on IS NOT NULL AND l.state NOT IN ('RENOUNCED', 'LAPSED')
      )
      SELECT c.title, c.version, c.departments, c.settings -> 'openData' AS "openData",
        (SELECT coalesce(json_agg(json_build_object('id', g.id, 'ofThisCall', g.call_id = c.id, 'funderCode', g.funder_code,
            'applicationId', p.id, 'applicationNumber', p.number, 'funder', json_build_object('name', g.body_name, 'siret', g.body_siret),
            'beneficiary', json_build_object('name', o.name, 'siret', o.siret, 'rna', o.rna), 'department', p.department, 'title', v.plan->>'title',
            'summary', coalesce(v.plan->>'summary', ''), 'reference', g.decision_number, 'decidedOn', g.decision_date,
            'notifiedOn', g.notified_on, 'startsOn', v.plan->>'startsOn', 'endsOn', v.plan->>'endsOn',
            'shares', (SELECT coalesce(json_agg(json_build_object('year', y.year, 'cents', y.cents) ORDER BY y.year), '[]')
                       FROM (SELECT s.year, s.cents - coalesce((SELECT sum(r.cents) FROM share_reduction r WHERE r.leg_id = s.leg_id AND r.year = s.year
                               AND r.cause = 'AMENDMENT'), 0) AS cents
                             FROM award_leg_year s WHERE s.leg_id = g.id) y WHERE y.cents > 0),
            'paidCents', (SELECT coalesce(sum(b.debit_cents - b.credit_cents), 0) FROM ledger_balance b
                          WHERE b.subject_id = p.id AND b.funder_code = g.funder_code AND b.account = 'PAID'),
            'siblings', ARRAY(SELECT s.id FROM award_leg s WHERE s.award_id = g.award_id AND s.id <> g.id ORDER BY s.id))
            ORDER BY g.decision_date, p.number, g.id), '[]')
         FROM (SELECT g.* FROM given g WHERE (g.body_siret, g.organisation_id) IN
                 (SELECT n.body_siret, n.organisation_id FROM given n WHERE n.call_id = c.id) LIMIT ${MOST_GRANTS}::int) g
         JOIN application p ON p.id = g.application_id JOIN organisation o ON o.id = g.organisation_id
         CROSS JOIN LATERAL (SELECT ${planInForce(Prisma.sql`g.award_id`)} AS plan) v) AS grants
      FROM "call" c WHERE c.id = ${callId}::uuid AND c.spec_version > 0`;
    if (row === undefined || !seesEnvelopes(actor, row)) throw new Refusal('not-found');
    return {
      title: row.title,
      version: row.version,
      settings: row.openData,
      grants: row.grants.map(({ shares, paidCents, ...grant }) => ({
        ...grant,
        cents: shares.reduce((sum, { cents }) => sum + BigInt(cents), 0n),
        paidCents: BigInt(paidCents),
        years: shares.map(({ year }) => year),
      })),
    };
  }
}
