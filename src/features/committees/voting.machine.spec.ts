import fc from 'fast-check';

import { itemFacts as item, SESSION_NOW as now, sessionFacts } from '../../../test/support/session-facts.js';
import type { Actor } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import { DEFAULT_SETTINGS } from './committee-settings.js';
import { entitledVoices } from './hands.rules.js';
import { actingPresident, castingMember, countedBallots, presidingMember } from './presiding.rules.js';
import type { ItemFacts, SessionFacts } from './session-facts.rules.js';
import { sessionMachine, type SessionEvent } from './session.machine.js';
import { CHOICES, tallyOf, type Counts } from './tally.rules.js';
import { itemTally } from './vote.rules.js';

const SECRETARY: Actor = { personId: 'sec', grants: [{ role: 'COMMITTEE_SECRETARY', territory: 'DEP-31' }] };
const PRESIDENT: Actor = { personId: 'p0', grants: [{ role: 'COMMITTEE_PRESIDENT', territory: 'DEP-31' }] };
const member = (n: number): Actor => ({ personId: `p${n}`, grants: [{ role: 'COMMITTEE_MEMBER', territory: 'DEP-31' }] });

const open = (over: Partial<ItemFacts> = {}): ItemFacts => item({ state: 'OPEN', proposal: 'FAVOURABLE', ...over });

/** Six members in the room: m0 presides, m1 and m2 are vice-presidents in this order; m6 gave a mandate to m5. */
const facts = (over: Partial<SessionFacts> = {}): SessionFacts =>
  sessionFacts({
    members: [0, 1, 2, 3, 4, 5, 6].map((n) => ({
      id: `m${n}`,
      personId: `p${n}`,
      president: n === 0,
      viceRank: n === 1 || n === 2 ? n : null,
    })),
    membersCount: 7,
    quorumRequired: 4,
    budgetYears: [2023],
    presentIds: ['m0', 'm1', 'm2', 'm3', 'm4', 'm5'],
    proxies: [{ giverId: 'm6', holderId: 'm5' }],
    ...over,
  });
const counts = (inFavour: number, against = 0, abstain = 0, blank = 0): Counts => ({ for: inFavour, against, abstain, blank });

function unmet(event: SessionEvent, over: Partial<SessionFacts>, input: object, actor = SECRETARY): string[] {
  const verdict = decide(sessionMachine, 'OPEN', event, { facts: facts(over), input: input, actor, now });
  if (verdict.allowed) return [];
  return verdict.code === 'rule-not-met' ? verdict.reasons.map(({ rule }) => rule) : [verdict.code];
}

describe('who presides', () => {
  const without = (...ids: string[]) => facts({ presentIds: facts().presentIds.filter((id) => !ids.includes(id)) });
  it('the president, else the first vice-president who is there and takes part', () => {
    expect(presidingMember(facts(), [])?.id).toBe('m0');
    expect(presidingMember(without('m0'), [])?.id).toBe('m1');
    expect(presidingMember(without('m0', 'm1'), [])?.id).toBe('m2');
    expect(presidingMember(facts(), ['m0'])?.id).toBe('m1');
    expect(presidingMember(facts(), ['m0', 'm1'])?.id).toBe('m2');
    expect(presidingMember(facts(), ['m0', 'm1', 'm2'])).toBeUndefined();
    expect(actingPresident(without('m2'), ['m1'])).toBeUndefined();
  });

  const opening = { itemId: 'i1', proposal: 'FAVOURABLE' };
  it('an item from which the president is recused is opened and closed by the vice-president, in order', () => {
    const recused = { items: [item({ recusedIds: ['m0'] })] };
    expect(unmet('openItem', recused, opening, PRESIDENT)).toEqual(['presidesItem']);
    expect(unmet('openItem', recused, opening, member(1))).toEqual([]);
    expect(unmet('openItem', recused, opening, member(3))).toEqual(['forbidden']);
    expect(unmet('openItem', recused, opening)).toEqual([]);
    const voting = {
      items: [open({ recusedIds: ['m0'] })],
      ballots: [{ itemId: 'i1', memberId: 'm3', castById: 'm3', choice: 'FOR' as const }],
    };
    expect(unmet('closeItem', voting, { itemId: 'i1' }, member(1))).toEqual([]);
    expect(unmet('closeItem', voting, { itemId: 'i1' }, PRESIDENT)).toEqual(['presidesItem']);
  });
  it('a vice-president does nothing in the place of a president who presides', () => {
    expect(unmet('openItem', {}, opening, member(1))).toEqual(['forbidden']);
    const other = { items: [item(), item({ id: 'i2', position: 2, recusedIds: ['m0'] })] };
    expect(unmet('openItem', other, opening, member(1))).toEqual(['presidesItem']);
    expect(unmet('openItem', { presentIds: ['m1', 'm2', 'm3', 'm4'] }, opening, member(1))).toEqual([]);
    expect(unmet('openItem', { presentIds: ['m1', 'm2', 'm3', 'm4'] }, opening, member(2))).toEqual(['forbidden']);
  });
});

