// From what was recorded of a session to what its minutes say (CRPA R133-13). Pure: the same records give the same data.

import { countQuorum, quorumRequired } from '../committees/quorum.rules.js';
import type {
  ItemRecord,
  MinutesData,
  NamedPerson,
  PresenceRecord,
  QuorumRecord,
  RectificationRecord,
  SessionRecord,
} from './minutes-data.js';
import type { MinutesSource, SourceItem, SourceMember } from './minutes-source.store.js';

const instant = (text: string): string => new Date(text).toISOString();
const maybe = (text: string | null): string | null => (text === null ? null : instant(text));

/** Who presided: whoever held the president's chair, else the first vice-president present; in writing, and when nobody came, the president. */
export function presidersOf({
  mode,
  members,
}: Pick<MinutesSource, 'mode' | 'members'>): readonly { readonly personId: string; readonly person: NamedPerson }[] {
  const seated = ({ presences, personId, name, capacity }: SourceMember) => {
    const sitters = presences.map((one) => ({
      personId: one.personId ?? personId,
      person: one.substitute ?? { name, capacity },
    }));
    return sitters.filter((one, index) => sitters.findIndex(({ personId: id }) => id === one.personId) === index);
  };
  const chairs = members.filter(({ president }) => president);
  const inOffice = chairs
    .filter((chair) => chair.inOffice)
    .map(({ personId, name, capacity }) => ({ personId, person: { name, capacity } }));
  if (mode === 'WRITTEN') return inOffice;
  const presided = chairs.flatMap(seated);
  if (presided.length > 0) return presided;
  const [vice] = members
    .filter(({ viceRank, presences }) => viceRank !== null && presences.length > 0)
    .sort((one, other) => (one.viceRank ?? 0) - (other.viceRank ?? 0));
  return vice === undefined ? inOffice : seated(vice);
}

/** The quorum at one instant, without the members recused from what is voted then. */
function quorumAt(source: MinutesSource, at: string, required: number, recused: readonly string[]): QuorumRecord {
  const moment = Date.parse(at);
  const there = source.members.filter(({ presences }) =>
    presences.some(
      ({ arrivedAt, leftAt }) => Date.parse(arrivedAt) <= moment && (leftAt === null || Date.parse(leftAt) > moment),
    ),
  );
  const mandates = source.mandates.filter(({ givenAt }) => Date.parse(givenAt) <= moment);
  const ids = source.members.map(({ id }) => id);
  const { present, represented, total } = countQuorum(
    ids,
    there.map(({ id }) => id),
    mandates,
    recused,
  );
  return { present, represented, required, reached: total >= required };
}

function requiredFor(source: MinutesSource, item?: SourceItem): number {
  const { secondOf, quorumRequired: frozen, settings, membersCount } = source;
  if (secondOf === null) return frozen ?? 0;
  return item === undefined || item.taken ? 0 : quorumRequired(settings, membersCount ?? 0);
}

function itemRecord(source: MinutesSource, item: SourceItem, personOf: (memberId: string) => NamedPerson): ItemRecord {
  const { id, position, applicationId, number, title, organisation, positions, recusedIds, tally, rank, deferReasons } = item;
  const decided = item.state === 'DECIDED';
  // In writing, who took part is known when the vote closes.
  const votedAt = source.mode === 'WRITTEN' ? item.closedAt : item.openedAt;
  const nominal = decided && source.settings.nominalMinutes && item.ballotMode === 'PUBLIC';
  return {
    id,
    position,
    applicationId,
    number,
    title,
    organisation,
    outcome: decided ? 'DECIDED' : item.state === 'DEFERRED' ? 'DEFERRED' : 'NOT_DEALT_WITH',
    positions,
    recused: recusedIds.map(personOf),
    heard: item.heard.map((one) => ({ ...one, enteredAt: instant(one.enteredAt), leftAt: maybe(one.leftAt) })),
    quorum: votedAt === null ? null : quorumAt(source, votedAt, requiredFor(source, item), recusedIds),
    ballotMode: decided ? item.ballotMode : null,
    proposal: item.proposal,
    count:
      tally === null
        ? null
        : {
            for: tally.for,
            against: tally.against,
            abstain: tally.abstain,
            // Counts closed before blank votes existed have none.
            blank: (tally as Partial<typeof tally>).blank ?? 0,
            castingVote: tally.castingVote,
            adopted: tally.adopted,
          },
    nominal: nominal ? item.ballots.map(({ memberId, choice }) => ({ name: personOf(memberId).name, choice })) : null,
    result: item.result,
    reasons: item.reasons,
    reserves: item.result === 'WITH_RESERVES' ? item.reserves : [],
    // An opinion that is not adopted proposes no amount.
    years: item.result === null || item.result === 'UNFAVOURABLE' ? [] : item.years,
    rank,
    deferReasons,
    openedAt: maybe(item.openedAt),
    closedAt: maybe(item.closedAt),
    disagreements: item.disagreements.map(({ memberId, text, recordedAt }) => ({
      ...personOf(memberId),
      text,
      recordedAt: instant(recordedAt),
    })),
  };
}

