// What the acts of the completeness write: the round in progress on the dossier's own row, and each fact of it in its append-only table, in
// the same statement, hanging on the row that the UPDATE returned.

import { Prisma } from '../../generated/prisma/client.js';
import { newId } from '../../kernel/ids.js';
import type { Act } from '../../platform/workflow/binding.js';
import type { ApplicationFacts, ApplicationState } from './application-facts.js';
import type { ApplicationEvent } from './application-edges.machine.js';
import type { AnswerInput, SettleInput } from './completion-answer.rules.js';
import type { Completion, CompletionItem, ItemAnswer, ItemAsked, ItemSettlement, RoundEvent } from './completion-content.js';
import { answered, asked, joins, sent, settled } from './completion-items.rules.js';
import type { CompletionRequest, ItemRequest } from './completion-request.rules.js';
import type { ContinueInput } from './completion.rules.js';
import { conditionsLeft, type ConditionDraft } from './conditions.rules.js';
import type { ForwardInput } from './forwarding.rules.js';
import { lastFrozen } from './frozen.store.js';
import { agenciesOf } from './processing.rules.js';

type CompletenessAct = Act<ApplicationState, ApplicationEvent, ApplicationFacts>;

export interface Writes {
  /** Assignments on `application`. */
  readonly columns: readonly Prisma.Sql[];
  /** Statements that read from `saved`. */
  readonly rows: readonly Prisma.Sql[];
}
const NOTHING: Writes = { columns: [], rows: [] };

const json = (value: unknown): Prisma.Sql => Prisma.sql`${JSON.stringify(value)}::jsonb`;
const keep = (completion: Completion): Prisma.Sql => Prisma.sql`completion = ${json(completion)}`;

/** Of the version that the act makes; rows of one act carry one number. */
const versionOf = ({ version }: CompletenessAct): number => version + 1;
const agencyOf = ({ actor, facts }: CompletenessAct): 'CAF' | 'DDETS' => agenciesOf(actor, facts.department)[0] ?? 'CAF';

/** The item as the rules know it: what was left out is said by the call, or is the usual thing. */
function itemAsked({ facts: { call } }: CompletenessAct, item: ItemRequest): ItemAsked {
  const { code, label, kind = 'DOCUMENT', defect = 'MISSING', pointer, explanation } = item;
  const listed = call.settings.requiredDocuments.find((document) => kind === 'DOCUMENT' && document.code === code);
  return { code, label, kind, defect, essential: item.essential ?? listed?.essential ?? true, pointer, explanation };
}

type Told = readonly { readonly roundId: string; readonly kind: RoundEvent }[];

function events(act: CompletenessAct, told: Told, submittedVersion = act.facts.submittedVersion): Prisma.Sql {
  const by = act.actor.system === true ? null : act.actor.personId;
  return Prisma.sql`told AS (
    INSERT INTO completion_event (round_id, version, kind, submitted_version, at, by)
    SELECT e."roundId", ${versionOf(act)}::int, e.kind, ${submittedVersion}::int, ${act.now}::timestamptz, ${by}::uuid
    FROM saved, jsonb_to_recordset(${json(told)}) AS e("roundId" uuid, kind text))`;
}

function itemRows(act: CompletenessAct, completion: Completion, items: readonly CompletionItem[]): Prisma.Sql {
  const first = completion.items.length - items.length;
  const rows = items.map((item, index) => ({ ...item, position: first + index + 1 }));
  return Prisma.sql`asked_items AS (
    INSERT INTO completion_item (id, round_id, position, code, label, kind, defect, essential, pointer, explanation, agency, due_at, asked_at, asked_by, carried_from)
    SELECT i.id, ${completion.roundId}::uuid, i.position, i.code, i.label, i.kind, i.defect, i.essential, i.pointer, i.explanation, i.agency,
           i."dueAt", i."askedAt", ${act.actor.personId}::uuid, i."carriedFrom"
    FROM saved, jsonb_to_recordset(${json(rows)}) AS i(id uuid, position int, code text, label text, kind text, defect text, essential boolean,
      pointer text, explanation text, agency text, "dueAt" timestamptz, "askedAt" timestamptz, "carriedFrom" uuid))`;
}

