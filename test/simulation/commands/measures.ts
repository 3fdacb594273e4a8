import type { Role } from '../../../src/kernel/actor.js';
import type { Act, Kind as Command } from '../act.js';
import type { Draw } from '../draw.js';
import { fourMonthsFrom } from '../model/days.js';
import type { Ground, Kind, Measure } from '../model/later-life.js';
import { couldAnswer, decideMeasure, isUnderHearing, mayEnd, mostOf } from '../model/measures.js';
import {
  awardOf,
  balance,
  daysFrom,
  dossierOf,
  funderOf,
  legOf,
  today,
  type Dossier,
  type Leg,
  type Model,
} from '../model/model.js';
import { actsIn, OFFICERS, represents, seesAward, type Person } from '../model/sight.js';
import { verdictOn } from '../model/verdict.js';
import { allLegs, lockOf, someone, target } from './aim.js';

const HOLDER: readonly Role[] = ['HOLDER_REPRESENTATIVE'];
/** Days for remarks, where the call says nothing. */
const HEARING_DAYS = 15;

const GROUNDS: Readonly<Record<Kind, readonly Ground[]>> = {
  TERMINATION: ['NOT_CARRIED_OUT', 'CONDITIONS_BROKEN', 'CONDITIONS_BROKEN'],
  WITHDRAWAL: ['CONDITIONS_BROKEN', 'ILLEGAL', 'REPUBLICAN_CONTRACT'],
};
const ALL: readonly Ground[] = ['NOT_CARRIED_OUT', 'CONDITIONS_BROKEN', 'ILLEGAL', 'REPUBLICAN_CONTRACT'];

interface Opening {
  readonly kind: Kind;
  readonly ground: Ground;
  readonly breachOn: string | null;
  readonly remarksUntil: string | null;
}

function opening(draw: Draw, model: Model, { state }: Leg): Opening {
  const kind = ['COMPLETED', 'CLOSED'].includes(state) || draw.chance(50) ? 'WITHDRAWAL' : 'TERMINATION';
  const ground = draw.pick(draw.chance(90) ? GROUNDS[kind] : ALL);
  const dated = ground === 'REPUBLICAN_CONTRACT' && draw.chance(90);
  const days = draw.chance(92) ? HEARING_DAYS + draw.below(10) : HEARING_DAYS - 1;
  return {
    kind,
    ground,
    breachOn: dated ? daysFrom(today(model), draw.chance(92) ? -draw.below(40) : 1) : null,
    remarksUntil: draw.chance(50) ? daysFrom(today(model), days) : null,
  };
}

function fits(model: Model, { organisation }: Dossier, { kind, ground, breachOn }: Opening): boolean {
  if (!GROUNDS[kind].includes(ground) || (breachOn ?? '') > today(model)) return false;
  // Of private law: the others owe no republican contract.
  return (
    ground !== 'REPUBLICAN_CONTRACT' || (breachOn !== null && model.organisations[organisation]!.holderType === 'ASSOCIATION')
  );
}

/** There is then something to claim. */
const isPaid = (model: Model, dossier: Dossier, { funder }: Leg): boolean =>
  model.years.some((year) => balance(dossier, funder, year, 'PAID') > 0n);