describe('the casting vote', () => {
  const acting = { ...DEFAULT_SETTINGS, tieWithoutPresident: 'ACTING_PRESIDENT' as const };
  const choices = (...all: readonly (readonly [number, 'FOR' | 'AGAINST' | 'ABSTAIN'])[]) =>
    all.map(([n, choice]) => ({ itemId: 'i1', memberId: `m${n}`, castById: `m${n}`, choice }));

  it('is the president’s, who voted and is not recused', () => {
    const tie = { items: [open()], ballots: choices([0, 'FOR'], [1, 'AGAINST']) };
    expect(itemTally(facts(tie), open())).toMatchObject({ castingVote: true, result: 'FAVOURABLE' });
    // Voted in person, then left the room.
    expect(itemTally(facts({ ...tie, presentIds: ['m1'] }), open())).toMatchObject({ castingVote: true, result: 'FAVOURABLE' });
    expect(castingMember(facts({ settings: { ...DEFAULT_SETTINGS, castingVote: false } }), [])).toBeUndefined();
  });

  it('a tie and the president is recused: not adopted, or the acting president decides where the committee says so', () => {
    const recused = open({ recusedIds: ['m0'] });
    const tie = { items: [recused], ballots: choices([1, 'FOR'], [3, 'AGAINST']) };
    expect(itemTally(facts(tie), recused)).toMatchObject({ tie: true, castingVote: false, result: 'UNFAVOURABLE' });
    expect(itemTally(facts({ ...tie, settings: acting }), recused)).toMatchObject({ castingVote: true, result: 'FAVOURABLE' });
    // The acting president has to speak before a tie is declared; an ordinary member’s vote decides nothing.
    const others = { items: [recused], ballots: choices([3, 'FOR'], [4, 'AGAINST']) };
    expect(unmet('closeItem', { ...others, settings: acting }, { itemId: 'i1' })).toEqual(['presidentHasSpoken']);
    expect(unmet('closeItem', others, { itemId: 'i1' })).toEqual([]);
  });

  it('a president who is there and abstains leaves the tie as it is: nobody else breaks it', () => {
    const ballots = choices([0, 'ABSTAIN'], [1, 'FOR'], [3, 'AGAINST']);
    expect(itemTally(facts({ ballots, settings: acting }), open())).toMatchObject({ castingVote: false, result: 'UNFAVOURABLE' });
  });
});

