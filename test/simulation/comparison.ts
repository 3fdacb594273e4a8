// The tables beside the model: every balance, counter, state and version, as two lists of lines.

import type { Pool } from 'pg';

import { available, ACCOUNTS, awardOf, type Dossier, type Model } from './model/model.js';
import type { Balance, Recovery } from './model/later-life.js';
import { receivedOf } from './model/recoveries.js';

/** What is where: "dossier 3 STATE 2023 COMMITTED" is "1250001". */
type Lines = Record<string, string>;

const QUERY = `
SELECT
  (SELECT coalesce(json_agg(json_build_array(funder_code, year, state, version, amount_cents::text, frozen_cents::text, reserved_cents::text, committed_cents::text)), '[]')
   FROM envelope WHERE call_id = $1) AS envelopes,
  (SELECT coalesce(json_agg(json_build_array(subject_id, funder_code, year, account, (debit_cents - credit_cents)::text)), '[]')
   FROM ledger_balance WHERE call_id = $1 AND (subject_id = ANY($2) OR account IN ('CREDITS', 'AVAILABLE', 'FROZEN')) AND debit_cents <> credit_cents) AS balances,
  (SELECT coalesce(json_agg(json_build_array(id, state, version)), '[]') FROM application WHERE id = ANY($2)) AS applications,
  (SELECT coalesce(json_agg(json_build_array(w.application_id, w.id, l.funder_code, l.id, l.state, l.version,
     (SELECT json_agg(json_build_array(y.year, y.cents::text, coalesce((SELECT sum(r.cents) FROM share_reduction r WHERE r.leg_id = y.leg_id AND r.year = y.year), 0)::text)
        ORDER BY y.year) FROM award_leg_year y WHERE y.leg_id = l.id))), '[]')
   FROM award w JOIN application p ON p.id = w.application_id JOIN award_leg l ON l.award_id = w.id
   WHERE w.application_id = ANY($2) AND w.attempt = p.award_attempt) AS legs,
  (SELECT coalesce(json_agg(json_build_array(t.application_id, t.id, t.funder_code, t.year, t.position, t.state, t.version, t.planned_cents::text,
     t.liquidated_cents::text, t.held_cause, t.attempt, t.number::text)), '[]')
   FROM payment t WHERE t.application_id = ANY($2)) AS payments,
  (SELECT coalesce(json_agg(json_build_array(w.application_id, f.id, f.state, f.version)), '[]')
   FROM amount_offer f JOIN award w ON w.id = f.award_id JOIN application p ON p.id = w.application_id
   WHERE w.application_id = ANY($2) AND w.attempt = p.award_attempt) AS offers,
  (SELECT coalesce(json_agg(json_build_array(g.application_id, g.state, g.version) ORDER BY g.id), '[]') FROM agreement g
   JOIN award w ON w.id = g.award_id JOIN application p ON p.id = w.application_id
   WHERE g.application_id = ANY($2) AND w.attempt = p.award_attempt) AS agreements,
  (SELECT coalesce(json_agg(json_build_array(m.application_id, m.state, m.version,
     (SELECT coalesce(json_agg(json_build_array(y -> 'year', y ->> 'cents') ORDER BY y -> 'year'), '[]')
      FROM plan_version v, jsonb_array_elements(v.content -> 'requestedYears') y WHERE v.amendment_id = m.id)) ORDER BY m.id), '[]') FROM amendment m
   JOIN award w ON w.id = m.award_id JOIN application p ON p.id = w.application_id
   WHERE m.application_id = ANY($2) AND w.attempt = p.award_attempt) AS amendments,
  (SELECT coalesce(json_agg(json_build_array(r.application_id, r.id, r.year, r.state, r.version, r.awaited_on)), '[]') FROM report r
   WHERE r.application_id = ANY($2)) AS reports,
  (SELECT coalesce(json_agg(json_build_array(b.application_id, b.id, b.state, b.version, b.remarks_until, k.number, k.planned_cents::text, k.eligible_cents::text,
     k.other_cents::text, k.ended_cents::text, k.kept_cents::text, k.final_cents::text, k.over_cents::text, k.left_cents::text,
     (SELECT coalesce(json_agg(json_build_array(l.funder_code, n.final_cents::text, n.over_cents::text, n.left_cents::text) ORDER BY f.position), '[]')
      FROM balance_leg n JOIN award_leg l ON l.id = n.leg_id JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code
      WHERE n.balance_id = b.id AND n.number = k.number))), '[]')
   FROM balance b JOIN award w ON w.id = b.award_id JOIN application p ON p.id = w.application_id
   LEFT JOIN LATERAL (SELECT * FROM balance_computation n WHERE n.balance_id = b.id ORDER BY n.number DESC LIMIT 1) k ON true
   WHERE b.application_id = ANY($2) AND w.attempt = p.award_attempt) AS "awardBalances",
  (SELECT coalesce(json_agg(json_build_array(r.application_id, r.id, r.funder_code, r.origin, r.state, r.version, r.cents::text, r.ordered_cents::text, r.remarks_until,
     (SELECT coalesce(sum(e.cents), 0)::text FROM recovery_receipt e WHERE e.recovery_id = r.id AND NOT EXISTS (SELECT FROM recovery_return x WHERE x.receipt_id = e.id)),
     (SELECT coalesce(sum(e.cents), 0)::text FROM recovery_waiver e WHERE e.recovery_id = r.id),
     (SELECT json_agg(json_build_array(n.year, n.cents::text) ORDER BY n.year DESC) FROM recovery_line n WHERE n.recovery_id = r.id)) ORDER BY r.id), '[]')
   FROM recovery r WHERE r.application_id = ANY($2)) AS recoveries,
  (SELECT coalesce(json_agg(json_build_array(m.application_id, l.funder_code, m.kind, m.ground, m.state, m.version, m.remarks_until, m.remarks_done::text, m.oral,
     m.claim_cents::text) ORDER BY m.id), '[]')
   FROM measure m JOIN award_leg l ON l.id = m.leg_id WHERE m.application_id = ANY($2)) AS measures`;