function declare(act: CompletenessAct): Writes {
  const { facts, input, actor, now } = act;
  const { call, completion: before, submittedVersion } = facts;
  const { items, dueOn } = input as CompletionRequest;
  const completion = asked(before, facts.completionRounds, {
    items: items.map((item) => itemAsked(act, item)),
    dueOn,
    agency: agencyOf(act),
    by: actor.personId,
    now,
    timeZone: call.timeZone,
    days: call.settings.completionDays,
    newId,
  });
  const { roundId, round } = completion;
  if (joins(before)) {
    const added = completion.items.slice(before.items.length);
    return {
      columns: [keep(completion)],
      rows: [itemRows(act, completion, added), events(act, [{ roundId, kind: 'JOINED' }])],
    };
  }
  const opening = Prisma.sql`opened AS (
    INSERT INTO completion_round (id, application_id, number, asked_version, asked_at, asked_by)
    SELECT ${roundId}::uuid, saved.id, ${round}::int, ${submittedVersion}::int, ${now}::timestamptz, ${actor.personId}::uuid FROM saved)`;
  const told: Told = [
    ...(before === null ? [] : [{ roundId: before.roundId, kind: 'RENEWED' as const }]),
    { roundId, kind: 'ASKED' },
  ];
  return { columns: [keep(completion)], rows: [opening, itemRows(act, completion, completion.items), events(act, told)] };
}

function answerRows(
  act: CompletenessAct,
  answers: readonly { readonly itemId: string; readonly answer: ItemAnswer }[],
): Prisma.Sql {
  const rows = answers.map(({ itemId, answer }) => ({ ...answer, itemId }));
  return Prisma.sql`answers AS (
    INSERT INTO completion_answer (item_id, version, comment, not_applicable, reason, by_content, answered_at, answered_by)
    SELECT r."itemId", ${versionOf(act)}::int, r.comment, coalesce(r."notApplicable", false), r.reason, coalesce(r."byContent", false), r.at, r.by
    FROM saved, jsonb_to_recordset(${json(rows)}) AS r("itemId" uuid, comment text, "notApplicable" boolean, reason text, "byContent" boolean,
      at timestamptz, by uuid))`;
}

function answer(act: CompletenessAct, completion: Completion): Writes {
  const { itemId, comment, notApplicable, reason } = act.input as AnswerInput;
  const given: ItemAnswer = { comment, notApplicable, reason, at: act.now.toISOString(), by: act.actor.personId };
  return { columns: [keep(answered(completion, itemId, given))], rows: [answerRows(act, [{ itemId, answer: given }])] };
}

function settle(act: CompletenessAct, completion: Completion): Writes {
  const { itemId, accepted, reason } = act.input as SettleInput;
  const made: ItemSettlement = { accepted, reason, agency: agencyOf(act), at: act.now.toISOString() };
  const row = Prisma.sql`settled AS (
    INSERT INTO completion_settlement (item_id, version, accepted, reason, agency, settled_at, settled_by)
    SELECT ${itemId}::uuid, ${versionOf(act)}::int, ${accepted}::boolean, ${reason ?? null}, ${made.agency}, ${act.now}::timestamptz,
           ${act.actor.personId}::uuid FROM saved)`;
  return { columns: [keep(settled(completion, itemId, made))], rows: [row] };
}

