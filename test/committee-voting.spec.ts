// Shows of hands, amounts, several items at once, ranks and reasons, over HTTP and held by PostgreSQL.

import pg from 'pg';

import type { CommitteeOpinionsView } from '../src/features/committees/committee-opinion.views.js';
import { TestApp } from './support/app.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { rulesOf, VotingRoom, type VotingOptions } from './support/voting.js';

let app: TestApp;
let call: MadeCall;
let role: pg.Client;

beforeAll(async () => {
  app = await TestApp.start({ now: '2023-10-02T08:00:00Z' });
  call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
  role = new pg.Client({ connectionString: app.testDatabase.url });
  await role.connect();
});
afterAll(async () => {
  await role.end();
  await app.stop();
});

const departments = ['09', '11', '12', '30', '31', '32', '34', '46', '48', '65', '66', '81', '82'];
const room = (options: Omit<VotingOptions, 'department'> = {}): Promise<VotingRoom> =>
  VotingRoom.open(app, call, { department: departments.pop() ?? '', ...options });
const hands = (inFavour: number, against = 0, abstain = 0, blank = 0) => ({ for: inFavour, against, abstain, blank });

describe('an open ballot', () => {
  it('changes until the closing, and the receipt says which one counts', async () => {
    const made = await room({ size: 3 });
    const version = await made.put('PUBLIC');
    expect((await made.vote('vote', 1, 'FOR', version)).body).toMatchObject({ choice: 'FOR', revision: 1 });
    expect((await made.vote('vote', 1, 'AGAINST', version)).body).toMatchObject({ choice: 'AGAINST', revision: 2 });
    expect(rulesOf((await made.vote('vote', 1, 'BLANK', version)).body)).toEqual(['choiceAllowed']);
    await made.vote('vote', 0, 'AGAINST', version);
    expect(await made.item()).toMatchObject({ ballotMode: 'PUBLIC', ballotsCast: 2, ballots: [] });
    const closed = (await made.close()).body.items[0];
    expect(closed).toMatchObject({ result: 'UNFAVOURABLE', tally: { for: 0, against: 2, blank: 0 } });
    expect(closed?.ballots).toHaveLength(2);
    // What was cast before stays in the history of the session, as every act.
    expect(await app.database.read.ballot.count({ where: { itemId: made.itemId() } })).toBe(3);
  });

  it('counts no more once its member’s interest is known, and the record says why', async () => {
    const made = await room({ size: 3 });
    const version = await made.put('PUBLIC');
    for (const [index, choice] of ['FOR', 'AGAINST', 'AGAINST'].entries()) await made.vote('vote', index, choice, version);
    const { personId } = made.member(2).actor;
    const applicationId = made.applications[0]?.id ?? '';
    const interest = { applicationId, personId, reason: 'Conjoint.', declaredAt: app.clock.now(), declaredBy: personId };
    await app.database.read.interest.create({ data: interest });
    expect((await made.close()).body.items[0]).toMatchObject({
      recusedMemberIds: [made.member(2).id],
      tally: { for: 1, against: 1, castingVote: true },
      result: 'FAVOURABLE',
    });
    expect(await app.database.read.recusal.count({ where: { itemId: made.itemId(), memberId: made.member(2).id } })).toBe(1);
  });

  it('an item that a recused president cannot preside is opened by the secretary; an ordinary member never opens one', async () => {
    const made = await room({ size: 3 });
    const recusal = { itemId: made.itemId(), memberId: made.member(0).id, reason: 'Parent d’un salarié.' };
    await made.act('recuse', made.secretary, recusal);
    const opening = { itemId: made.itemId(), proposal: 'FAVOURABLE' };
    expect(rulesOf((await made.act('open-item', made.member(0).actor, opening)).body)).toEqual(['presidesItem']);
    expect((await made.act('open-item', made.member(1).actor, opening)).status).toBe(403);
    expect((await made.act('open-item', made.secretary, opening)).status).toBe(200);
  });
});