describe('ballots that count', () => {
  it('recused members never count, nor ballots that they cast for others; each member counts once', () => {
    const ids = facts().members.map(({ id }) => id);
    const cast = fc
      .uniqueArray(
        fc.record({ memberId: fc.constantFrom(...ids), castById: fc.constantFrom(...ids), choice: fc.constantFrom(...CHOICES) }),
        {
          selector: ({ memberId }) => memberId,
        },
      )
      .map((ballots) => ballots.map((ballot) => ({ ...ballot, itemId: 'i1' })));
    fc.assert(
      fc.property(cast, fc.subarray(ids), fc.subarray([0, 1, 2, 3, 4, 5, 6]), (ballots, recusedIds, interested) => {
        const voted = open({ recusedIds, interestedPersonIds: interested.map((n) => `p${n}`) });
        const all = facts({ items: [voted], ballots });
        const out = new Set([...recusedIds, ...interested.map((n) => `m${n}`)]);
        const lawful = ballots.filter(({ memberId, castById }) => !out.has(memberId) && !out.has(castById));
        expect(countedBallots(all, 'i1', [...out])).toEqual(lawful);
        const { for: inFavour, against, abstain, blank } = itemTally(all, voted);
        expect(inFavour + against + abstain + blank).toBe(lawful.length);
      }),
    );
  });

  it('a mandate does not replace the ballot of a giver who came and voted; the giver’s own replaces the holder’s', () => {
    const own = { items: [open()], ballots: [{ itemId: 'i1', memberId: 'm6', castById: 'm6', choice: 'FOR' as const }] };
    const forGiver = { itemId: 'i1', choice: 'AGAINST', forMemberId: 'm6' };
    expect(unmet('vote', own, forGiver, member(5))).toEqual(['personalBallotStands']);
    const held = { items: [open()], ballots: [{ itemId: 'i1', memberId: 'm6', castById: 'm5', choice: 'FOR' as const }] };
    expect(unmet('vote', held, forGiver, member(5))).toEqual([]);
    const came = { ...held, presentIds: [...facts().presentIds, 'm6'] };
    expect(unmet('vote', came, { itemId: 'i1', choice: 'AGAINST' }, member(6))).toEqual([]);
    const secret = { items: [open({ ballotMode: 'SECRET' })], secretVoters: [{ itemId: 'i1', memberId: 'm6', castById: 'm6' }] };
    expect(unmet('voteSecretly', secret, forGiver, member(5))).toEqual(['personalBallotStands']);
  });

  it('each way of voting has its own act', () => {
    const choice = { itemId: 'i1', choice: 'FOR' };
    const secret = { items: [open({ ballotMode: 'SECRET' })] };
    const byHands = { items: [open({ ballotMode: 'SHOW_OF_HANDS' })] };
    expect(unmet('vote', secret, choice, member(3))).toEqual(['ballotIsPublic']);
    expect(unmet('voteSecretly', { items: [open()] }, choice, member(3))).toEqual(['ballotIsSecret']);
    expect(unmet('voteSecretly', byHands, choice, member(3))).toEqual(['ballotIsSecret']);
    expect(unmet('countHands', secret, { itemId: 'i1', counts: counts(1) })).toEqual(['ballotByHands']);
    expect(unmet('closeItem', byHands, { itemId: 'i1' })).toEqual(['closedByBallots', 'someoneVoted']);
    const settings = { ...DEFAULT_SETTINGS, ballotModes: ['PUBLIC'] as const };
    const asked = { itemId: 'i1', proposal: 'FAVOURABLE', ballotMode: 'SECRET' };
    expect(unmet('openItem', { settings }, asked)).toEqual(['ballotModeAllowed']);
    expect(unmet('openItem', {}, asked)).toEqual([]);
    expect(unmet('openItem', {}, { itemId: 'i1', proposal: 'FAVOURABLE', reserves: ['…'] })).toEqual(['reservesOfProposal']);
  });
});