function sessionRecord(source: MinutesSource): SessionRecord {
  const people = new Map(source.members.map(({ id, name, capacity }) => [id, { name, capacity }]));
  const personOf = (id: string): NamedPerson => people.get(id) ?? { name: '', capacity: '' };
  const openedAt = source.mode === 'WRITTEN' || source.openedAt === null ? source.closedAt : source.openedAt;
  return {
    convenedAt: maybe(source.convenedAt),
    urgencyMotive: source.urgencyMotive,
    modeDecision: source.modeDecision,
    sendings: source.sendings.map(({ memberId, sentAt, means, cause }) => ({
      name: personOf(memberId).name,
      sentAt: instant(sentAt),
      means,
      cause,
    })),
    secondOf: source.secondOf === null ? null : { ...source.secondOf, scheduledAt: instant(source.secondOf.scheduledAt) },
    membersCount: source.membersCount,
    quorum: openedAt === null ? null : quorumAt(source, openedAt, requiredFor(source), []),
    members: source.members.map(({ name, capacity, college, president, presences }) => ({
      name,
      capacity,
      college,
      president,
      presences: presences.map(({ arrivedAt, leftAt, means, substitute }): PresenceRecord => ({
        arrivedAt: instant(arrivedAt),
        leftAt: maybe(leftAt),
        means,
        substitute,
      })),
    })),
    mandates: source.mandates.map(({ giverId, holderId, givenAt }) => ({
      giver: personOf(giverId).name,
      holder: personOf(holderId).name,
      givenAt: instant(givenAt),
    })),
    items: source.items.map((item) => itemRecord(source, item, personOf)),
    ranking: source.ranking === null ? null : { ...source.ranking, adoptedAt: instant(source.ranking.adoptedAt) },
  };
}

type Drafting = Pick<MinutesData, 'minutesId' | 'kind' | 'number' | 'draft'> & {
  readonly now: Date;
  readonly rectification: RectificationRecord | null;
};

export function minutesData(source: MinutesSource, { now, rectification, ...identity }: Drafting): MinutesData {
  const { committee, call, timeZone, place, mode } = source;
  return {
    ...identity,
    sessionId: source.sessionId,
    draftedAt: now.toISOString(),
    committee,
    call,
    timeZone,
    place,
    mode,
    scheduledAt: instant(source.scheduledAt),
    closesAt: maybe(source.closesAt),
    openedAt: maybe(source.openedAt),
    closedAt: maybe(source.closedAt),
    state: source.state as MinutesData['state'],
    signatories: presidersOf(source).map(({ person }) => person),
    session: rectification === null ? sessionRecord(source) : null,
    rectification,
  };
}

/** The data without what they say of some items: for whoever takes no part in them (CRPA R133-12). Nothing else changes. */
export function maskItems(data: MinutesData, hiddenIds: readonly string[]): object {
  const { session, rectification } = data;
  if (hiddenIds.length === 0) return data;
  return {
    ...data,
    session: session && {
      ...session,
      items: session.items.map((item) =>
        hiddenIds.includes(item.id) ? { id: item.id, position: item.position, masked: true } : item,
      ),
    },
    // The reasons may speak of any item.
    rectification: rectification && {
      ...rectification,
      reasons: null,
      corrections: rectification.corrections.filter(({ itemId }) => itemId !== null && !hiddenIds.includes(itemId)),
    },
  };
}
