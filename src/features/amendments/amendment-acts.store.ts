// What each act on an amendment writes. Opinions, decisions, parties, text and signatures are insert only.

import { SYSTEM_ID } from '../../kernel/actor.js';
import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import { localDate } from '../../kernel/legal-time.js';
import type { Tx } from '../../platform/database/tx.js';
import type { DrawnDocument } from '../agreements/agreement-document.js';
import { partyNamed, type SignInput } from '../agreements/agreement.rules.js';
import { signedAs } from '../agreements/signature.rules.js';
import { reduceShare } from '../awards/share-reductions.store.js';
import { holderPartyOf, legNamed } from './amendment-acts.rules.js';
import { planAfter } from './amendment-change.rules.js';
import { changedBy } from './amendment-data.rules.js';
import { reductionsOf } from './amendment-money.rules.js';
import type { AmendmentAct } from './amendment.store.js';
import type { AgreeInput, AmendmentContent, OpinionInput } from './amendment.rules.js';

export interface EditInput {
  readonly change: AmendmentContent;
  readonly reasons: string;
}

export async function insertOpinion(tx: Tx, { id, facts, input, actor, now }: AmendmentAct): Promise<void> {
  const { agency, favourable, objectKept, text } = input as OpinionInput;
  await tx.db.$executeRaw`
    INSERT INTO amendment_opinion (amendment_id, round, agency_kind, favourable, object_kept, text, given_by, given_at)
    VALUES (${id}::uuid, ${facts.round}::int, ${agency}, ${favourable}, ${objectKept ?? null}::boolean, ${text}, ${actor.personId}::uuid, ${now}::timestamptz)`;
}

export async function insertDecision(tx: Tx, { id, facts, input, actor, now }: AmendmentAct): Promise<void> {
  const { funderCode, decisionNumber, decisionDate, authority, ...named } = input as AgreeInput;
  const leg = legNamed(facts, funderCode);
  await tx.db.$executeRaw`
    INSERT INTO amendment_decision (amendment_id, round, leg_id, number, date, authority, delegation_reference, delegation_from, delegation_to, decided_by, decided_at)
    VALUES (${id}::uuid, ${facts.round}::int, ${leg?.id ?? null}::uuid, ${decisionNumber}, ${decisionDate}, ${authority},
            ${named.delegationReference ?? null}, ${named.delegationFrom ?? null}, ${named.delegationTo ?? null}, ${actor.personId}::uuid, ${now}::timestamptz)`;
}

/** The holder, who takes its place, and the funders under an agreement: the others have decided by their amending orders. */
export async function insertParties(tx: Tx, { id, facts }: AmendmentAct, order: string): Promise<void> {
  const { organisationId, organisationName, newHolder, kind, change, legs } = facts;
  const holders = [
    ...(change.holderCeased === true ? [] : [{ organisationId, name: organisationName }]),
    ...(kind === 'HOLDER' && newHolder !== null ? [{ organisationId: newHolder.id, name: newHolder.name }] : []),
  ].map((holder) => ({ organisation_id: holder.organisationId, leg_id: null, name: holder.name, rank: 0 }));
  const funders = legs
    .filter(({ agreementId }) => agreementId !== null)
    .map(({ id: leg, name }, index) => ({
      organisation_id: null,
      leg_id: leg,
      name,
      rank: order === 'FUNDERS_IN_ORDER' ? index + 1 : 1,
    }));
  const rows = [...holders, ...funders].map((party, number) => ({ ...party, number }));
  await tx.db.$executeRaw`
    INSERT INTO amendment_party (amendment_id, number, rank, organisation_id, leg_id, name)
    SELECT ${id}::uuid, r.number, r.rank, r.organisation_id, r.leg_id, r.name
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(number int, rank int, organisation_id uuid, leg_id uuid, name text)`;
}

/** What the text says beside the facts: the number of the amendment among those written, and the holder's SIRET. */
export async function readForText(
  tx: Tx,
  { facts: { awardId, organisationId } }: AmendmentAct,
): Promise<{ readonly number: number; readonly holderSiret: string | null }> {
  const [row] = await tx.db.$queryRaw<{ number: number; holderSiret: string | null }[]>`
    SELECT (SELECT count(*)::int + 1 FROM amendment_document d JOIN amendment m ON m.id = d.amendment_id WHERE m.award_id = ${awardId}::uuid) AS number,
           (SELECT o.siret FROM organisation o WHERE o.id = ${organisationId}::uuid) AS "holderSiret"`;
  return row ?? { number: 1, holderSiret: null };
}