describe('what waits on a member', () => {
  it('is an item voted by ballots, open or secret, until they voted; never one voted by hands', async () => {
    const made = await room({ size: 3, dossiers: 3 });
    const waits = async (): Promise<boolean> =>
      JSON.stringify((await app.get('/v1/desk/worklist', made.member(1).actor)).body).includes('ITEM_TO_VOTE');
    const secret = await made.put('SECRET');
    expect(await waits()).toBe(true);
    await made.vote('vote-secretly', 1, 'FOR', secret);
    expect(await waits()).toBe(false);
    await made.close();
    const open = await made.put('PUBLIC', 1);
    expect(await waits()).toBe(true);
    await made.vote('vote', 1, 'FOR', open, { item: 1 });
    expect(await waits()).toBe(false);
    await made.close(1);
    await made.put('SHOW_OF_HANDS', 2);
    expect(await waits()).toBe(false);
  });
});

describe('a show of hands', () => {
  it('is recorded by the secretary, closes the item and has no nominal ballot', async () => {
    const made = await room({ size: 6 });
    const version = await made.put('SHOW_OF_HANDS');
    expect(rulesOf((await made.vote('vote', 1, 'FOR', version)).body)).toEqual(['ballotIsPublic']);
    expect(rulesOf((await made.close()).body)).toContain('closedByBallots');
    const count = (counts: object, presidentChoice?: string, actor = made.secretary) =>
      made.act('count-hands', actor, { itemId: made.itemId(), counts, ...(presidentChoice && { presidentChoice }) });
    expect((await count(hands(3, 3), 'FOR', made.member(0).actor)).status).toBe(403);
    const many = await count(hands(6, 1));
    expect([many.status, rulesOf(many.body)]).toEqual([422, ['countsWithinEntitled']]);
    expect((many.body as unknown as { reasons: { pointer: string }[] }).reasons[0]?.pointer).toBe('/counts');
    expect(rulesOf((await count(hands(3, 3))).body)).toEqual(['castingVoteSaid']);
    expect((await count(hands(3, 3), 'AGAINST')).body.items[0]).toMatchObject({
      state: 'DECIDED',
      result: 'UNFAVOURABLE',
      ballotsCast: 6,
      ballots: [],
      tally: { for: 3, against: 3, castingVote: true },
    });
    expect(await made.applicationState()).toBe('COMMITTEE_UNFAVOURABLE');
  });

  it('decides amounts apart: those adopted are what the opinion carries', async () => {
    const made = await room({ size: 3 });
    const vote = (cents: number, counts: object) =>
      made.act('vote-amounts', made.secretary, { itemId: made.itemId(), years: [{ year: 2023, cents }], counts });
    expect((await vote(5_000_000, hands(1, 2))).status).toBe(200);
    expect((await vote(4_000_000, hands(2, 1))).status).toBe(200);
    expect(rulesOf((await vote(3_000_000, hands(3))).body)).toEqual(['amountsNotVoted']);
    const version = await made.put('PUBLIC');
    expect((await made.item()).proposedYears).toEqual([{ year: 2023, amount: { cents: 4_000_000, currency: 'EUR' } }]);
    await made.vote('vote', 0, 'FOR', version);
    await made.close();
    const shares = await app.database.read.applicationAmount.findMany({
      where: { applicationId: made.applications[0]?.id, stage: 'PROPOSED_COMMITTEE' },
    });
    expect(shares.map(({ cents }) => cents)).toEqual([2_000_000n, 2_000_000n]);
  });
});

