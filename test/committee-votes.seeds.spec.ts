// Thirty members send their ballots five times each, all at once, changing their minds, while the secretary closes the item at a random
// moment. VOTE_SEEDS=200 runs two hundred of these; VOTE_SEED=17 plays the seventeenth again.

import { SessionBinding } from '../src/features/committees/session.binding.js';
import type { SessionEvent } from '../src/features/committees/session.machine.js';
import type { Choice, Tally } from '../src/features/committees/tally.rules.js';
import type { Actor } from '../src/kernel/actor.js';
import { Refusal } from '../src/kernel/errors.js';
import { newId } from '../src/kernel/ids.js';
import { Executor } from '../src/platform/workflow/executor.js';
import { TestApp } from './support/app.js';
import { makeApplication } from './support/applications.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { makeCommittee, makeSession, type MadeCommittee } from './support/committees.js';

const { VOTE_SEED, VOTE_SEEDS = '10' } = process.env;
const SEEDS = VOTE_SEED === undefined ? Array.from({ length: Number(VOTE_SEEDS) }, (_, n) => n + 1) : [Number(VOTE_SEED)];
const [MEMBERS, SENDS] = [30, 5];
const CHOICES: readonly Choice[] = ['FOR', 'AGAINST', 'ABSTAIN', 'BLANK'];

let app: TestApp;
let call: MadeCall;
let committee: MadeCommittee;

beforeAll(async () => {
  app = await TestApp.start({ now: '2023-10-02T08:00:00Z' });
  call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
  committee = await makeCommittee(app, { department: '31', size: MEMBERS, settings: { blankAllowed: true } });
});
afterAll(() => app.stop());

/** Whole numbers below `bound`, the same for the same seed (mulberry32). */
function numbersOf(seed: number): (bound: number) => number {
  let state = seed * 0x9e3779b1;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

const actorOf = (index: number): Actor => ({
  personId: committee.members[index]?.actor.personId ?? '',
  grants: [{ role: index === 0 ? 'COMMITTEE_PRESIDENT' : 'COMMITTEE_MEMBER', territory: 'DEP-31' }],
});
const idOf = (index: number): string => committee.members[index]?.id ?? '';

interface Sent {
  readonly requestId: string;
  readonly memberId: string;
  readonly choice: Choice;
}

/**
 * What a client gets: undefined when taken, the rules when refused. Like a client it comes back when no connection was free (503); anything
 * else that is thrown, a deadlock among them, is a failure.
 */
async function fire(
  sessionId: string,
  event: SessionEvent,
  actor: Actor,
  input: object,
  requestId = newId(),
): Promise<string[] | undefined> {
  const [executor, binding, now] = [app.app.get(Executor), app.app.get(SessionBinding), app.clock.now()];
  for (;;) {
    try {
      await app.database.transaction((tx) => executor.fire(tx, binding, sessionId, event, { actor, input, now, requestId }));
      return undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code === 'rule-not-met') return error.reasons.map(({ rule }) => rule);
      if (error.code !== 'unavailable') throw error;
    }
  }
}