export async function insertDocument(tx: Tx, id: string, drawn: DrawnDocument, version: number, now: Date): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO amendment_document (amendment_id, model_version, data, data_sha256, text, pdf, pdf_sha256, written_at)
    VALUES (${id}::uuid, ${version}::int, ${drawn.data}, ${drawn.dataSha256}, ${drawn.text}, ${drawn.pdf}, ${drawn.pdfSha256}, ${now}::timestamptz)`;
}

export async function insertSignature(tx: Tx, { id, event, facts, input, actor, now }: AmendmentAct): Promise<void> {
  const sign = input as SignInput;
  const own = event === 'signHolder' ? holderPartyOf(facts, actor.personId, now) : undefined;
  const number = own?.party.number ?? partyNamed(facts, sign)?.number;
  const at = { now, timeZone: facts.timeZone };
  const { capacity, authority, delegation, on } = signedAs(sign, own?.power, own?.party.name ?? facts.organisationName, at);
  await tx.db.$executeRaw`
    INSERT INTO amendment_signature (amendment_id, number, signed_by, signed_at, signed_on, name, capacity, authority, delegation_reference, delegation_from, delegation_to)
    SELECT ${id}::uuid, ${number}::int, p.id, ${now}::timestamptz, ${on}, p.given_name || ' ' || p.family_name, ${capacity}, ${authority},
           ${delegation?.reference ?? null}, ${delegation?.from ?? null}, ${delegation?.to ?? null}
    FROM person p WHERE p.id = ${actor.personId}::uuid`;
}

const CANCELLED = 'L’attribution a pris fin.';
/** Acts that give the pen to somebody, or remind who has it. */
const PEN: readonly string[] = ['settle', 'signHolder', 'signFunder', 'remind'];
const ENDS = ['IN_FORCE', 'REFUSED', 'WITHDRAWN'];

/** @returns rows changed: 0 when the version moved */
export function saveState(tx: Tx, act: AmendmentAct): Promise<number> {
  const { id, event, to, version, now, input, facts } = act;
  const edited = event === 'edit' ? (input as EditInput) : undefined;
  const sent = event === 'submit' || event === 'declare';
  const ended = ENDS.includes(to) ? now : null;
  const { reasons = null, appeal = null, questions = null } = (input ?? {}) as Readonly<Record<string, string | undefined>>;
  const endReasons = event === 'cancel' ? CANCELLED : event === 'refuse' || event === 'withdraw' ? reasons : null;
  return tx.db.$executeRaw`
    UPDATE amendment SET state = ${to}, version = version + 1,
      content = coalesce(${edited === undefined ? null : JSON.stringify(edited.change)}::jsonb, content), reasons = coalesce(${edited?.reasons ?? null}, reasons),
      round = round + ${event === 'submit' ? 1 : 0}::int, declared = ${event === 'declare'}::boolean,
      submitted_at = CASE WHEN ${sent}::boolean THEN coalesce(submitted_at, ${now}::timestamptz) ELSE submitted_at END,
      questions = CASE WHEN ${event === 'return'}::boolean THEN ${questions} ELSE questions END,
      agreed_at = CASE WHEN ${event === 'settle'}::boolean THEN ${now}::timestamptz ELSE agreed_at END,
      waiting_since = CASE WHEN ${PEN.includes(event)}::boolean THEN ${now}::timestamptz ELSE waiting_since END,
      in_force_on = ${to === 'IN_FORCE' ? localDate(now, facts.timeZone) : null}, ended_at = ${ended}::timestamptz,
      ended_by = ${ended === null ? null : personOf(act)}::uuid, end_reasons = ${endReasons}, appeal = ${event === 'refuse' ? appeal : null},
      changed = ${ended === null ? null : JSON.stringify(changedBy(facts))}::jsonb
    WHERE id = ${id}::uuid AND version = ${version}::int`;
}

const NOBODY = '00000000-0000-0000-0000-000000000000';
/** Who the system acts for; nobody in particular when time alone does. */
const personOf = ({ actor }: AmendmentAct): string => (actor.personId === SYSTEM_ID ? NOBODY : actor.personId);

/** Its effects on the award, in the same transaction: the plan, the shares and their credits, the holder. Payments follow by reaction. */
export async function takeEffect(tx: Tx, act: AmendmentAct): Promise<void> {
  const { id, facts, event, now } = act;
  const { awardId, kind, legs, change, id: applicationId, call } = facts;
  if (kind === 'HOLDER') {
    await tx.db
      .$executeRaw`UPDATE award SET organisation_id = ${change.organisationId ?? null}::uuid WHERE id = ${awardId}::uuid`;
    await tx.db
      .$executeRaw`UPDATE application SET organisation_id = ${change.organisationId ?? null}::uuid WHERE id = ${applicationId}::uuid`;
    return;
  }
  const content = canonicalJson(JSON.parse(JSON.stringify(planAfter(facts))) as object);
  await tx.db.$executeRaw`
    INSERT INTO plan_version (award_id, number, amendment_id, declared, content, hash, in_force_at)
    SELECT ${awardId}::uuid, coalesce(max(v.number), 0) + 1, ${id}::uuid, ${event === 'declare'}::boolean, ${content}::jsonb, ${sha256Hex(content)}, ${now}::timestamptz
    FROM plan_version v WHERE v.award_id = ${awardId}::uuid`;
  if (kind !== 'AMOUNT') return;
  for (const { leg, lines } of reductionsOf(legs, change.years ?? []))
    await reduceShare(
      tx,
      { legId: leg.id, callId: call.id, applicationId, funderCode: leg.code, why: 'AMENDMENT', sourceId: id, lines },
      act,
    );
}
