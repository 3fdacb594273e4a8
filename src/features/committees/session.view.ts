import { hasRole, type Actor } from '../../kernel/actor.js';
import { actions, waitingOn } from '../../kernel/machine.js';
import { viewActions, viewMoney } from '../../platform/http/views.js';
import type { Locale } from '../../platform/workflow/request.js';
import { viewConduct, type ConductDisplay } from './conduct.view.js';
import { isAdded, isMoot, memberOf, quorumNow, recusedFrom, requiredNow } from './session-facts.rules.js';
import type { ItemFacts, SessionFacts, YearAmount } from './session-facts.rules.js';
import type { AttendanceMeans } from './session-mode.rules.js';
import { sessionMachine } from './session.machine.js';
import type { SessionRow } from './session.store.js';
import type { SessionBallotView, SessionItemView, SessionMemberView } from './session.views.js';
import type { SessionOpinionView, SessionTallyView, SessionView } from './session.views.js';
import type { ItemResult } from './tally.rules.js';

interface AgencyCopy {
  readonly years: readonly (YearAmount & { readonly reason?: string | null })[];
}
interface PositionsCopy {
  readonly caf: AgencyCopy;
  readonly ddets: AgencyCopy;
}

interface ItemDisplay {
  readonly number: string | null;
  readonly title: string;
  readonly organisation: string;
  readonly positions: PositionsCopy | null;
  readonly proposedYears: readonly YearAmount[];
  readonly result: ItemResult | null;
  readonly tally: (SessionTallyView & { readonly result: ItemResult }) | null;
  readonly deferReasons: string | null;
  readonly openedAt: string | null;
  readonly closedAt: string | null;
  readonly ballotsCast: number;
  readonly ballots: SessionBallotView[];
  readonly opinion: SessionOpinionView | null;
  readonly rank: number | null;
}

/** What the screen shows beside the facts, as PostgreSQL builds it. */
export interface SessionDisplay {
  readonly committeeName: string;
  readonly place: string;
  readonly convenedAt: string | null;
  readonly urgencyMotive: string | null;
  readonly openedAt: string | null;
  readonly closedAt: string | null;
  readonly cancelReasons: string | null;
  readonly secondId: string | null;
  readonly conduct: ConductDisplay;
  readonly people: readonly Pick<SessionMemberView, 'id' | 'name' | 'college' | 'capacity'>[];
  readonly substitutes: readonly { readonly id: string; readonly name: string; readonly capacity: string }[];
  readonly attendance: readonly {
    readonly memberId: string;
    readonly substituteId: string | null;
    readonly arrivedAt: string;
    readonly leftAt: string | null;
    readonly means: AttendanceMeans;
  }[];
  readonly items: Readonly<Record<string, ItemDisplay>>;
}

const instant = (text: string | null): string | null => (text === null ? null : new Date(text).toISOString());

/** Whether the item's dossier is closed to the reader: recused, or with an interest on file. Auditors read everything. */
export function isHiddenFrom(facts: SessionFacts, item: ItemFacts, actor: Actor): boolean {
  if (hasRole(actor, 'AUDITOR')) return false;
  const own = memberOf(facts, actor.personId)?.id;
  return item.interestedPersonIds.includes(actor.personId) || (own !== undefined && recusedFrom(facts, item).includes(own));
}