function send(act: CompletenessAct, completion: Completion): Writes {
  const { facts, actor, now } = act;
  const { title, content, lastSent, files } = facts;
  const before =
    lastSent === null ? { ...content, title, files } : { ...lastSent.content, title: lastSent.title, files: lastSent.files };
  const after = sent(completion, before, { ...content, title, files }, actor.personId, now);
  // Answers given by a person have their row since they were given.
  const seen = after.items.flatMap(({ id, sent: last }) =>
    last?.byContent === true && last.at === now.toISOString() ? [{ itemId: id, answer: last }] : [],
  );
  const rows = [events(act, [{ roundId: completion.roundId, kind: 'SENT' }], facts.submittedVersion + 1)];
  return { columns: [keep(after)], rows: seen.length === 0 ? rows : [...rows, answerRows(act, seen)] };
}

function conditionRows(act: CompletenessAct, drafts: readonly ConditionDraft[]): Prisma.Sql {
  const rows = drafts.map((draft) => ({ ...draft, id: newId() }));
  return Prisma.sql`conditions AS (
    INSERT INTO application_condition (id, application_id, item_id, code, label, reason, effect, state, created_at, created_by)
    SELECT c.id, saved.id, c."itemId", c.code, c.label, c.reason, c.effect, 'OPEN', ${act.now}::timestamptz, ${act.actor.personId}::uuid
    FROM saved, jsonb_to_recordset(${json(rows)}) AS c(id uuid, "itemId" uuid, code text, label text, reason text, effect text)
    WHERE c."itemId" IS NOT NULL OR NOT EXISTS (
      SELECT FROM application_condition o WHERE o.application_id = saved.id AND o.code = c.code AND o.state = 'OPEN'))`;
}

/** The dossier leaves the holder's hands: it is what was sent last, and the round is over. */
function end(act: CompletenessAct, kind: RoundEvent): Writes {
  if (act.from !== 'INCOMPLETE') return NOTHING;
  const { completion } = act.facts;
  return {
    columns: lastFrozen(),
    rows: completion === null ? [] : [events(act, [{ roundId: completion.roundId, kind }])],
  };
}

function complete(act: CompletenessAct, kind: 'ACCEPTED' | 'CONTINUED'): Writes {
  const { columns, rows } = end(act, kind);
  const drafts = conditionsLeft(act.facts, act.input as ContinueInput | null);
  return { columns, rows: drafts.length === 0 ? rows : [...rows, conditionRows(act, drafts)] };
}

function forward(act: CompletenessAct): Writes {
  const { department, reasons = '' } = act.input as ForwardInput;
  const { columns, rows } = end(act, 'FORWARDED');
  const row = Prisma.sql`forwarded AS (
    INSERT INTO application_forwarding (application_id, version, from_department, to_department, reasons, forwarded_at, forwarded_by)
    SELECT saved.id, ${versionOf(act)}::int, ${act.facts.department}, ${department}, ${reasons}, ${act.now}::timestamptz,
           ${act.actor.personId}::uuid FROM saved)`;
  return { columns: [...columns, Prisma.sql`department = ${department}`, Prisma.sql`completion = NULL`], rows: [...rows, row] };
}

/** Nothing for the acts that do not touch the completeness. */
export function completenessWrites(act: CompletenessAct): Writes {
  const { completion } = act.facts;
  switch (act.event) {
    case 'declareIncomplete':
      return declare(act);
    case 'acceptCompleteness':
      return complete(act, 'ACCEPTED');
    case 'continueWithConditions':
      return complete(act, 'CONTINUED');
    case 'dismiss':
      return end(act, 'DISMISSED');
    case 'withdraw':
      return end(act, 'WITHDRAWN');
    case 'forward':
      return forward(act);
    default:
  }
  if (completion === null) return NOTHING;
  switch (act.event) {
    case 'remind':
    case 'remindByClock': {
      const kind = act.event === 'remind' ? 'REMINDED' : 'REMINDED_BY_CLOCK';
      const rows = [events(act, [{ roundId: completion.roundId, kind }])];
      return { columns: [keep({ ...completion, remindedAt: act.now.toISOString() })], rows };
    }
    case 'answerItem':
      return answer(act, completion);
    case 'settleItem':
      return settle(act, completion);
    case 'answerCompletion':
      return send(act, completion);
    default:
      return NOTHING;
  }
}
