import type { Role } from '../../../src/kernel/actor.js';
import type { Act, Kind } from '../act.js';
import type { Draw } from '../draw.js';
import { compute, expectBalance, fix, hasRate, isAsNow, remarksOver, reportsAccepted, settled } from '../model/balances.js';
import type { Balance } from '../model/later-life.js';
import { remarksFrom } from '../model/days.js';
import {
  awardOf,
  balance as held,
  daysFrom,
  dossierOf,
  funderOf,
  today,
  type Award,
  type Dossier,
  type Model,
} from '../model/model.js';
import { actsIn, EXAMINERS, OFFICERS, represents, seesReport, serves, type Person } from '../model/sight.js';
import { verdictOn } from '../model/verdict.js';
import { lockOf, someone, target } from './aim.js';

interface Found {
  readonly model: Model;
  readonly dossier: Dossier;
  readonly award: Award;
  readonly by: Person;
  /** Of the funder that agrees. */
  readonly funder: string;
  readonly day: string;
}

interface BalanceKind {
  readonly event: 'compute' | 'propose' | 'remark' | 'agree';
  readonly name: string;
  readonly weight: number;
  readonly from: readonly string[];
  readonly roles: readonly Role[];
  readonly ripe: (model: Model, dossier: Dossier, award: Award) => boolean;
  readonly body: (found: Found) => object;
  readonly unmet: (found: Found) => (string | false)[];
  readonly apply: (found: Found) => void;
}

const stateOf = ({ balance }: Award): Balance['state'] => balance?.state ?? 'AWAITED';
/** The accountant has it: what is really paid is not known yet. */
const isOrdered = (model: Model, dossier: Dossier, award: Award): boolean =>
  award.legs
    .filter(({ state }) => ['NOTIFIED', 'ACTIVE', 'SUSPENDED'].includes(state))
    .some(({ funder }) => model.years.some((year) => held(dossier, funder, year, 'ORDERED') > 0n));

/** Most are proposed once every funder has paid something: there is then something to give back. */
const isWorth = ({ number }: Dossier, { balance }: Award): boolean =>
  number % 4 === 0 || balance!.figures!.shares.every(({ paid }) => paid > 0n);

const KINDS: readonly BalanceKind[] = [
  {
    event: 'compute',
    name: 'compute a balance',
    weight: 2,
    from: ['AWAITED', 'COMPUTED', 'PROPOSED'],
    roles: EXAMINERS,
    ripe: (model, dossier, award) =>
      stateOf(award) !== 'FIXED' && reportsAccepted(award) && hasRate(award) && !isAsNow(model, dossier),
    body: () => ({}),
    unmet: ({ award }) => [!reportsAccepted(award) && 'reportsAccepted', !hasRate(award) && 'planCosted'],
    apply: ({ model, dossier }) => compute(model, dossier),
  },
  {
    event: 'propose',
    name: 'propose a balance',
    weight: 5,
    from: ['COMPUTED'],
    roles: EXAMINERS,
    ripe: (model, dossier, award) =>
      stateOf(award) === 'COMPUTED' && isAsNow(model, dossier) && !isOrdered(model, dossier, award) && isWorth(dossier, award),
    body: () => ({}),
    unmet: ({ model, dossier, award }) => [
      !reportsAccepted(award) && 'reportsAccepted',
      isOrdered(model, dossier, award) && 'nothingOrdered',
      !isAsNow(model, dossier) && 'computedAsNow',
    ],
    apply: ({ model, award: { balance } }) =>
      Object.assign(balance!, { state: 'PROPOSED', version: balance!.version + 1, remarksUntil: remarksFrom(model) }),
  },
  {
    event: 'remark',
    name: 'remark on a balance',
    weight: 2,
    from: ['PROPOSED'],
    roles: ['HOLDER_REPRESENTATIVE'],
    ripe: (_, __, award) => stateOf(award) === 'PROPOSED' && award.balance?.remarked === false,
    body: () => ({ text: 'La formation de mars est à compter.' }),
    unmet: () => [],
    apply: ({ award: { balance } }) => Object.assign(balance!, { version: balance!.version + 1, remarked: true }),
  },
  {
    event: 'agree',
    name: 'agree on a balance',
    weight: 10,
    from: ['PROPOSED'],
    roles: OFFICERS,
    ripe: (model, dossier, award) =>
      stateOf(award) === 'PROPOSED' &&
      remarksOver(model, award.balance!) &&
      isAsNow(model, dossier) &&
      settled(award).every(({ state }) => state === 'ACTIVE'),
    body: ({ funder, day }) => ({
      funderCode: funder,
      decisionNumber: 'ARR-1',
      decisionDate: day,
      authority: 'Préfet de la région Occitanie',
    }),
    unmet: ({ model, dossier, award, by, funder, day }) => {
      const agreed = award.balance!.agreed;
      const legs = settled(award);
      return [
        !remarksOver(model, award.balance!) && 'remarksOver',
        isOrdered(model, dossier, award) && 'nothingOrdered',
        !isAsNow(model, dossier) && 'computedAsNow',
        legs.some(({ state }) => state !== 'ACTIVE') && 'sharesUnderWay',
        !(legs.some((leg) => leg.funder === funder) && serves(by, funderOf(model, funder).officer)) && 'ownShare',
        (Object.values(agreed).includes(by.name) || agreed[funder] !== undefined) && 'agreedOnce',
        day > today(model) && 'decisionNotInTheFuture',
      ];
    },
    apply: ({ model, dossier, award, by, funder }) => {
      const balance = award.balance!;
      balance.agreed[funder] = by.name;
      balance.version += 1;
      if (settled(award).every((leg) => balance.agreed[leg.funder] !== undefined)) fix(model, dossier);
    },
  },
];