describe('ballots changed while the item closes', () => {
  it.each(SEEDS)(
    'seed %i: one counting ballot a member, the tally is a recount, nothing is taken after the closing',
    async (seed) => {
      const below = numbersOf(seed);
      const mode = seed % 2 === 0 ? 'SECRET' : 'PUBLIC';
      const event = mode === 'SECRET' ? 'voteSecretly' : 'vote';
      const application = await makeApplication(app, { call, department: '31', state: 'ON_AGENDA' });
      // The last member is away; the one before holds their mandate.
      const present = committee.members.slice(0, MEMBERS - 1);
      const session = await makeSession(app, { committee, call, applications: [application], present });
      const itemId = session.itemIds[0] ?? '';
      const secretary: Actor = {
        personId: committee.secretary.personId,
        grants: [{ role: 'COMMITTEE_SECRETARY', territory: 'DEP-31' }],
      };
      const mandate = { giverId: idOf(MEMBERS - 1), holderId: idOf(MEMBERS - 2) };
      expect(await fire(session.id, 'giveProxy', secretary, mandate)).toBeUndefined();
      expect(await fire(session.id, 'openItem', secretary, { itemId, proposal: 'FAVOURABLE', ballotMode: mode })).toBeUndefined();

      const taken: Sent[] = [];
      const refused: string[] = [];
      const send = async (index: number): Promise<void> => {
        const sent: Sent = { requestId: newId(), memberId: idOf(index), choice: CHOICES[below(CHOICES.length)] ?? 'FOR' };
        const byMandate = index === MEMBERS - 1;
        const input = { itemId, choice: sent.choice, ...(byMandate && { forMemberId: sent.memberId }) };
        const rules = await fire(session.id, event, actorOf(byMandate ? MEMBERS - 2 : index), input, sent.requestId);
        if (rules === undefined) taken.push(sent);
        else refused.push(...rules);
      };
      const close = (): Promise<string[] | undefined> => fire(session.id, 'closeItem', secretary, { itemId });
      const senders = Array.from({ length: MEMBERS * SENDS }, (_, n) => n % MEMBERS)
        .map((index) => ({ index, at: below(1_000_000) }))
        .sort((one, other) => one.at - other.at);
      const closesAt = below(senders.length);
      const closing: Promise<string[] | undefined>[] = [];
      await Promise.all(
        senders.flatMap(({ index }, n) => {
          const running = [send(index)];
          if (n === closesAt) closing.push(close());
          return running;
        }),
      );
      // Put off by an empty box or a tie: the president speaks, and the item closes.
      if ((await closing[0]) !== undefined) {
        await send(0);
        if ((await close()) !== undefined) {
          expect(await fire(session.id, event, actorOf(0), { itemId, choice: 'FOR' }, 'the-last')).toBeUndefined();
          taken.push({ requestId: 'the-last', memberId: idOf(0), choice: 'FOR' });
          expect(await close()).toBeUndefined();
        }
      }
      expect(new Set(refused)).toEqual(new Set(refused.length === 0 ? [] : ['itemOpen']));

      const entries = await app.database.read.auditEntry.findMany({
        where: { aggregateId: session.id, event: { in: [event, 'closeItem'] } },
        orderBy: { seq: 'asc' },
        select: { event: true, requestId: true },
      });
      expect(entries.map((entry) => entry.event)).toEqual([...taken.map(() => event), 'closeItem']);
      const bySeq = new Map(entries.map(({ requestId }, seq) => [requestId, seq]));
      const inOrder = taken.sort((one, other) => (bySeq.get(one.requestId) ?? 0) - (bySeq.get(other.requestId) ?? 0));
      const last = new Map(inOrder.map(({ memberId, choice }) => [memberId, choice]));
      const expected = Object.fromEntries(
        CHOICES.map((choice) => [choice, [...last.values()].filter((own) => own === choice).length]),
      );

      const item = await app.database.read.agendaItem.findUniqueOrThrow({ where: { id: itemId } });
      const tally = item.tally as unknown as Tally;
      expect({ FOR: tally.for, AGAINST: tally.against, ABSTAIN: tally.abstain, BLANK: tally.blank }).toEqual(expected);
      expect(await recount(mode, itemId)).toEqual(expected);
      if (mode === 'PUBLIC') {
        const ballots = await app.database.read.ballot.findMany({ where: { itemId } });
        expect(ballots).toHaveLength(taken.length);
        const counting = await app.database.read.$queryRaw<Sent[]>`
        SELECT member_id AS "memberId", choice FROM counting_ballot WHERE item_id = ${itemId}::uuid`;
        expect(new Map(counting.map(({ memberId, choice }) => [memberId, choice]))).toEqual(last);
      } else {
        const [left, voters] = [
          await app.database.read.sealedBallot.count({ where: { itemId } }),
          await app.database.read.secretVoter.count({ where: { itemId } }),
        ];
        expect([left, voters]).toEqual([0, last.size]);
      }
    },
    60_000,
  );
});

/** The count made again in SQL, from the ballots alone. */
async function recount(mode: string, itemId: string): Promise<Record<string, number>> {
  const rows =
    mode === 'SECRET'
      ? await app.database.read.$queryRaw<{ choice: string; count: number }[]>`
          SELECT choice, count(*)::int AS count FROM secret_ballot WHERE item_id = ${itemId}::uuid GROUP BY choice`
      : await app.database.read.$queryRaw<{ choice: string; count: number }[]>`
          SELECT b.choice, count(*)::int AS count FROM ballot b WHERE b.item_id = ${itemId}::uuid AND NOT EXISTS (
            SELECT FROM ballot l WHERE l.item_id = b.item_id AND l.member_id = b.member_id AND l.revision > b.revision) GROUP BY b.choice`;
  const counted = new Map(rows.map(({ choice, count }) => [choice, count]));
  return Object.fromEntries(CHOICES.map((choice) => [choice, counted.get(choice) ?? 0]));
}
