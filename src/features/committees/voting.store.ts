// What the votes of a session write: openings, ballots, counts, results, reasons, ranks.

import { Refusal } from '../../kernel/errors.js';
import { isUuid, newId, NOBODY_ID } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/tx.js';
import type { AdoptEnBlocInput } from './block.rules.js';
import { emptyBox, emptyCountedBox, type BallotBox } from './ballot-box.store.js';
import { countedHands, type CountedHands } from './counted-hands.rules.js';
import type { RecordOpinionInput } from './opinion.rules.js';
import { countedBallots } from './presiding.rules.js';
import type { AdoptRankingInput } from './ranking.rules.js';
import { settledTally, waitsForDeclaration, type SettleTieInput } from './secret.rules.js';
import type { SessionAct } from './session-act.js';
import { itemOf, memberOf, recusedFrom } from './session-facts.rules.js';
import type { ItemFacts, ItemInput, OpenItemInput, SessionFacts, VoteInput, YearAmount } from './session-facts.rules.js';
import type { Proposal, Tally } from './tally.rules.js';
import type { BallotMode } from './voting-settings.js';
import { itemTally } from './vote.rules.js';

function found(facts: SessionFacts, { itemId }: ItemInput): ItemFacts {
  const item = itemOf(facts, itemId);
  if (item === undefined) throw new Refusal('not-found');
  return item;
}

/** Interests on file become recusals when a vote opens and when it closes, so that PostgreSQL too knows whose ballots do not count. */
async function writeKnownInterests(tx: Tx, { facts, actor, now }: SessionAct, item: ItemFacts): Promise<void> {
  // Nobody in particular: the clock that closes a deliberation in writing.
  const recordedBy = isUuid(actor.personId) ? actor.personId : NOBODY_ID;
  const interested = recusedFrom(facts, item).filter((id) => !item.recusedIds.includes(id));
  await tx.db.$executeRaw`
    INSERT INTO recusal (item_id, member_id, reason, recorded_at, recorded_by)
    SELECT ${item.id}::uuid, member_id, 'Intérêt personnel connu au dossier', ${now}::timestamptz, ${recordedBy}::uuid
    FROM unnest(${interested}::uuid[]) AS member_id`;
}

interface Put {
  readonly proposal: Proposal;
  readonly years: readonly YearAmount[];
  readonly reserves: readonly string[];
  readonly mode: BallotMode;
}

async function putToVote(tx: Tx, act: SessionAct, item: ItemFacts, { proposal, years, reserves, mode }: Put): Promise<void> {
  await writeKnownInterests(tx, act, item);
  await tx.db.$executeRaw`
    UPDATE agenda_item SET state = 'OPEN', version = version + 1, proposal = ${proposal}, proposed_years = ${JSON.stringify(years)}::jsonb,
           reserves = ${JSON.stringify(reserves)}::jsonb, ballot_mode = ${mode}, opened_at = ${act.now}::timestamptz WHERE id = ${item.id}::uuid`;
}

export async function writeItemOpening(tx: Tx, act: SessionAct): Promise<void> {
  const input = act.input as OpenItemInput;
  const item = found(act.facts, input);
  const { proposal, reserves = [], ballotMode: mode = act.facts.settings.defaultBallotMode } = input;
  await putToVote(tx, act, item, { proposal, years: input.years ?? item.votedYears ?? [], reserves, mode });
}

/** The next revision of the member's ballot; PostgreSQL refuses another number, so that exactly one counts. */
export async function writeBallot(tx: Tx, { facts, actor, input, now }: SessionAct): Promise<void> {
  const { itemId, choice, forMemberId } = input as VoteInput;
  const own = memberOf(facts, actor.personId)?.id;
  await tx.db.$executeRaw`
    INSERT INTO ballot (item_id, member_id, revision, choice, cast_by_id, cast_at)
    SELECT ${itemId}::uuid, ${forMemberId ?? own}::uuid, coalesce(max(b.revision), 0) + 1, ${choice}, ${own}::uuid, ${now}::timestamptz
    FROM ballot b WHERE b.item_id = ${itemId}::uuid AND b.member_id = ${forMemberId ?? own}::uuid`;
}

export async function writeSecretBallot(tx: Tx, { facts, actor, input }: SessionAct, box: BallotBox): Promise<void> {
  const { itemId, choice, forMemberId } = input as VoteInput;
  const castById = memberOf(facts, actor.personId)?.id;
  if (castById === undefined) throw new Refusal('forbidden');
  await box.cast(tx, { itemId, memberId: forMemberId ?? castById, castById }, choice);
}

async function decideItem(tx: Tx, itemId: string, tally: Tally, now: Date): Promise<void> {
  await tx.db.$executeRaw`
    UPDATE agenda_item SET state = 'DECIDED', version = version + 1, closed_at = ${now}::timestamptz, result = ${tally.result},
           tally = ${JSON.stringify(tally)}::jsonb WHERE id = ${itemId}::uuid`;
}