const begin = (event: 'open' | 'request', weight: number, chance: number): Command => ({
  name: event === 'open' ? 'open a measure' : 'ask for a termination',
  weight,
  aim(model, people, draw): Act | undefined {
    // Most shares are to live.
    if (!draw.chance(chance)) return undefined;
    const kindAsked = event === 'open' ? 'WITHDRAWAL' : 'TERMINATION';
    const found = target(draw, allLegs(model), ({ dossier, leg }) => mayEnd(kindAsked, leg) && isPaid(model, dossier, leg));
    if (found === undefined) return undefined;
    const { number, organisation } = found.dossier;
    const { funder } = found.leg;
    const role = funderOf(model, funder).officer;
    const by = event === 'open' ? someone(people, draw, role) : someone(people, draw, 'HOLDER_REPRESENTATIVE', organisation);
    const asked: Opening =
      event === 'open'
        ? opening(draw, model, found.leg)
        : { kind: 'TERMINATION', ground: 'HOLDER_REQUEST', breachOn: null, remarksUntil: null };
    const { kind, ground, breachOn, remarksUntil } = asked;
    return {
      kind: this.name,
      about: `of ${funder} on dossier ${number} by ${by.name}${event === 'open' ? `, ${kind} for ${ground}` : ''}`,
      by,
      path: `/v1/awards/${awardOf(found.dossier)!.id}/legs/${funder}/${event === 'open' ? 'measures' : 'termination-requests'}`,
      body: {
        grievances: 'Rien n’est ouvert',
        ...(event === 'open' && { kind, ground }),
        ...(breachOn !== null && { breachOn }),
        ...(remarksUntil !== null && { remarksUntil }),
      },
      dossiers: [number],
      locks: lockOf.award(model, found.dossier),
      judge(now) {
        const dossier = dossierOf(now, number);
        return verdictOn({
          person: by,
          roles: event === 'open' ? OFFICERS : HOLDER,
          sees: seesAward(by, dossier),
          may: event === 'open' ? actsIn(by, dossier, role) : represents(by, dossier),
          from: !awardOf(dossier)!.measures.some((one) => one.funder === funder && isUnderHearing(one)),
          unmet: [
            !mayEnd(kind, legOf(now, number, funder)) && 'shareUnderWay',
            event === 'open' && !fits(now, dossier, asked) && 'groundFits',
            remarksUntil !== null && remarksUntil < daysFrom(today(now), HEARING_DAYS) && 'timeForRemarks',
          ],
          created: true,
        });
      },
      apply(now, { body }) {
        awardOf(dossierOf(now, number))!.measures.push({
          id: String(body.id),
          funder,
          kind,
          ground,
          breachOn,
          state: event === 'open' ? 'HEARING' : 'REQUESTED',
          version: 2,
          remarksUntil: event === 'open' ? (remarksUntil ?? daysFrom(today(now), HEARING_DAYS)) : null,
          remarksDone: false,
          oral: 'NOT_ASKED',
          claimed: null,
        });
      },
    };
  },
});

interface Input {
  readonly day: string;
  readonly last: boolean;
  /** Undefined: the most that may be. */
  readonly claim: bigint | undefined;
}
interface Context {
  readonly model: Model;
  readonly dossier: Dossier;
  readonly measure: Measure;
  readonly leg: Leg;
  readonly by: Person;
  readonly input: Input;
}

interface MeasureKind {
  readonly event: string;
  readonly name: string;
  readonly weight: number;
  readonly from: readonly Measure['state'][];
  readonly ofHolder?: true;
  readonly ripe?: (model: Model, measure: Measure, leg: Leg) => boolean;
  body(input: Input, model: Model): object;
  unmet?(context: Context): (string | false)[];
  apply?(context: Context): void;
  /** State that it leads to, with nothing else; the same unless given. */
  readonly to?: Measure['state'];
}

/** What is illegal is withdrawn within four months. */
const inTime = (model: Model, { ground }: Measure, { decidedOn }: Leg): boolean =>
  ground !== 'ILLEGAL' || today(model) <= fourMonthsFrom(decidedOn!);

const KINDS: readonly MeasureKind[] = [
  {
    event: 'remark',
    name: 'remark on a measure',
    weight: 3,
    from: ['HEARING'],
    ofHolder: true,
    ripe: (_, { remarksDone }) => !remarksDone,
    body: ({ last }) => ({ text: 'Nous ouvrons en mai.', ...(last && { last }) }),
    apply: ({ measure, input }) => {
      measure.remarksDone ||= input.last;
    },
  },
  {
    event: 'ask-oral',
    name: 'ask to be heard on a measure',
    weight: 2,
    from: ['HEARING'],
    ofHolder: true,
    body: () => ({}),
    unmet: ({ measure: { oral } }) => [oral !== 'NOT_ASKED' && 'oralNotAsked'],
    apply: ({ measure }) => {
      measure.oral = 'ASKED';
    },
  },
  {
    event: 'hear',
    name: 'hear the holder on a measure',
    weight: 3,
    from: ['HEARING'],
    ripe: (_, { oral }) => oral === 'ASKED',
    body: ({ day }) => ({ heardOn: day, summary: 'La directrice a été entendue.' }),
    unmet: ({ model, measure: { oral }, input: { day } }) => [
      oral !== 'ASKED' && 'oralAsked',
      day > today(model) && 'heardAndTold',
    ],
    apply: ({ measure }) => {
      measure.oral = 'HEARD';
    },
  },
  {
    event: 'decline-oral',
    name: 'set aside a request to be heard',
    weight: 2,
    from: ['HEARING'],
    ripe: (_, { oral }) => oral === 'ASKED',
    body: () => ({ reasons: 'Demande abusive' }),
    unmet: ({ measure: { oral } }) => [oral !== 'ASKED' && 'oralAsked'],
    apply: ({ measure }) => {
      measure.oral = 'DECLINED';
    },
  },
  {
    event: 'decide',
    name: 'decide a measure',
    weight: 6,
    from: ['HEARING', 'REQUESTED'],
    ripe: (model, measure, leg) =>
      mayEnd(measure.kind, leg) && inTime(model, measure, leg) && (measure.state === 'REQUESTED' || couldAnswer(model, measure)),
    body: ({ day, claim }, model) => ({
      decisionNumber: 'ARR-2',
      decisionDate: today(model),
      authority: 'Préfet de la région Occitanie',
      reasons: 'Le projet n’est pas réalisé',
      appeal: 'Tribunal administratif, deux mois',
      effectiveOn: day,
      ...(claim !== undefined && { claimCents: Number(claim) }),
    }),
    unmet: ({ model, dossier, measure, leg, input: { day, claim } }) => [
      measure.state === 'HEARING' && !couldAnswer(model, measure) && 'holderHeard',
      !mayEnd(measure.kind, leg) && 'shareUnderWay',
      (day > today(model) || day < (leg.notifiedOn ?? '')) && 'effectDated',
      !inTime(model, measure, leg) && 'withinFourMonths',
      claim !== undefined && claim > mostOf(model, dossier, measure, day) && 'claimWithinRule',
    ],
    apply: ({ model, dossier, measure, input: { day, claim } }) =>
      decideMeasure(model, dossier, measure, claim ?? mostOf(model, dossier, measure, day)),
  },
  {
    event: 'drop',
    name: 'drop a measure',
    weight: 1,
    from: ['HEARING', 'REQUESTED'],
    body: () => ({ reasons: 'Tout est rentré dans l’ordre' }),
    to: 'DROPPED',
  },
  {
    event: 'withdraw-request',
    name: 'withdraw a request for termination',
    weight: 3,
    from: ['REQUESTED'],
    ofHolder: true,
    body: () => ({}),
    to: 'DROPPED',
  },
];

