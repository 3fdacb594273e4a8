// What each act writes: one UPDATE of the dossier under its version, in one statement with the frozen version and the amounts that the
// act adds. Those hang on the row that the UPDATE returned: a stale act writes nothing at all.

import { Prisma } from '../../generated/prisma/client.js';
import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import { Refusal } from '../../kernel/errors.js';
import { addDays, deadlineInstant, localDate } from '../../kernel/legal-time.js';
import { isUniqueViolation } from '../../platform/database/faults.js';
import type { Tx } from '../../platform/database/tx.js';
import type { Act } from '../../platform/workflow/binding.js';
import { reserve } from '../calls/envelopes.store.js';
import type {
  AmountStage,
  Completion,
  FrozenContent,
  FunderShare,
  IneligibilityFinding,
  NegativeAnswer,
  YearAmount,
} from './application-content.js';
import type { ApplicationFacts, ApplicationState } from './application-facts.js';
import { applicationMachine, type ApplicationEvent } from './application.machine.js';
import { splitYears } from './budget.rules.js';
import { agenciesOf, type CompletionRequest, type IneligibilityInput, type WithReasons } from './processing.rules.js';
import type { ReserveInput, WithYears } from './selection.rules.js';

export type ApplicationAct = Act<ApplicationState, ApplicationEvent, ApplicationFacts>;

const endOfDay = (day: string, timeZone: string): Date => deadlineInstant(`${day}T23:59`, timeZone);
const json = (value: unknown): Prisma.Sql => Prisma.sql`${JSON.stringify(value)}::jsonb`;

/** Capacity in which the actor passes the act's edge: part of a negative answer (CRPA L212-1). */
function capacityOf({ event, from, actor, facts }: ApplicationAct): string {
  const edge = applicationMachine.edges.find((candidate) => candidate.event === event && candidate.from.includes(from));
  return edge?.by.find((policy) => policy.allows(actor, facts))?.name ?? 'system';
}

function completionAsked({ facts: { call }, input, now, actor }: ApplicationAct): Completion {
  const { items, dueOn } = input as CompletionRequest;
  const day = dueOn ?? addDays(localDate(now, call.timeZone), call.settings.completionDays);
  return {
    items,
    dueOn: day,
    dueAt: endOfDay(day, call.timeZone).toISOString(),
    askedAt: now.toISOString(),
    askedBy: actor.personId,
  };
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
    reasons: `Dossier reçu après la date limite du ${call.deadlineAt.toISOString()}.`,
    appeal: call.settings.appealText.fr,
    author: 'system',
    capacity: 'system',
    date: now.toISOString(),
  };
}

/** What is examined is the last version sent: edits made after it and never sent do not count. */
function lastFrozen(): Prisma.Sql[] {
  const version = Prisma.sql`FROM application_version v WHERE v.application_id = application.id AND v.number = application.submitted_version`;
  return [
    Prisma.sql`title = (SELECT v.content->>'title' ${version})`,
    Prisma.sql`content = (SELECT v.content - ${FROZEN_BESIDE}::text[] ${version})`,
    Prisma.sql`requested_cents = (SELECT coalesce(sum((asked->>'cents')::bigint), 0)::bigint
      FROM application_version v, jsonb_array_elements(v.content->'requestedYears') asked
      WHERE v.application_id = application.id AND v.number = application.submitted_version)`,
  ];
}