describe('several items by one vote', () => {
  it('gives each its opinion with its amounts, unless a member asks otherwise', async () => {
    const made = await room({ size: 5, dossiers: 3 });
    const recuse = (index: number, member: number) =>
      made.act('recuse', made.secretary, { itemId: made.itemId(index), memberId: made.member(member).id, reason: 'Maire.' });
    const block = (indexes: number[], counts: object = hands(4)) =>
      made.act('adopt-en-bloc', made.secretary, {
        proposal: 'WITH_RESERVES',
        reserves: ['Préciser le recrutement.'],
        items: indexes.map((index) => ({ itemId: made.itemId(index), years: [{ year: 2023, cents: 1_000_000 * (index + 1) }] })),
        counts,
      });
    const apart = { itemId: made.itemId(2) };
    expect((await made.act('ask-separate-vote', made.member(1).actor, apart)).body.items[2]).toMatchObject({ voteApart: true });
    const refused = await block([0, 1, 2]);
    expect([refused.status, rulesOf(refused.body)]).toEqual([422, ['noOneAsksOtherwise']]);
    await recuse(0, 2);
    expect(rulesOf((await block([0, 1])).body)).toEqual(['recusedFromAllOrNone']);
    await recuse(1, 2);
    expect(rulesOf((await block([0, 1], hands(5))).body)).toEqual(['countsWithinEntitled']);
    expect(rulesOf((await block([0, 1], hands(1, 3))).body)).toEqual(['blockAdopted']);
    const adopted = await block([0, 1]);
    expect(adopted.status).toBe(200);
    for (const index of [0, 1]) {
      expect(adopted.body.items[index]).toMatchObject({
        state: 'DECIDED',
        ballotMode: 'SHOW_OF_HANDS',
        result: 'WITH_RESERVES',
        reserves: ['Préciser le recrutement.'],
        proposedYears: [{ year: 2023, amount: { cents: 1_000_000 * (index + 1) } }],
        ballotsCast: 4,
      });
      expect(await made.applicationState(index)).toBe('COMMITTEE_RESERVED');
    }
    expect(await made.applicationState(2)).toBe('ON_AGENDA');
    // Whoever is recused from the items reads nothing of what was adopted.
    const told = async (index: number): Promise<boolean> =>
      JSON.stringify((await app.get(`/v1/sessions/${made.session.id}/history`, made.member(index).actor)).body).includes(
        'recrutement',
      );
    expect([await told(1), await told(2)]).toEqual([true, false]);
  });
});

describe('reasons and ranks', () => {
  it('are recorded in session, read by the jury at once and by the holder after the decision', async () => {
    const made = await room({ size: 3, dossiers: 3 });
    for (const [index, choice] of ['FOR', 'AGAINST', 'FOR'].entries()) {
      const version = await made.put('PUBLIC', index);
      await made.vote('vote', 0, choice, version, { item: index });
      await made.close(index);
    }
    const rank = (indexes: number[], more: object = {}) =>
      made.act('adopt-ranking', made.secretary, { itemIds: indexes.map((index) => made.itemId(index)), ...more });
    expect(rulesOf((await rank([0, 1, 2])).body)).toEqual(['rankingComplete']);
    // A ranking put to the vote and not adopted leaves its count and no rank.
    expect((await rank([0, 2], { counts: hands(1, 2) })).status).toBe(200);
    expect((await made.item()).rank).toBeNull();
    const ranked = await rank([2, 0]);
    expect(ranked.body.items.map((item) => item.rank)).toEqual([2, null, 1]);
    expect(rulesOf((await rank([0, 2])).body)).toEqual(['notYetRanked']);

    expect(rulesOf((await made.act('close', made.secretary)).body)).toEqual(['opinionsReasoned']);
    const reasons = { itemId: made.itemId(1), reasons: 'Le besoin n’est pas établi.' };
    expect((await made.act('record-opinion', made.member(0).actor, reasons)).status).toBe(200);
    expect(rulesOf((await made.act('record-opinion', made.secretary, reasons)).body)).toEqual(['notYetReasoned']);
    expect((await made.act('close', made.secretary)).status).toBe(200);

    const [refusedDossier, first] = [made.applications[1], made.applications[2]];
    const read = async (actor: Parameters<typeof app.get>[1], id = refusedDossier?.id ?? '') =>
      (await app.get<CommitteeOpinionsView>(`/v1/applications/${id}/committee-opinions`, actor)).body.items;
    const jury = await app.actor({ role: 'REGIONAL_JURY', territory: 'FR' });
    expect(await read(jury)).toMatchObject([
      { result: 'UNFAVOURABLE', reasons: 'Le besoin n’est pas établi.', reserves: [], rank: null },
    ]);
    expect(await read(jury, first?.id)).toMatchObject([{ result: 'FAVOURABLE', reasons: null, rank: 1 }]);
    const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: refusedDossier?.organisationId ?? '' });
    expect(await read(holder)).toEqual([]);
    const refusal = { reasons: 'x', appeal: 'x' };
    await app.database.read.application.update({ where: { id: refusedDossier?.id ?? '' }, data: { state: 'REFUSED', refusal } });
    expect(await read(holder)).toMatchObject([{ result: 'UNFAVOURABLE', reasons: 'Le besoin n’est pas établi.' }]);
    const elsewhere = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-75' });
    expect((await app.get(`/v1/applications/${refusedDossier?.id ?? ''}/committee-opinions`, elsewhere)).status).toBe(404);
  });

  it('a committee says how it votes', async () => {
    const secretary = await app.actor({ role: 'COMMITTEE_SECRETARY', territory: 'DEP-75' });
    const body = { department: '75', name: 'CDSF', kind: 'CDSF', settings: { ballotModes: ['SECRET'] } };
    const refused = await app.post<{ errors: { pointer: string }[] }>('/v1/committees', secretary, { body });
    expect([refused.status, refused.body.errors[0]?.pointer]).toEqual([400, '/settings/defaultBallotMode']);
    const settings = { ballotModes: ['SECRET'], defaultBallotMode: 'SECRET', secretTie: 'PRESIDENT_DECLARES' };
    const made = await app.post('/v1/committees', secretary, { body: { ...body, settings } });
    expect(made.body).toMatchObject({ settings: { ...settings, blankAllowed: false, tieWithoutPresident: 'NOT_ADOPTED' } });
  });
});