interface Found {
  readonly dossier: Dossier;
  readonly measure: Measure;
  readonly place: number;
}
const allMeasures = (model: Model): Found[] =>
  model.dossiers.flatMap((dossier) => (awardOf(dossier)?.measures ?? []).map((measure, place) => ({ dossier, measure, place })));

/** The most, a part of it, or a cent too much. */
function claimed(draw: Draw, most: bigint): bigint | undefined {
  if (draw.chance(60)) return undefined;
  return draw.chance(20) ? most + 1n : (most * BigInt(draw.below(101))) / 100n;
}

function commandOf(own: MeasureKind): Command {
  const { event, name, weight, from, ofHolder = false, ripe = () => true, unmet = () => [], apply, to } = own;
  return {
    name,
    weight,
    aim(model, people, draw): Act | undefined {
      const found = target(
        draw,
        allMeasures(model),
        ({ dossier, measure }) =>
          from.includes(measure.state) && ripe(model, measure, legOf(model, dossier.number, measure.funder)),
      );
      if (found === undefined) return undefined;
      const { place } = found;
      const { number, organisation } = found.dossier;
      const { id, version, funder } = found.measure;
      const role = funderOf(model, funder).officer;
      const by = ofHolder ? someone(people, draw, 'HOLDER_REPRESENTATIVE', organisation) : someone(people, draw, role);
      const day = daysFrom(today(model), draw.chance(75) ? 0 : draw.pick([1, -3, -20]));
      const claim = event === 'decide' ? claimed(draw, mostOf(model, found.dossier, found.measure, day)) : undefined;
      const input: Input = { day, last: draw.chance(60), claim };
      const conditional = event === 'decide' || event === 'drop';
      const context = (now: Model): Context => ({
        model: now,
        dossier: dossierOf(now, number),
        measure: awardOf(dossierOf(now, number))!.measures[place]!,
        leg: legOf(now, number, funder),
        by,
        input,
      });
      return {
        kind: name,
        about: `${place} of ${funder} on dossier ${number} by ${by.name} on ${day}`,
        by,
        path: `/v1/measures/${id}/${event}`,
        body: own.body(input, model),
        ...(conditional && { ifMatch: version }),
        dossiers: [number],
        locks: lockOf.award(model, found.dossier, event === 'decide'),
        judge(now) {
          const there = context(now);
          const { dossier, measure } = there;
          return verdictOn({
            person: by,
            roles: ofHolder ? HOLDER : OFFICERS,
            sees: seesAward(by, dossier),
            may: ofHolder ? represents(by, dossier) : actsIn(by, dossier, role),
            version: [conditional ? version : undefined, measure.version],
            from: from.includes(measure.state),
            unmet: unmet(there),
          });
        },
        apply(now) {
          const there = context(now);
          if (event !== 'decide')
            Object.assign(there.measure, { state: to ?? there.measure.state, version: there.measure.version + 1 });
          apply?.(there);
        },
      };
    },
  };
}

export const measureKinds: readonly Command[] = [begin('open', 3, 40), begin('request', 3, 25), ...KINDS.map(commandOf)];