describe('a show of hands', () => {
  const byHands = (over: Partial<ItemFacts> = {}) => ({ items: [open({ ballotMode: 'SHOW_OF_HANDS', ...over })] });
  const count = (over: Partial<SessionFacts>, all: Counts, presidentChoice?: string) =>
    unmet('countHands', over, { itemId: 'i1', counts: all, ...(presidentChoice !== undefined && { presidentChoice }) });

  it('has at most the voices in the room: present, and represented, without the recused and their mandates', () => {
    expect(entitledVoices(facts(), [])).toBe(7);
    expect(entitledVoices(facts(), ['m5'])).toBe(5);
    expect(entitledVoices(facts(), ['m6'])).toBe(6);
    expect(count(byHands(), counts(7))).toEqual([]);
    expect(count(byHands(), counts(7, 1))).toEqual(['countsWithinEntitled']);
    expect(count(byHands({ recusedIds: ['m5'] }), counts(6))).toEqual(['countsWithinEntitled']);
    expect(count(byHands(), counts(0))).toEqual(['countsWithinEntitled']);
    expect(count(byHands(), counts(3, 0, 0, 1))).toEqual(['blankAllowed']);
    expect(count({ ...byHands(), settings: { ...DEFAULT_SETTINGS, ballotModes: ['PUBLIC'] } }, counts(3))).toEqual([
      'handsAllowed',
    ]);
  });

  it('a tie wants the president’s vote, which is among the totals', () => {
    expect(count(byHands(), counts(3, 3))).toEqual(['castingVoteSaid']);
    expect(count(byHands(), counts(3, 3), 'FOR')).toEqual([]);
    expect(count(byHands(), counts(3, 3), 'ABSTAIN')).toEqual(['castingVoteSaid']);
    expect(count(byHands(), counts(3, 3, 1), 'ABSTAIN')).toEqual([]);
    expect(count(byHands({ recusedIds: ['m0'] }), counts(2, 2), 'FOR')).toEqual(['castingVoteSaid']);
    expect(count(byHands({ recusedIds: ['m0'] }), counts(2, 2))).toEqual([]);
  });

  it('serves amounts voted apart, once adopted: the opinion then carries them', () => {
    const years = [{ year: 2023, cents: 90_00 }];
    const voteOn = (over: Partial<SessionFacts>, input: object = { years }) =>
      unmet('voteAmounts', over, { itemId: 'i1', counts: counts(4, 2), ...input });
    expect(voteOn({})).toEqual([]);
    expect(voteOn({}, { years: [{ year: 2023, cents: 100_01 }] })).toEqual(['notMoreThanRequested']);
    expect(voteOn({ items: [open()] })).toEqual(['noOtherItemOpen', 'itemPending']);
    const voted = { items: [item({ votedYears: years })] };
    expect(voteOn(voted)).toEqual(['amountsNotVoted']);
    expect(unmet('openItem', voted, { itemId: 'i1', proposal: 'FAVOURABLE' })).toEqual([]);
    expect(unmet('openItem', voted, { itemId: 'i1', proposal: 'FAVOURABLE', years })).toEqual([]);
    const other = [{ year: 2023, cents: 80_00 }];
    expect(unmet('openItem', voted, { itemId: 'i1', proposal: 'FAVOURABLE', years: other })).toEqual(['amountsAsVoted']);
  });
});

describe('several items by one vote', () => {
  const two = (first: Partial<ItemFacts> = {}, second: Partial<ItemFacts> = {}) => ({
    items: [item(first), item({ id: 'i2', position: 2, ...second })],
  });
  const adopt = (over: Partial<SessionFacts>, input: object = {}) =>
    unmet('adoptEnBloc', over, {
      proposal: 'FAVOURABLE',
      items: [{ itemId: 'i1' }, { itemId: 'i2' }],
      counts: counts(6, 1),
      ...input,
    });

  it('only when nobody asks otherwise and the same members take part in all', () => {
    expect(adopt(two())).toEqual([]);
    expect(adopt(two({ voteApart: true }))).toEqual(['noOneAsksOtherwise']);
    expect(adopt(two({ recusedIds: ['m3'] }), { counts: counts(5) })).toEqual(['recusedFromAllOrNone']);
    expect(adopt(two({ recusedIds: ['m3'] }, { interestedPersonIds: ['p3'] }), { counts: counts(5) })).toEqual([]);
    expect(adopt(two({ state: 'DEFERRED' }))).toEqual(['blockPending']);
    expect(adopt(two(), { items: [{ itemId: 'i1' }, { itemId: 'i1' }] })).toEqual(['blockPending']);
    expect(adopt(two(), { counts: counts(3, 4) })).toEqual(['blockAdopted']);
    expect(adopt(two(), { items: [{ itemId: 'i1', years: [{ year: 2024, cents: 1 }] }, { itemId: 'i2' }] })).toEqual([
      'yearsOfCall',
      'notMoreThanRequested',
    ]);
  });

  it('a member who sits on an item may ask that it be voted by itself', () => {
    expect(unmet('askSeparateVote', {}, { itemId: 'i1' }, member(3))).toEqual([]);
    expect(unmet('askSeparateVote', { items: [item({ recusedIds: ['m3'] })] }, { itemId: 'i1' }, member(3))).toEqual([
      'takesPart',
    ]);
    expect(unmet('askSeparateVote', {}, { itemId: 'i1' }, member(6))).toEqual(['takesPart']);
    expect(unmet('askSeparateVote', { items: [item({ voteApart: true })] }, { itemId: 'i1' }, member(3))).toEqual([
      'itemNotYetApart',
    ]);
  });
});