export function viewSession(
  row: SessionRow & { readonly display: SessionDisplay },
  actor: Actor,
  now: Date,
  locale: Locale,
): SessionView {
  const { state, version, facts, display } = row;
  const { present, represented, total } = quorumNow(facts);
  const people = new Map(display.people.map((person) => [person.id, person]));
  return {
    id: facts.id,
    committeeId: facts.committeeId,
    committeeName: display.committeeName,
    callId: facts.callId,
    department: facts.department,
    state,
    version,
    scheduledAt: facts.scheduledAt.toISOString(),
    place: display.place,
    secondOfId: facts.secondOfId,
    secondId: display.secondId,
    waitingOn: waitingOn(sessionMachine, state)?.[locale] ?? null,
    itemsCount: facts.items.length,
    convenedAt: instant(display.convenedAt),
    urgencyMotive: display.urgencyMotive,
    openedAt: instant(display.openedAt),
    closedAt: instant(display.closedAt),
    cancelReasons: display.cancelReasons,
    quorum: {
      membersCount: facts.membersCount,
      required: facts.quorumRequired,
      present,
      represented,
      reached: total >= requiredNow(facts),
    },
    members: facts.members.flatMap(({ id, personId, president, substitute }) => {
      const person = people.get(id);
      const comes = display.substitutes.find((one) => one.id === substitute?.id) ?? null;
      return person === undefined
        ? []
        : [{ ...person, personId, president, present: facts.presentIds.includes(id), substitute: comes }];
    }),
    attendance: display.attendance.map(({ memberId, substituteId, arrivedAt, leftAt, means }) => ({
      memberId,
      substituteId,
      means,
      arrivedAt: new Date(arrivedAt).toISOString(),
      leftAt: instant(leftAt),
    })),
    proxies: facts.proxies.map(({ giverId, holderId }) => ({ giverId, holderId })),
    items: facts.items.flatMap((item) => {
      const shown = display.items[item.id];
      return shown === undefined ? [] : [viewItem(row, item, shown, actor)];
    }),
    conduct: viewConduct(
      state,
      facts,
      display.conduct,
      actor,
      facts.items.filter((item) => isHiddenFrom(facts, item, actor)).map(({ id }) => id),
    ),
    actions: viewActions(actions(sessionMachine, state, facts, actor, now), locale),
  };
}

function viewItem({ state, facts }: SessionRow, item: ItemFacts, shown: ItemDisplay, actor: Actor): SessionItemView {
  const inSession = state === 'CONVENED' || state === 'OPEN' || state === 'SUSPENDED';
  const common = {
    id: item.id,
    position: item.position,
    state: item.state,
    version: item.version,
    added: isAdded(facts, item),
    withdrawn: inSession && isMoot(item),
    recusedMemberIds: recusedFrom(facts, item),
    ballotMode: item.state === 'PENDING' ? null : item.ballotMode,
    voteApart: item.voteApart,
    ballotsCast: shown.ballotsCast,
    openedAt: instant(shown.openedAt),
    closedAt: instant(shown.closedAt),
  };
  if (isHiddenFrom(facts, item, actor)) return { ...common, recused: true, ...HIDDEN };
  const { number, title, organisation, positions, result, tally, ballots, deferReasons, opinion, rank } = shown;
  return {
    ...common,
    recused: false,
    application: { id: item.applicationId, number, title, organisation, state: item.applicationState },
    divergent: item.divergent,
    positions: positions === null ? null : { ...positions, caf: viewAgency(positions.caf), ddets: viewAgency(positions.ddets) },
    proposal: item.proposal,
    proposedYears: shown.proposedYears.map(viewYear),
    result,
    tally: tally === null ? null : viewTally(tally),
    ballots,
    reserves: [...item.reserves],
    opinion: opinion === null ? null : viewOpinion(opinion),
    rank,
    deferReasons,
  };
}

const HIDDEN = {
  application: null,
  divergent: null,
  positions: null,
  proposal: null,
  proposedYears: [],
  result: null,
  tally: null,
  ballots: [],
  reserves: [],
  opinion: null,
  rank: null,
  deferReasons: null,
} satisfies Partial<SessionItemView>;

/** Counts closed before blank votes existed have none. */
function viewTally(tally: Omit<SessionTallyView, 'blank'> & { readonly blank?: number }): SessionTallyView {
  const { for: inFavour, against, abstain, blank = 0, cast, tie, adopted, castingVote } = tally;
  return { for: inFavour, against, abstain, blank, cast, tie, adopted, castingVote };
}

function viewOpinion({ reasons, reserves, recordedAt }: SessionOpinionView): SessionOpinionView {
  return { reasons, reserves, recordedAt: new Date(recordedAt).toISOString() };
}

function viewYear({ year, cents }: YearAmount): { year: number; amount: { cents: number; currency: 'EUR' } } {
  return { year, amount: viewMoney(BigInt(cents)) };
}

function viewAgency(position: AgencyCopy): object {
  return { ...position, years: position.years.map((line) => ({ ...viewYear(line), reason: line.reason ?? null })) };
}