/** Counts the ballots. A secret ballot loses its tie with its members here, even when the count waits for a declared vote. */
export async function writeResult(tx: Tx, act: SessionAct): Promise<void> {
  const { facts, now } = act;
  const item = found(facts, act.input as ItemInput);
  if (item.state === 'TIED') return decideItem(tx, item.id, settledTally(facts, item), now);
  await writeKnownInterests(tx, act, item);
  if (item.ballotMode === 'SECRET') await emptyCountedBox(tx, item.id, countedBallots(facts, item.id, recusedFrom(facts, item)));
  const tally = itemTally(facts, item);
  if (!waitsForDeclaration(facts, item, tally)) return decideItem(tx, item.id, tally, now);
  await tx.db.$executeRaw`
    UPDATE agenda_item SET state = 'TIED', version = version + 1, closed_at = ${now}::timestamptz, tally = ${JSON.stringify(tally)}::jsonb
    WHERE id = ${item.id}::uuid`;
}

export async function writeSettledTie(tx: Tx, { facts, input, now }: SessionAct): Promise<void> {
  const { choice, ...named } = input as SettleTieInput;
  const item = found(facts, named);
  await decideItem(tx, item.id, settledTally(facts, item, choice), now);
}

export async function writeDeferral(tx: Tx, { now }: SessionAct, itemIds: readonly string[], reasons: string): Promise<void> {
  for (const itemId of itemIds) await emptyBox(tx, itemId);
  await tx.db.$executeRaw`
    UPDATE agenda_item SET state = 'DEFERRED', version = version + 1, closed_at = ${now}::timestamptz, defer_reasons = ${reasons}
    WHERE id = ANY(${[...itemIds]}::uuid[])`;
}

async function insertHands(tx: Tx, { id: sessionId, actor, now }: SessionAct, counted: CountedHands): Promise<string> {
  const id = newId();
  const { subject, tally, entitled, hands } = counted;
  await tx.db.$executeRaw`
    INSERT INTO show_of_hands (id, session_id, subject, "for", against, abstain, blank, entitled, president_choice, adopted, recorded_at, recorded_by)
    VALUES (${id}::uuid, ${sessionId}::uuid, ${subject}, ${tally.for}::int, ${tally.against}::int, ${tally.abstain}::int, ${tally.blank}::int,
            ${entitled}::int, ${hands.presidentChoice ?? null}, ${tally.adopted}::boolean, ${now}::timestamptz, ${actor.personId}::uuid)`;
  const items = counted.items.map(({ item, years }) => ({ itemId: item.id, years }));
  await tx.db.$executeRaw`
    INSERT INTO show_of_hands_item (hands_id, item_id, years)
    SELECT ${id}::uuid, voted."itemId", voted.years FROM jsonb_to_recordset(${JSON.stringify(items)}::jsonb) AS voted("itemId" uuid, years jsonb)`;
  return id;
}

/** Hands counted by the secretary, and what follows from them for each item. */
export async function writeHands(tx: Tx, act: SessionAct): Promise<string> {
  const counted = countedHands(act.facts, act.event, act.input);
  if (counted === undefined) throw new Error(`${act.event} counts no hands`);
  const id = await insertHands(tx, act, counted);
  const { subject, items, tally } = counted;
  for (const { item, years = [] } of items) {
    if (subject === 'OPINION') {
      await writeKnownInterests(tx, act, item);
      await decideItem(tx, item.id, tally, act.now);
    }
    if (subject === 'BLOCK') {
      const { proposal, reserves = [] } = act.input as AdoptEnBlocInput;
      await putToVote(tx, act, item, { proposal, years, reserves, mode: 'SHOW_OF_HANDS' });
      await decideItem(tx, item.id, tally, act.now);
    }
  }
  return id;
}

export async function writeSeparateRequest(tx: Tx, { facts, actor, input, now }: SessionAct): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO separate_vote_request (item_id, member_id, asked_at)
    VALUES (${(input as ItemInput).itemId}::uuid, ${memberOf(facts, actor.personId)?.id}::uuid, ${now}::timestamptz)`;
}

export async function writeOpinion(tx: Tx, { facts, actor, input, now }: SessionAct): Promise<void> {
  const { reasons, reserves = [], ...named } = input as RecordOpinionInput;
  const item = found(facts, named);
  // Those put to the vote fell with a proposal that was not adopted.
  const voted = item.result === 'WITH_RESERVES' ? item.reserves : [];
  await tx.db.$executeRaw`
    INSERT INTO committee_opinion (item_id, reasons, reserves, recorded_at, recorded_by)
    VALUES (${item.id}::uuid, ${reasons}, ${JSON.stringify([...voted, ...reserves])}::jsonb, ${now}::timestamptz, ${actor.personId}::uuid)`;
}

/** A ranking put to the vote and not adopted leaves its count, and no rank. */
export async function writeRanking(tx: Tx, act: SessionAct): Promise<void> {
  const { id: sessionId, facts, actor, now } = act;
  const { itemIds } = act.input as AdoptRankingInput;
  const counted = countedHands(facts, act.event, act.input);
  const handsId = counted === undefined ? null : await writeHands(tx, act);
  if (counted?.tally.adopted === false) return;
  await tx.db.$executeRaw`
    INSERT INTO committee_ranking (session_id, hands_id, adopted_at, adopted_by)
    VALUES (${sessionId}::uuid, ${handsId}::uuid, ${now}::timestamptz, ${actor.personId}::uuid)`;
  await tx.db.$executeRaw`
    INSERT INTO committee_rank (session_id, rank, item_id, application_id)
    SELECT ${sessionId}::uuid, ranked.rank, i.id, i.application_id
    FROM unnest(${[...itemIds]}::uuid[]) WITH ORDINALITY AS ranked(item_id, rank) JOIN agenda_item i ON i.id = ranked.item_id`;
}