describe('PostgreSQL itself, as the application’s role,', () => {
  it('refuses more hands than voices, ranks of other dossiers, reserves of another result, and changes', async () => {
    const made = await room({ size: 3 });
    const [session, item, application] = [made.session.id, made.itemId(), made.applications[0]?.id];
    const count = (inFavour: number, entitled: number) =>
      role.query(
        `INSERT INTO show_of_hands (id, session_id, subject, "for", against, abstain, blank, entitled, adopted, recorded_at, recorded_by)
         VALUES (gen_random_uuid(), $1, 'OPINION', $2, 0, 0, 0, $3, true, now(), $1)`,
        [session, inFavour, entitled],
      );
    await expect(count(4, 3)).rejects.toThrow(/hands_counted/);
    await expect(count(0, 3)).rejects.toThrow(/hands_counted/);
    await count(3, 3);
    const opinion = (reserves: string[]) =>
      role.query(
        'INSERT INTO committee_opinion (item_id, reasons, reserves, recorded_at, recorded_by) VALUES ($1, $2, $3, now(), $1)',
        [item, 'Motifs.', JSON.stringify(reserves)],
      );
    await expect(opinion([])).rejects.toThrow(/not decided/);
    await role.query('INSERT INTO committee_ranking (session_id, adopted_at, adopted_by) VALUES ($1, now(), $1)', [session]);
    const rank = () => role.query('INSERT INTO committee_rank VALUES ($1, 1, $2, $3)', [session, item, application]);
    await expect(rank()).rejects.toThrow(/only a dossier favoured/);
    const version = await made.put('PUBLIC');
    await made.vote('vote', 0, 'FOR', version);
    await made.close();
    await expect(opinion(['Réserve.'])).rejects.toThrow(/not those of its result/);
    await rank();
    await expect(rank()).rejects.toMatchObject({ code: '23505' });
    for (const table of ['show_of_hands', 'committee_ranking', 'committee_rank', 'ballot']) {
      await expect(role.query(`DELETE FROM "${table}"`)).rejects.toThrow(/permission denied/);
      await expect(role.query(`UPDATE "${table}" SET ${table === 'ballot' ? 'choice' : 'session_id'} = NULL`)).rejects.toThrow(
        /permission denied/,
      );
    }
  });
});