type Text = string | null;
interface Snapshot {
  readonly envelopes: readonly [string, number, string, number, string, string, string, string][];
  readonly balances: readonly [string, string, number, string, string][];
  readonly applications: readonly [string, string, number][];
  readonly legs: readonly [string, string, string, string, string, number, [number, string, string][]][];
  readonly payments: readonly [string, string, string, number, number, string, number, string, Text, Text, number, string][];
  readonly offers: readonly [string, string, string, number][];
  readonly agreements: readonly [string, string, number][];
  readonly amendments: readonly [id: string, state: string, version: number, planned: unknown[]][];
  readonly reports: readonly [string, string, number, string, number, string][];
  readonly awardBalances: readonly [
    id: string,
    own: string,
    state: string,
    version: number,
    until: Text,
    ...figures: unknown[],
  ][];
  readonly measures: readonly [id: string, funder: string, ...rest: unknown[]][];
  readonly recoveries: readonly [id: string, own: string, funder: string, ...rest: unknown[]][];
}

export async function snapshotOf(pool: Pool, model: Model, numbers: readonly number[]): Promise<Snapshot> {
  const ids = numbers.map((number) => model.dossiers[number]!.id);
  const { rows } = await pool.query<Snapshot>({ name: 'simulation', text: QUERY, values: [model.callId, ids] });
  return rows[0]!;
}