describe('reasons and ranks', () => {
  const decided = (over: Partial<ItemFacts>) => item({ state: 'DECIDED', result: 'FAVOURABLE', ...over });
  it('an opinion with reserves states them, once; another has none', () => {
    const record = (over: Partial<ItemFacts>, reserves?: string[]) =>
      unmet('recordOpinion', { items: [decided(over)] }, { itemId: 'i1', reasons: 'Motifs.', ...(reserves && { reserves }) });
    expect(record({ result: 'WITH_RESERVES' })).toEqual(['reservesStated']);
    expect(record({ result: 'WITH_RESERVES' }, ['Préciser le plan.'])).toEqual([]);
    expect(record({ result: 'WITH_RESERVES', reserves: ['Votée.'] })).toEqual([]);
    expect(record({ result: 'WITH_RESERVES', reserves: ['Votée.'] }, ['Autre.'])).toEqual(['reservesStated']);
    expect(record({}, ['Préciser le plan.'])).toEqual(['reservesStated']);
    expect(record({ reasoned: true })).toEqual(['notYetReasoned']);
    expect(record({ state: 'OPEN', result: null })).toEqual(['itemDecided']);
  });
  it('a session closes once the opinions that need reasons have them', () => {
    const close = (over: Partial<ItemFacts>, settings = DEFAULT_SETTINGS) =>
      unmet('close', { items: [decided(over)], settings }, {});
    expect(close({ result: 'UNFAVOURABLE' })).toEqual(['opinionsReasoned']);
    expect(close({ result: 'WITH_RESERVES' })).toEqual(['opinionsReasoned']);
    expect(close({ result: 'UNFAVOURABLE', reasoned: true })).toEqual([]);
    expect(close({})).toEqual([]);
    expect(close({}, { ...DEFAULT_SETTINGS, reasonsForFavourable: true })).toEqual(['opinionsReasoned']);
  });
  it('the ranking is complete, adopted once, and compares in a vote without anyone recused from one of its dossiers', () => {
    const items = [
      decided({}),
      decided({ id: 'i2', position: 2, recusedIds: ['m3'] }),
      decided({ id: 'i3', result: 'UNFAVOURABLE' }),
    ];
    const rank = (itemIds: string[], more: object = {}, over: Partial<SessionFacts> = {}) =>
      unmet('adoptRanking', { items, ...over }, { itemIds, ...more });
    expect(rank(['i2', 'i1'])).toEqual([]);
    expect(rank(['i1'])).toEqual(['rankingComplete']);
    expect(rank(['i1', 'i3'])).toEqual(['rankingComplete']);
    expect(rank(['i1', 'i2'], {}, { ranked: true })).toEqual(['notYetRanked']);
    expect(rank(['i1', 'i2'], {}, { items: [...items, item({ id: 'i4' })] })).toEqual(['noItemLeft']);
    expect(rank(['i1', 'i2'], { counts: counts(6) })).toEqual([]);
    expect(rank(['i1', 'i2'], { counts: counts(7) })).toEqual(['countsWithinEntitled']);
  });
});

