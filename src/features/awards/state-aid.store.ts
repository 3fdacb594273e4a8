// The small aids of an organisation, as an SQL expression: what the guard of a decision, and that of a transfer, judge.

import { Prisma } from '../../generated/prisma/client.js';
import type { Aid } from '../holders/aid.rules.js';
import type { StateAid } from './leg.rules.js';

interface AidJson extends Omit<Aid, 'cents'> {
  readonly cents: number;
}
export type StateAidJson = Omit<StateAid, 'awardCents' | 'aids'> & { readonly aids: readonly AidJson[] };

/** Whether the grants of a call are small aids to holders of this type. */
const covers = (settings: Prisma.Sql, holderType: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`${settings} ? 'stateAid' AND (coalesce(${settings} #> '{stateAid,holderTypes}', '[]') = '[]' OR ${settings} #> '{stateAid,holderTypes}' ? ${holderType})`;

/**
 * For the organisation row `o`, of the award `awardId` of a call with these settings; null where the call's grants to it are no small aids. An
 * award that was transferred to it was granted to it that day, and what was taken off a share since is no aid.
 */
export function stateAidSql(settings: Prisma.Sql, awardId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`CASE WHEN ${covers(settings, Prisma.sql`o.holder_type`)}
    THEN json_build_object('regimes', ${settings} #> '{stateAid,regimes}',
      'decided', (SELECT max(x.aid_regime) FROM award_leg x WHERE x.award_id = ${awardId} AND x.state <> 'PENDING'),
      'declared', EXISTS (SELECT FROM aid_declaration d WHERE d.organisation_id = o.id),
      'aids', (SELECT coalesce(json_agg(json_build_object('regime', g.regime, 'cents', g.cents, 'grantedOn', g.granted_on)), '[]') FROM (
         SELECT d.regime, d.cents, d.granted_on FROM aid_declaration d
         WHERE d.organisation_id = o.id AND NOT EXISTS (SELECT FROM aid_declaration n WHERE n.replaces_id = d.id)
         UNION ALL
         SELECT coalesce(x.aid_regime, t.regime), y.cents - coalesce((SELECT sum(r.cents) FROM share_reduction r WHERE r.leg_id = y.leg_id AND r.year = y.year), 0),
           coalesce(t.granted_on, x.decision_date)
         FROM award w JOIN award_leg x ON x.award_id = w.id JOIN award_leg_year y ON y.leg_id = x.id
         LEFT JOIN LATERAL (
           SELECT m.in_force_on AS granted_on, CASE WHEN ${covers(Prisma.sql`k.settings`, Prisma.sql`o.holder_type`)} THEN k.settings #>> '{stateAid,regimes,0}' END AS regime
           FROM amendment m JOIN "call" k ON k.id = m.call_id WHERE m.award_id = w.id AND m.kind = 'HOLDER' AND m.state = 'IN_FORCE' ORDER BY m.id DESC LIMIT 1) t ON true
         WHERE w.organisation_id = o.id AND w.id <> ${awardId} AND coalesce(x.aid_regime, t.regime) IS NOT NULL
           AND x.state NOT IN ('CANCELLED', 'RENOUNCED', 'LAPSED')) g)) END`;
}

/** JSON numbers hold cents exactly up to 2^53. */
export function stateAidOf(json: StateAidJson | null, awardCents: bigint): StateAid | null {
  return json && { ...json, awardCents, aids: json.aids.map((aid) => ({ ...aid, cents: BigInt(aid.cents) })) };
}