/** Columns that the act sets beside the state. */
function columnsOf(act: ApplicationAct): Prisma.Sql[] {
  const { event, facts, input, now } = act;
  switch (event) {
    case 'declareIncomplete':
      return [Prisma.sql`completion = ${json(completionAsked(act))}`];
    case 'remind':
      return [Prisma.sql`completion = ${json({ ...facts.completion, remindedAt: now })}`];
    case 'answerCompletion':
      return [Prisma.sql`completion = ${json({ ...facts.completion, answeredAt: now })}`];
    case 'acceptCompleteness':
      return act.from === 'INCOMPLETE' ? lastFrozen() : [];
    case 'findIneligible':
      return [Prisma.sql`ineligibility = ${json(findingOf(act))}`];
    case 'fileLate':
      return [Prisma.sql`refusal = ${json(late(act))}`];
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

/** Fields of the frozen version that are columns of the dossier, not part of its content. */
const FROZEN_BESIDE = ['applicationId', 'callId', 'callSpec', 'organisationId', 'department', 'title', 'version', 'files'];

/** What the receipt's hash is of: SHA-256 of the canonical JSON of this. */
function frozenContent(facts: ApplicationFacts, version: number): FrozenContent {
  const { id, call, organisationId, department, title, content } = facts;
  return {
    ...content,
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
  if (event === 'shortlist') await reserve(tx, facts.call.id, shares);

  const number = facts.submittedVersion + 1;
  const sets = [
    Prisma.sql`state = ${to}`,
    Prisma.sql`version = version + 1`,
    Prisma.sql`updated_at = ${now}::timestamptz`,
    ...(from === to ? [] : [Prisma.sql`state_since = ${now}::timestamptz`]),
    ...columnsOf(act),
  ];
  if (freezes) sets.push(Prisma.sql`submitted_version = ${number}::int`);
  if (event === 'submit' || event === 'fileLate') {
    const prefix = `${facts.call.edition}-${facts.department}-`;
    sets.push(Prisma.sql`submitted_at = ${now}::timestamptz`);
    sets.push(Prisma.sql`number = ${prefix}::text || lpad(nextval('application_number_seq')::text, 5, '0')`);
  }
  const writes = [
    Prisma.sql`saved AS (UPDATE application SET ${Prisma.join(sets)} WHERE id = ${id}::uuid AND version = ${version}::int RETURNING id, number)`,
  ];
  if (freezes) writes.push(versionRow(act, number));
  if (amounts !== undefined && shares.length > 0) writes.push(amountRows(amounts.stage, shares, now, actor.personId));
  try {
    const [counted] = await tx.db.$queryRaw<{ saved: number }[]>`
      WITH ${Prisma.join(writes)} SELECT count(*)::int AS saved FROM saved`;
    return counted?.saved ?? 0;
  } catch (error) {
    if (isUniqueViolation(error)) {
      throw new Refusal('conflict', { fr: 'Ce rang vient d’être pris.', en: 'This rank has just been taken.' });
    }
    throw error;
  }
}

function versionRow({ facts, now, actor, event }: ApplicationAct, number: number): Prisma.Sql {
  const text = canonicalJson(frozenContent(facts, number));
  return Prisma.sql`frozen AS (
    INSERT INTO application_version (application_id, number, receipt_number, content, hash, late, submitted_at, submitted_by, call_spec)
    SELECT saved.id, ${number}::int, 'R-' || saved.number || '-' || ${number}::int, ${text}::jsonb, ${sha256Hex(text)},
           ${event === 'fileLate'}::boolean, ${now}::timestamptz, ${actor.personId}::uuid, ${facts.call.specVersion}::int FROM saved)`;
}

/** The system acts on behalf of a person; without one (clock) no amount is ever recorded. */
function amountRows(stage: AmountStage, shares: readonly FunderShare[], now: Date, by: string): Prisma.Sql {
  const years = shares.map(({ year }) => year);
  const funders = shares.map(({ funderCode }) => funderCode);
  const sums = shares.map((share) => share.cents.toString());
  return Prisma.sql`recorded AS (
    INSERT INTO application_amount (application_id, stage, revision, year, funder_code, cents, recorded_at, recorded_by)
    SELECT saved.id, ${stage}::text,
           (SELECT coalesce(max(revision), 0) + 1 FROM application_amount m WHERE m.application_id = saved.id AND m.stage = ${stage}::text),
           share.year, share.funder, share.cents, ${now}::timestamptz, ${by}::uuid
    FROM saved, unnest(${years}::int[], ${funders}::text[], ${sums}::bigint[]) AS share (year, funder, cents))`;
}