/** Identifiers that the product chose: the model takes them over. */
export function learn(model: Model, { legs, payments, offers, reports, awardBalances, recoveries }: Snapshot): void {
  const byId = new Map(model.dossiers.map((dossier) => [dossier.id, dossier]));
  for (const [application, awardId, funder, id] of legs) {
    const award = awardOf(byId.get(application)!);
    if (award === undefined) continue;
    award.id = awardId;
    const leg = award.legs.find((one) => one.funder === funder);
    if (leg !== undefined) leg.id = id;
  }
  for (const [application, id, funder, year, position, , , , , , , number] of payments) {
    const leg = awardOf(byId.get(application)!)?.legs.find((one) => one.funder === funder);
    const payment = leg?.payments.find((one) => one.year === year && one.position === position);
    if (payment !== undefined) Object.assign(payment, { id, bankReference: `PAY-${number.padStart(9, '0')}` });
  }
  for (const [application, id, year] of reports) {
    const report = awardOf(byId.get(application)!)?.reports.find((one) => one.year === year);
    if (report !== undefined) report.id = id;
  }
  for (const [application, id] of awardBalances) {
    const balance = awardOf(byId.get(application)!)?.balance ?? null;
    if (balance !== null) balance.id = id;
  }
  const seen: Record<string, number> = {};
  for (const [application, id, funder] of recoveries) {
    const key = `${application} ${funder}`;
    const own = awardOf(byId.get(application)!)?.recoveries.filter((one) => one.funder === funder)[seen[key] ?? 0];
    if (own !== undefined) own.id = id;
    seen[key] = (seen[key] ?? 0) + 1;
  }
  for (const [application, id] of offers) {
    const offer = awardOf(byId.get(application)!)?.offer;
    if (offer !== undefined && offer !== null) offer.id = id;
  }
}

function found(model: Model, snapshot: Snapshot): Lines {
  const lines: Lines = {};
  const names = new Map(model.dossiers.map(({ id, number }) => [id, `dossier ${number}`]));
  const name = (id: string): string => names.get(id) ?? 'envelope';
  for (const [funder, year, state, version, amount, frozen, reserved, committed] of snapshot.envelopes)
    lines[`envelope ${funder} ${year}`] =
      `${state} v${version} amount ${amount} frozen ${frozen} reserved ${reserved} committed ${committed}`;
  for (const [subject, funder, year, account, cents] of snapshot.balances)
    lines[`${name(subject)} ${funder} ${year} ${account}`] = cents;
  for (const [id, state, version] of snapshot.applications) lines[name(id)] = `${state} v${version}`;
  for (const [id, , funder, , state, version, years] of snapshot.legs)
    lines[`${name(id)} leg ${funder}`] = `${state} v${version} ${years.map((year) => year.join(' ')).join(', ')}`;
  for (const [id, , funder, year, position, state, version, planned, liquidated, heldCause, attempt] of snapshot.payments)
    lines[`${name(id)} payment ${funder} ${year}/${position}`] =
      `${state} v${version} ${planned} ${liquidated ?? '-'} ${heldCause ?? '-'} n° ${attempt}`;
  for (const [id, , state, version] of snapshot.offers) lines[`${name(id)} offer`] = `${state} v${version}`;
  for (const [id, , year, state, version, awaitedOn] of snapshot.reports)
    lines[`${name(id)} report ${year}`] = `${state} v${version} ${awaitedOn}`;
  for (const [id, , state, version, until, ...figures] of snapshot.awardBalances)
    lines[`${name(id)} balance`] = `${state} v${version} until ${until ?? '-'} ${flat(figures)}`;
  for (const [id, funder, ...rest] of snapshot.measures) add(lines, `${name(id)} measures of ${funder}`, flat(rest));
  for (const [id, , funder, ...rest] of snapshot.recoveries) add(lines, `${name(id)} recoveries of ${funder}`, flat(rest));
  for (const [id, state, version, planned] of snapshot.amendments)
    add(lines, `${name(id)} amendments`, `${state} v${version} ${flat(planned)}`);
  for (const [id, state, version] of snapshot.agreements) {
    const key = `${name(id)} agreements`;
    lines[key] = `${lines[key] ?? ''}${state} v${version} `;
  }
  return lines;
}

