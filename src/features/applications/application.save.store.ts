// What each act writes: one UPDATE of the dossier under its version, in one statement with the frozen version and the amounts that the
// act adds. Those hang on the row that the UPDATE returned: a stale act writes nothing at all.

import { Prisma } from '../../generated/prisma/client.js';
import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import { Refusal } from '../../kernel/errors.js';
import { isUuid, NOBODY_ID } from '../../kernel/ids.js';
import { formatLegal } from '../../kernel/legal-time.js';
import { isUniqueViolation, violates } from '../../platform/database/faults.js';
import type { Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import { lastArrival } from '../calls/call-window.rules.js';
import { reserve } from '../calls/envelopes.store.js';
import { askedAnswers } from './application-answers.rules.js';
import type {
  AmountStage,
  FrozenContent,
  FunderShare,
  IneligibilityFinding,
  NegativeAnswer,
  YearAmount,
} from './application-content.js';
import type { ApplicationFacts, ApplicationState } from './application-facts.js';
import { FRESH_EXAMINATION, keepExamination, recordSilence } from './application-reopening.store.js';
import { applicationMachine, type ApplicationEvent } from './application.machine.js';
import { splitYears } from './budget.rules.js';
import { endOfDay } from './completion-items.rules.js';
import { completenessWrites } from './completion.save.store.js';
import { lastFrozen } from './frozen.store.js';
import { agenciesOf, type IneligibilityInput, type WithReasons } from './processing.rules.js';
import type { ConsultationInput } from './consultation.rules.js';
import type { RerankInput, ReserveInput, WithYears } from './selection.rules.js';

export type ApplicationAct = Act<ApplicationState, ApplicationEvent, ApplicationFacts>;

const json = (value: unknown): Prisma.Sql => Prisma.sql`${JSON.stringify(value)}::jsonb`;

/** Capacity in which the actor passes the act's edge: part of a negative answer (CRPA L212-1). */
function capacityOf({ event, from, actor, facts }: ApplicationAct): string {
  const edge = applicationMachine.edges.find((candidate) => candidate.event === event && candidate.from.includes(from));
  return edge?.by.find((policy) => policy.allows(actor, facts))?.name ?? 'system';
}

function findingOf({ facts, input, now, actor }: ApplicationAct): IneligibilityFinding {
  const { rule = '', reasons = '' } = input as IneligibilityInput;
  const [agency = 'CAF'] = agenciesOf(actor, facts.department);
  return { agency, by: actor.personId, rule, reasons, at: now.toISOString() };
}

function negative(act: ApplicationAct): NegativeAnswer {
  const { reasons = '', appeal } = (act.input ?? {}) as WithReasons;
  const own = appeal?.trim() ?? '';
  return {
    reasons,
    appeal: own === '' ? act.facts.call.settings.appealText.fr : own,
    author: act.actor.personId,
    capacity: capacityOf(act),
    date: act.now.toISOString(),
  };
}

/** A late dossier is refused by the deadline itself, not by the holder who files it. */
function late({ facts: { call }, now }: ApplicationAct): NegativeAnswer {
  return {
    reasons: `Dossier reçu le ${formatLegal(now, call.timeZone, 'fr')}, après la date limite : ${formatLegal(lastArrival(call), call.timeZone, 'fr')}.`,
    appeal: call.settings.appealText.fr,
    author: 'system',
    capacity: 'system',
    date: now.toISOString(),
  };
}

/** The end of the list refuses, not a person: the rank and the end of the list are the reasons, and what the call adds to them. */
function expired({ facts: { call, reserveRank, reserveExpiresAt }, now }: ApplicationAct): NegativeAnswer {
  const end = reserveExpiresAt === null ? '' : formatLegal(reserveExpiresAt, call.timeZone, 'fr');
  const own = call.settings.reserve?.expiryReasons;
  return {
    reasons:
      `Dossier au rang ${reserveRank ?? ''} de la liste complémentaire, qui a pris fin le ${end} : les crédits de l’appel n’ont pas permis de le retenir.` +
      (own === undefined ? '' : ` ${own}`),
    appeal: call.settings.appealText.fr,
    author: 'system',
    capacity: 'system',
    date: now.toISOString(),
  };
}

/** Columns that the act sets beside the state. */
function columnsOf(act: ApplicationAct): Prisma.Sql[] {
  const { event, facts, input } = act;
  switch (event) {
    case 'findIneligible':
      return [Prisma.sql`ineligibility = ${json(findingOf(act))}`];
    case 'fileLate':
      return [Prisma.sql`refusal = ${json(late(act))}`];
    case 'expireReserve':
      return [Prisma.sql`refusal = ${json(expired(act))}`];
    case 'shortlist':
      // An award of an earlier attempt stays as it ended.
      return facts.hasAward ? [Prisma.sql`award_attempt = award_attempt + 1`] : [];
    case 'rerank':
      return [Prisma.sql`reserve_rank = ${(input as RerankInput).rank}::int`];
    case 'dismiss':
    case 'confirmIneligible':
    case 'refuse':
      return [Prisma.sql`refusal = ${json(negative(act))}`];
    case 'recordExamination': {
      const { jointOutcome, divergent } = input as { jointOutcome: string; divergent: boolean };
      return [Prisma.sql`joint_outcome = ${jointOutcome}`, Prisma.sql`divergent = ${divergent}::boolean`];
    }
    case 'recordFavourable':
      return [Prisma.sql`committee_opinion = 'FAVOURABLE'`];
    case 'recordReserved':
      return [Prisma.sql`committee_opinion = 'WITH_RESERVES'`];
    case 'recordUnfavourable':
      return [Prisma.sql`committee_opinion = 'UNFAVOURABLE'`];
    case 'putOnReserve': {
      const { rank, expiresOn = facts.call.settings.reserveExpiresOn ?? '' } = input as ReserveInput;
      const ends = endOfDay(expiresOn, facts.call.timeZone);
      return [Prisma.sql`reserve_rank = ${rank}::int`, Prisma.sql`reserve_expires_at = ${ends}::timestamptz`];
    }
    case 'readmit':
      return [Prisma.sql`refusal = NULL`];
    case 'reexamine':
      return [...lastFrozen(), ...FRESH_EXAMINATION];
    default:
      return [];
  }
}

/** Stage and yearly sums that the act records. */
function amountsOf({ event, facts, input }: ApplicationAct): { stage: AmountStage; years: readonly YearAmount[] } | undefined {
  switch (event) {
    case 'submit':
    case 'fileLate':
    case 'answerCompletion':
      return { stage: 'REQUESTED', years: facts.content.requestedYears ?? [] };
    case 'recordFavourable':
    case 'recordReserved':
    case 'recordUnfavourable':
      return { stage: 'PROPOSED_COMMITTEE', years: (input as WithYears).years ?? [] };
    case 'shortlist':
      return { stage: 'DECIDED', years: (input as WithYears).years ?? [] };
    default:
      return undefined;
  }
}

/** Departments whose agencies the submission opens the dossier to; the lead one is none of them, whatever a late dossier lists. */
function consultedBy({ facts: { content, department } }: ApplicationAct): string[] {
  return [...new Set(content.otherDepartments ?? [])].filter((code) => code !== department).sort();
}

/** What the receipt's hash is of: SHA-256 of the canonical JSON of this. */
function frozenContent(facts: ApplicationFacts, version: number): FrozenContent {
  const { id, call, organisationId, department, title, content } = facts;
  return {
    ...content,
    ...(content.answers !== undefined && { answers: askedAnswers(call.settings.questions, content.answers) }),
    applicationId: id,
    callId: call.id,
    callSpec: call.specVersion,
    organisationId,
    department,
    title,
    version,
    ...(call.settings.documentsByUpload === true && { files: facts.files }),
  };
}

const FREEZING: readonly ApplicationEvent[] = ['submit', 'fileLate', 'answerCompletion'];

/** @throws Refusal conflict when the rank is taken meanwhile, rule-not-met when an envelope does not hold */
export async function saveApplication(tx: Tx, act: ApplicationAct): Promise<number> {
  const { event, id, to, from, facts, now, actor, version } = act;
  const freezes = FREEZING.includes(event);
  const amounts = amountsOf(act);
  const shares: FunderShare[] = amounts === undefined ? [] : splitYears(amounts.years, facts.call.funders);
  if (event === 'shortlist')
    await reserve(tx, facts.call.id, shares, { applicationId: id, actor, now, requestId: act.requestId });
  if (event === 'reexamine') await keepExamination(tx, act);
  if (event === 'recordSilence') await recordSilence(tx, act);

  const number = facts.submittedVersion + 1;
  const completeness = completenessWrites(act);
  const sets = [
    Prisma.sql`state = ${to}`,
    Prisma.sql`version = version + 1`,
    Prisma.sql`updated_at = ${now}::timestamptz`,
    ...(from === to ? [] : [Prisma.sql`state_since = ${now}::timestamptz`]),
    ...columnsOf(act),
    ...completeness.columns,
  ];
  if (freezes) {
    sets.push(Prisma.sql`submitted_version = ${number}::int`);
    sets.push(Prisma.sql`consulted_departments = ${consultedBy(act)}::text[]`);
  }
  if (event === 'submit' || event === 'fileLate') {
    const prefix = `${facts.call.edition}-${facts.department}-`;
    sets.push(Prisma.sql`submitted_at = ${now}::timestamptz`);
    sets.push(Prisma.sql`number = ${prefix}::text || lpad(nextval('application_number_seq')::text, 5, '0')`);
  }
  const writes = [
    Prisma.sql`saved AS (UPDATE application SET ${Prisma.join(sets)} WHERE id = ${id}::uuid AND version = ${version}::int RETURNING id, number, version, title, content, examination, reserve_rank, reserve_expires_at)`,
  ];
  writes.push(...completeness.rows);
  if (freezes) writes.push(versionRow(act, number));
  // The unsent edits that this takes away stay in the history of drafts; nobody typed what it puts back.
  if (event === 'acceptCompleteness' && from === 'INCOMPLETE') writes.push(keptReturn(now));
  if (event === 'giveConsultation') writes.push(consultationRow(act));
  if (event === 'putOnReserve' || event === 'rerank') writes.push(rankRow(act));
  // The clock, which closes a written deliberation, is nobody.
  const by = isUuid(actor.personId) ? actor.personId : NOBODY_ID;
  if (amounts !== undefined && shares.length > 0) writes.push(amountRows(amounts.stage, shares, now, by));
  try {
    const [counted] = await tx.db.$queryRaw<{ saved: number }[]>`
      WITH ${Prisma.join(writes)} SELECT count(*)::int AS saved FROM saved`;
    return counted?.saved ?? 0;
  } catch (error) {
    if (isUniqueViolation(error) || violates(error, 'application_reserve_rank')) {
      throw new Refusal('conflict', { fr: 'Ce rang vient d’être pris.', en: 'This rank has just been taken.' });
    }
    throw error;
  }
}

const keptReturn = (now: Date): Prisma.Sql => Prisma.sql`kept AS (
  INSERT INTO application_draft_version (application_id, version, title, content, saved_at, changed)
  SELECT saved.id, saved.version, saved.title, saved.content, ${now}::timestamptz, '{}' FROM saved)`;

function versionRow({ facts, now, actor, event }: ApplicationAct, number: number): Prisma.Sql {
  const text = canonicalJson(frozenContent(facts, number));
  return Prisma.sql`frozen AS (
    INSERT INTO application_version (application_id, number, receipt_number, content, hash, late, submitted_at, submitted_by, call_spec)
    SELECT saved.id, ${number}::int, 'R-' || saved.number || '-' || ${number}::int, ${text}::jsonb, ${sha256Hex(text)},
           ${event === 'fileLate'}::boolean, ${now}::timestamptz, ${actor.personId}::uuid, ${facts.call.specVersion}::int FROM saved)`;
}

function rankRow({ input, now, actor }: ApplicationAct): Prisma.Sql {
  return Prisma.sql`ranked AS (
    INSERT INTO reserve_rank (application_id, version, rank, expires_at, reasons, given_at, given_by)
    SELECT saved.id, saved.version, saved.reserve_rank, saved.reserve_expires_at, ${(input as ReserveInput).reasons ?? ''},
           ${now}::timestamptz, ${actor.personId}::uuid FROM saved)`;
}

function consultationRow({ input, now, actor }: ApplicationAct): Prisma.Sql {
  const { department, agency, opinion, reasons } = input as ConsultationInput;
  return Prisma.sql`consulted AS (
    INSERT INTO consultation_opinion (application_id, department, agency_kind, opinion, reasons, given_at, given_by)
    SELECT saved.id, ${department}, ${agency}, ${opinion}, ${reasons}, ${now}::timestamptz, ${actor.personId}::uuid FROM saved)`;
}

/** The system acts on behalf of a person; without one (clock) no amount is ever recorded. */
function amountRows(stage: AmountStage, shares: readonly FunderShare[], now: Date, by: string): Prisma.Sql {
  const years = shares.map(({ year }) => year);
  const funders = shares.map(({ funderCode }) => funderCode);
  const sums = shares.map((share) => share.cents.toString());
  return Prisma.sql`recorded AS (
    INSERT INTO application_amount (application_id, stage, revision, year, funder_code, cents, recorded_at, recorded_by, examination)
    SELECT saved.id, ${stage}::text,
           (SELECT coalesce(max(revision), 0) + 1 FROM application_amount m WHERE m.application_id = saved.id AND m.stage = ${stage}::text),
           share.year, share.funder, share.cents, ${now}::timestamptz, ${by}::uuid, saved.examination
    FROM saved, unnest(${years}::int[], ${funders}::text[], ${sums}::bigint[]) AS share (year, funder, cents))`;
}