describe('a secret ballot', () => {
  const declares = { ...DEFAULT_SETTINGS, secretTie: 'PRESIDENT_DECLARES' as const };
  const voter = (n: number, by = n) => ({ itemId: 'i1', memberId: `m${n}`, castById: `m${by}` });
  const ballot = (n: number, choice: 'FOR' | 'AGAINST') => ({ ...voter(n), choice });
  const secret = (over: Partial<SessionFacts>) => ({ items: [open({ ballotMode: 'SECRET' })], ...over });
  const close = (over: Partial<SessionFacts>) => unmet('closeItem', secret(over), { itemId: 'i1' });

  it('is closed only with a ballot in the box for each voter of the register', () => {
    const secretVoters = [voter(1), voter(3)];
    expect(close({ secretVoters, ballots: [ballot(1, 'FOR'), ballot(3, 'FOR')] })).toEqual([]);
    expect(close({ secretVoters, ballots: [ballot(1, 'FOR')] })).toEqual(['boxIsWhole']);
    expect(close({ secretVoters, ballots: [] })).toEqual(['boxIsWhole', 'someoneVoted']);
  });

  it('asks for the president’s ballot whatever the count, so that no refusal tells of a tie', () => {
    for (const choice of ['FOR', 'AGAINST'] as const) {
      const over = { settings: declares, secretVoters: [voter(1), voter(3)], ballots: [ballot(1, 'FOR'), ballot(3, choice)] };
      expect(close(over)).toEqual(['presidentHasSpoken']);
      expect(close({ ...over, settings: DEFAULT_SETTINGS })).toEqual([]);
    }
  });

  it('has no casting vote in its count, and a declared one only by whoever presides, voted and is there', () => {
    const ballots = [ballot(0, 'FOR'), ballot(1, 'AGAINST')];
    const voting = facts(secret({ ballots, secretVoters: [voter(0), voter(1)], settings: declares }));
    const tied = itemTally(voting, open({ ballotMode: 'SECRET' }));
    expect(tied).toMatchObject({ tie: true, castingVote: false, result: 'UNFAVOURABLE' });
    const over = {
      settings: declares,
      items: [open({ ballotMode: 'SECRET', state: 'TIED', tally: tied })],
      secretVoters: [voter(0), voter(1)],
    };
    const settle = { itemId: 'i1', choice: 'FOR' };
    expect(unmet('settleTie', over, settle, PRESIDENT)).toEqual([]);
    expect(unmet('settleTie', over, settle, member(3))).toEqual(['forbidden']);
    expect(unmet('settleTie', { ...over, secretVoters: [voter(0, 5), voter(1)] }, settle, PRESIDENT)).toEqual(['hasCastingVote']);
    expect(unmet('settleTie', { ...over, items: [open()] }, settle, PRESIDENT)).toEqual(['itemTied']);
    // While the president may declare, nobody closes the item in another way; once nobody may, the tie stands.
    expect(unmet('closeItem', over, { itemId: 'i1' })).toEqual(['itemOpen']);
    expect(unmet('closeItem', { ...over, presentIds: ['m3'] }, { itemId: 'i1' })).toEqual([]);
    expect(unmet('close', over, {})).toEqual(['everyItemDone']);
    expect(unmet('deferItem', over, { itemId: 'i1', reasons: 'x' })).toEqual(['itemUndecided']);
    expect(tallyOf(tied, declares, 'ABSTAIN', 'FAVOURABLE')).toMatchObject({ adopted: false });
  });

  it('once a member voted, is not left by that member', () => {
    const over = secret({ secretVoters: [voter(6, 5)] });
    for (const memberId of ['m5', 'm6']) {
      expect(unmet('recuse', over, { itemId: 'i1', memberId, reason: 'intérêt' })).toEqual(['tookNoPart']);
    }
  });
});