function expectedOf(lines: Lines, { number, state, version, accounts, ...dossier }: Dossier): void {
  const name = `dossier ${number}`;
  lines[name] = `${state} v${version}`;
  for (const [account, cents] of Object.entries(accounts)) if (cents !== 0n) lines[`${name} ${account}`] = String(cents);
  const award = dossier.awards.at(-1);
  for (const leg of award?.legs ?? [])
    lines[`${name} leg ${leg.funder}`] =
      `${leg.state} v${leg.version} ${leg.years.map(({ year, cents, reduced }) => `${year} ${cents} ${reduced}`).join(', ')}`;
  for (const payment of dossier.awards.flatMap(({ legs }) => legs.flatMap(({ payments }) => payments)))
    lines[`${name} payment ${payment.funder} ${payment.year}/${payment.position}`] =
      `${payment.state} v${payment.version} ${payment.planned} ${payment.liquidated ?? '-'} ${payment.heldCause ?? '-'} n° ${payment.attempt}`;
  for (const report of award?.reports ?? [])
    lines[`${name} report ${report.year}`] = `${report.state} v${report.version} ${report.awaitedOn}`;
  const balance = award?.balance ?? null;
  if (balance !== null) lines[`${name} balance`] = tellBalance(balance);
  for (const recovery of award?.recoveries ?? []) add(lines, `${name} recoveries of ${recovery.funder}`, tellRecovery(recovery));
  for (const { funder, kind, ground, ...measure } of award?.measures ?? []) {
    const { remarksUntil, remarksDone, oral, claimed } = measure;
    const told = [kind, ground, measure.state, measure.version, remarksUntil, remarksDone, oral, claimed];
    add(lines, `${name} measures of ${funder}`, flat(told));
  }
  for (const { state, version, planned } of award?.amendments ?? [])
    add(lines, `${name} amendments`, `${state} v${version} ${flat(planned.map(({ year, cents }) => [year, cents]))}`);
  const offer = award?.offer ?? null;
  if (offer !== null) lines[`${name} offer`] = `${offer.state} v${offer.version}`;
  for (const agreement of award?.agreements ?? []) {
    const key = `${name} agreements`;
    lines[key] = `${lines[key] ?? ''}${agreement.state} v${agreement.version} `;
  }
}

/** As JSON tells it, numbers and digits alike. */
const flat = (values: readonly unknown[]): string =>
  (values.flat(2) as (string | number | bigint | boolean | null | undefined)[]).map((one) => String(one ?? '-')).join(' ');
const add = (lines: Record<string, string>, key: string, line: string): void => {
  lines[key] = `${lines[key] ?? ''}${line}; `;
};

function tellBalance({ state, version, remarksUntil, number, figures }: Balance): string {
  const sums = figures && [
    figures.planned,
    figures.eligible,
    figures.other,
    figures.ended,
    figures.kept,
    figures.final,
    figures.over,
    figures.left,
  ];
  const shares = figures?.shares.map(({ funder, final, over, left }) => [funder, final, over, left]) ?? [];
  return `${state} v${version} until ${remarksUntil ?? '-'} ${flat([number === 0 ? null : number, sums ?? Array(8).fill(null), shares])}`;
}

function tellRecovery(recovery: Recovery): string {
  const { origin, state, version, cents, order, remarksUntil, waived, lines } = recovery;
  const years = lines.map((line) => [line.year, line.cents]);
  return flat([origin, state, version, cents, order?.cents, remarksUntil, receivedOf(recovery), waived, years]);
}

function expected(model: Model, numbers: readonly number[]): Lines {
  const lines: Lines = {};
  for (const envelope of model.envelopes) {
    const { funder, year, state, version, amount, frozen, held } = envelope;
    const promised = ACCOUNTS.filter((account) => account !== 'RESERVED').reduce((sum, account) => sum + held[account], 0n);
    lines[`envelope ${funder} ${year}`] =
      `${state} v${version} amount ${amount} frozen ${frozen} reserved ${held.RESERVED} committed ${promised}`;
    const own = { CREDITS: -amount, AVAILABLE: available(envelope), FROZEN: frozen };
    for (const [account, cents] of Object.entries(own))
      if (cents !== 0n) lines[`envelope ${funder} ${year} ${account}`] = String(cents);
  }
  for (const number of numbers) expectedOf(lines, model.dossiers[number]!);
  return lines;
}

/** What is not as the model says, line by line; nothing when all is well. */
export function differences(model: Model, numbers: readonly number[], snapshot: Snapshot): string[] {
  const [should, is] = [expected(model, numbers), found(model, snapshot)];
  return [...new Set([...Object.keys(should), ...Object.keys(is)])]
    .filter((key) => should[key] !== is[key])
    .map((key) => `${key}: the model says ${should[key] ?? 'nothing'}, the tables ${is[key] ?? 'nothing'}`);
}