function personFor(
  event: BalanceKind['event'],
  model: Model,
  people: readonly Person[],
  draw: Draw,
  found: Dossier,
  funder: string,
): Person {
  if (event === 'remark') return someone(people, draw, 'HOLDER_REPRESENTATIVE', found.organisation);
  return someone(people, draw, event === 'agree' ? funderOf(model, funder).officer : draw.pick(EXAMINERS));
}

function mayActOn(event: BalanceKind['event'], { model, dossier, award, by }: Found): boolean {
  if (event === 'remark') return represents(by, dossier);
  return actsIn(
    by,
    dossier,
    ...(event === 'agree' ? settled(award).map((leg) => funderOf(model, leg.funder).officer) : EXAMINERS),
  );
}

/** Its holder once it is proposed; whoever sees a report before. */
const sees = (by: Person, dossier: Dossier, award: Award): boolean =>
  seesReport(by, dossier) && !(by.organisation === dossier.organisation && !['PROPOSED', 'FIXED'].includes(stateOf(award)));

function commandOf({ event, name, weight, from, roles, ripe, body, unmet, apply }: BalanceKind): Kind {
  return {
    name,
    weight,
    aim(model, people, draw): Act | undefined {
      const all = model.dossiers.flatMap((dossier) => {
        const award = awardOf(dossier);
        return award === undefined || (event !== 'compute' && award.balance === null) ? [] : [{ dossier, award }];
      });
      const aimed = target(draw, all, (one) => ripe(model, one.dossier, one.award));
      if (aimed === undefined) return undefined;
      const { dossier, award } = aimed;
      const { number } = dossier;
      const { balance } = award;
      const waiting = settled(award).filter((leg) => balance?.agreed[leg.funder] === undefined);
      const funder = draw.pick(draw.chance(90) && waiting.length > 0 ? waiting : award.legs).funder;
      const by = personFor(event, model, people, draw, dossier, funder);
      const day = daysFrom(today(model), draw.chance(95) ? 0 : 1);
      const found = (now: Model): Found => ({
        model: now,
        dossier: dossierOf(now, number),
        award: awardOf(dossierOf(now, number))!,
        by,
        funder,
        day,
      });
      const version = event === 'compute' ? undefined : balance!.version;
      return {
        kind: name,
        about: `of dossier ${number}${event === 'agree' ? ` for ${funder}` : ''} by ${by.name}`,
        by,
        path: event === 'compute' ? `/v1/awards/${award.id}/balance` : `/v1/balances/${balance!.id}/${event}`,
        body: body(found(model)),
        ...(version !== undefined && { ifMatch: version }),
        dossiers: [number],
        locks: lockOf.award(model, dossier, event === 'agree'),
        judge(now) {
          const there = found(now);
          return verdictOn({
            person: by,
            roles,
            sees: sees(by, there.dossier, there.award),
            may: mayActOn(event, there),
            version: [version, there.award.balance?.version ?? 1],
            from: from.includes(stateOf(there.award)),
            unmet: unmet(there),
            ...(event === 'compute' && { created: true }),
          });
        },
        apply(now) {
          expectBalance(awardOf(dossierOf(now, number))!);
          apply(found(now));
        },
      };
    },
  };
}

export const balanceKinds: readonly Kind[] = KINDS.map(commandOf);
