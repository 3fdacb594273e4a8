import type { Role } from '../../../src/kernel/actor.js';
import type { Act, Kind, People } from '../act.js';
import type { Draw } from '../draw.js';
import { allRun, amountLeft, changeFaults, leastOf, OPEN, openIn, takeEffect } from '../model/amendments.js';
import type { Amendment } from '../model/later-life.js';
import { awardOf, daysFrom, dossierOf, funderOf, today, type Award, type Dossier, type Model } from '../model/model.js';
import { actsIn, EXAMINERS, OFFICERS, represents, seesAward, serves, type Person } from '../model/sight.js';
import { verdictOn } from '../model/verdict.js';
import { lockOf, someone, target } from './aim.js';

const ASKERS: readonly Role[] = ['HOLDER_REPRESENTATIVE', ...OFFICERS];
const AGENCIES = { CAF: 'CAF_INSTRUCTOR', DDETS: 'DDETS_INSTRUCTOR' } as const;
/** Of one award: there is to be money left to pay. */
const MOST = 3;
/** Anybody, in so many of a hundred commands of the kinds that are seldom drawn. */
const STRANGER = 45;
const AUTHORITY = 'Préfet de la région Occitanie';

const roleOf = (model: Model, code: string): Role => funderOf(model, code).officer;
/** The officer of a funder of the award, without an interest. */
const decides = (model: Model, by: Person, dossier: Dossier): boolean =>
  actsIn(by, dossier, ...model.funders.map(({ officer }) => officer));

/** Until it is sent, only the side that asks knows of it. */
const sees = (by: Person, dossier: Dossier, { sent, asker }: Amendment): boolean =>
  seesAward(by, dossier) &&
  (sent || by.roles.includes('AUDITOR') || (asker === null) === (by.organisation === dossier.organisation));

/** Years that may be lowered as things are. */
const roomy = (model: Model, dossier: Dossier): number[] => {
  const award = awardOf(dossier)!;
  return award.plan.map(({ year }) => year).filter((year) => amountLeft(award, year) > leastOf(model, dossier, year));
};
const awards = (model: Model): Dossier[] => model.dossiers.filter((dossier) => awardOf(dossier) !== undefined);

type Change = Pick<Amendment, 'year' | 'cents' | 'budget'>;

/** A lower amount of one year, which the holder makes up for; now and then too much, too little, or a cent missing. */
function change(draw: Draw, model: Model, dossier: Dossier): Change {
  const award = awardOf(dossier)!;
  const year = draw.any(roomy(model, dossier)) ?? draw.pick(award.plan).year;
  const [most, least] = [amountLeft(award, year), leastOf(model, dossier, year)];
  const wrong = draw.below(25);
  const room = most > least ? most - least : 0n;
  const cents = wrong === 0 ? most + 1n : wrong === 1 ? least / 2n : least + (room * BigInt(draw.below(100))) / 100n;
  const budget = award.plan.map((line) => {
    const given = line.year === year ? cents : amountLeft(award, line.year);
    return { year: line.year, cost: line.cents, own: line.cents - given - (wrong === 2 && line.year === year ? 1n : 0n) };
  });
  return { year, cents, budget };
}

const bodyOf = ({ year, cents, budget }: Change): object => ({
  kind: 'AMOUNT',
  reasons: 'Le recrutement a pris du retard.',
  change: {
    years: [{ year, cents: Number(cents) }],
    budget: {
      lines: budget.flatMap((line) => [
        { side: 'EXPENSE', nature: 'STAFF', year: line.year, label: 'Équipe', cents: Number(line.cost) },
        { side: 'INCOME', family: 'OWN', year: line.year, label: 'Fonds propres', cents: Number(line.own) },
      ]),
    },
  },
});

const ask: Kind = {
  name: 'ask for a lower amount',
  weight: 2,
  aim(model, people, draw): Act | undefined {
    const dossier = target(draw, awards(model), (one) => {
      const award = awardOf(one)!;
      const { length: asked } = award.amendments;
      return asked < MOST && allRun(award) && openIn(award) === undefined && roomy(model, one).length > 0;
    });
    if (dossier === undefined) return undefined;
    const { number, organisation } = dossier;
    const by = draw.chance(75)
      ? someone(people, draw, 'HOLDER_REPRESENTATIVE', organisation)
      : someone(people, draw, draw.pick(model.funders).officer);
    const asked = change(draw, model, dossier);
    return {
      kind: this.name,
      about: `${asked.cents} in ${asked.year} of dossier ${number} by ${by.name}`,
      by,
      path: `/v1/awards/${awardOf(dossier)!.id}/amendments`,
      body: bodyOf(asked),
      dossiers: [number],
      locks: lockOf.award(model, dossier),
      // Who sees the award is asked before it is locked.
      whenRaced: [422],
      judge(now) {
        const own = dossierOf(now, number);
        const award = awardOf(own)!;
        return verdictOn({
          person: by,
          roles: ASKERS,
          sees: seesAward(by, own),
          may: represents(by, own) || decides(now, by, own),
          from: true,
          unmet: allRun(award) ? [openIn(award) !== undefined && 'oneOpenAmendment'] : ['legsRunning'],
          created: true,
        });
      },
      apply(now, { body }) {
        const own = dossierOf(now, number);
        const funder = now.funders.find(({ officer }) => serves(by, officer));
        awardOf(own)!.amendments.push({
          id: String(body.id),
          asker: represents(by, own) ? null : funder!.code,
          ...asked,
          state: 'DRAFT',
          version: 1,
          sent: false,
          opinions: [],
          decisions: {},
          parties: [],
          signed: {},
          waitingSince: null,
          planned: [],
        });
      },
    };
  },
};

/** Who acts, for whom; '' is the holder. */
interface Input {
  readonly by: Person;
  readonly agency: keyof typeof AGENCIES;
  readonly party: string;
  readonly day: string;
}
interface Found {
  readonly dossier: Dossier;
  readonly amendment: Amendment;
  readonly place: number;
}
interface Context extends Input {
  readonly model: Model;
  readonly dossier: Dossier;
  readonly award: Award;
  readonly amendment: Amendment;
}

interface AmendmentKind {
  readonly event: string;
  readonly name: string;
  readonly weight: number;
  readonly from: readonly Amendment['state'][];
  readonly roles: readonly Role[];
  /** Two may do it at once: no version is given. */
  readonly free?: true;
  /** Passed over in so many of a hundred: most amendments are to live. */
  readonly spared?: number;
  readonly ripe?: (found: Found, model: Model) => boolean;
  input(draw: Draw, model: Model, people: People, found: Found): Partial<Input> & Pick<Input, 'by'>;
  body(input: Input): object;
  may(context: Context): boolean;
  unmet?(context: Context): (string | false)[];
  apply(context: Context): void;
}

const step = (amendment: Amendment, state: Amendment['state']): void => {
  amendment.state = state;
  amendment.version += 1;
};
const asks = ({ model, dossier, by, amendment: { asker } }: Context): boolean =>
  asker === null ? represents(by, dossier) : actsIn(by, dossier, roleOf(model, asker));
const asker = (draw: Draw, model: Model, people: People, { dossier, amendment }: Found): { by: Person } => ({
  by:
    amendment.asker === null
      ? someone(people, draw, 'HOLDER_REPRESENTATIVE', dossier.organisation)
      : someone(people, draw, roleOf(model, amendment.asker)),
});
const officer = ({ model, dossier, by }: Context): boolean => decides(model, by, dossier);
const holds = ({ dossier, amendment }: Found, model: Model): boolean => !changeFaults(model, dossier, amendment).some(Boolean);
const faults = ({ model, dossier, amendment }: Context): (string | false)[] => changeFaults(model, dossier, amendment);

/** The next of these that has not done it; another one now and then. */
const nextOf = <T extends string>(draw: Draw, all: readonly T[], done: (one: T) => boolean): T =>
  (draw.chance(92) ? all.find((one) => !done(one)) : undefined) ?? draw.pick(all);

const unsigned = (amendment: Amendment): string[] => amendment.parties.filter((one) => amendment.signed[one] === undefined);

const KINDS: readonly AmendmentKind[] = [
  {
    event: 'submit',
    name: 'submit an amendment',
    weight: 3,
    from: ['DRAFT'],
    roles: ASKERS,
    ripe: holds,
    input: asker,
    body: () => ({}),
    may: asks,
    unmet: faults,
    apply: ({ amendment }) => {
      amendment.sent = true;
      step(amendment, 'REQUESTED');
    },
  },
  {
    event: 'opinion',
    name: 'give an opinion on an amendment',
    weight: 4,
    from: ['REQUESTED'],
    roles: EXAMINERS,
    free: true,
    ripe: ({ amendment: { opinions } }) => opinions.length < 2,
    input: (draw, _, people, { amendment: { opinions } }) => {
      const agency = nextOf(draw, ['CAF', 'DDETS'] as const, (one) => opinions.includes(one));
      return { agency, by: someone(people, draw, draw.chance(95) ? AGENCIES[agency] : draw.pick(EXAMINERS)) };
    },
    body: ({ agency }) => ({ agency, favourable: agency === 'CAF', text: 'Le projet est le même.' }),
    may: ({ dossier, by }) => actsIn(by, dossier, ...EXAMINERS),
    unmet: ({ by, agency, amendment: { opinions } }) => [
      !serves(by, AGENCIES[agency]) && 'agencyServed',
      opinions.includes(agency) && 'opinionOwed',
    ],
    apply: ({ amendment, agency }) => {
      amendment.opinions.push(agency);
      step(amendment, 'REQUESTED');
    },
  },
  {
    event: 'agree',
    name: 'agree to an amendment',
    weight: 7,
    from: ['REQUESTED'],
    roles: OFFICERS,
    free: true,
    ripe: (found, model) => found.amendment.opinions.length === 2 && holds(found, model),
    input: (draw, model, people, { amendment: { decisions } }) => {
      const codes = model.funders.map(({ code }) => code);
      const party = nextOf(draw, codes, (one) => decisions[one] !== undefined);
      return { party, by: someone(people, draw, roleOf(model, party)), day: daysFrom(today(model), draw.chance(93) ? 0 : 1) };
    },
    body: ({ party, day }) => ({ funderCode: party, decisionNumber: 'AV-1', decisionDate: day, authority: AUTHORITY }),
    may: officer,
    unmet: (context) => {
      const { model, by, party, day, amendment } = context;
      const { opinions, decisions } = amendment;
      return [
        opinions.length < 2 && 'examined',
        !serves(by, roleOf(model, party)) && 'ownLeg',
        decisions[party] !== undefined && 'decidedOnce',
        Object.values(decisions).includes(by.name) && 'oneFunderPerPerson',
        day > today(model) && 'decisionNotInTheFuture',
        ...faults(context),
      ];
    },
    apply: ({ model, award, by, party, amendment }) => {
      amendment.decisions[party] = by.name;
      step(amendment, 'REQUESTED');
      if (award.legs.some(({ funder }) => amendment.decisions[funder] === undefined)) return;
      // On an award order, this decision is the amending order: the funder signs nothing else.
      const under = award.legs.filter(({ agreement }) => agreement !== null).map(({ funder }) => funder);
      amendment.parties = ['', ...under];
      amendment.waitingSince = today(model);
      step(amendment, 'AGREED');
    },
  },
  {
    event: 'sign',
    name: 'sign an amendment',
    weight: 7,
    from: ['AGREED'],
    roles: ASKERS,
    free: true,
    input: (draw, model, people, { dossier, amendment }) => {
      const parties = ['', ...model.funders.map(({ code }) => code)];
      const party = draw.chance(92) ? (unsigned(amendment)[0] ?? '') : draw.pick(parties);
      const role = party === '' ? 'HOLDER_REPRESENTATIVE' : roleOf(model, party);
      return { party, by: someone(people, draw, role, party === '' ? dossier.organisation : undefined) };
    },
    body: ({ party }) => ({ capacity: 'Directrice', ...(party !== '' && { funderCode: party, authority: AUTHORITY }) }),
    may: (context) =>
      context.party === '' ? context.amendment.parties.length > 0 && represents(context.by, context.dossier) : officer(context),
    unmet: (context) => {
      const { model, by, party, amendment } = context;
      const { parties, signed } = amendment;
      const before = parties.slice(0, Math.max(parties.indexOf(party), 0));
      const own =
        party === ''
          ? [signed[party] !== undefined && 'holderBound']
          : [
              !(parties.includes(party) && serves(by, roleOf(model, party))) && 'ownFunder',
              signed[party] !== undefined && 'signedOnce',
              Object.values(signed).includes(by.name) && 'onePersonASide',
              before.some((one) => signed[one] === undefined) && 'inTurn',
            ];
      // The last signature puts it in force, as things are that day.
      return own.some(Boolean) || unsigned(amendment).length > 1 ? own : faults(context);
    },
    apply: ({ model, dossier, by, party, amendment }) => {
      amendment.signed[party] = by.name;
      amendment.waitingSince = today(model);
      step(amendment, 'AGREED');
      if (unsigned(amendment).length === 0) takeEffect(model, dossier, amendment);
    },
  },
  {
    event: 'refuse',
    name: 'refuse an amendment',
    weight: 1,
    from: ['REQUESTED'],
    roles: OFFICERS,
    input: (draw, model, people) => ({
      by: draw.chance(STRANGER) ? draw.pick(people) : someone(people, draw, draw.pick(model.funders).officer),
    }),
    body: () => ({ reasons: 'Trop tard', appeal: 'Tribunal administratif, deux mois' }),
    may: officer,
    apply: ({ amendment }) => step(amendment, 'REFUSED'),
  },
  {
    event: 'withdraw',
    name: 'withdraw an amendment',
    weight: 1,
    spared: 50,
    from: OPEN,
    roles: ASKERS,
    input: (draw, model, people, found) =>
      draw.chance(STRANGER) ? { by: draw.pick(people) } : asker(draw, model, people, found),
    body: () => ({}),
    may: asks,
    apply: ({ amendment }) => step(amendment, 'WITHDRAWN'),
  },
];

const allAmendments = (model: Model): Found[] =>
  awards(model).flatMap((dossier) => awardOf(dossier)!.amendments.map((amendment, place) => ({ dossier, amendment, place })));

function commandOf({ event, name, weight, from, roles, free, spared = 0, ripe = () => true, ...own }: AmendmentKind): Kind {
  return {
    name,
    weight,
    aim(model, people, draw): Act | undefined {
      if (draw.chance(spared)) return undefined;
      const found = target(draw, allAmendments(model), (one) => from.includes(one.amendment.state) && ripe(one, model));
      if (found === undefined) return undefined;
      const { number } = found.dossier;
      const { place } = found;
      const { id, version } = found.amendment;
      const input: Input = { agency: 'CAF', party: '', day: today(model), ...own.input(draw, model, people, found) };
      const { by, agency, party } = input;
      const context = (now: Model): Context => {
        const dossier = dossierOf(now, number);
        const award = awardOf(dossier)!;
        return { ...input, model: now, dossier, award, amendment: award.amendments[place]! };
      };
      const whose = event === 'opinion' ? ` for ${agency}` : party === '' ? '' : ` for ${party}`;
      return {
        kind: name,
        about: `${place} of dossier ${number} by ${by.name}${whose}`,
        by,
        path: `/v1/amendments/${id}/${event}`,
        body: own.body(input),
        ...(free !== true && { ifMatch: version }),
        dossiers: [number],
        locks: lockOf.award(model, found.dossier, event === 'sign'),
        judge(now) {
          const there = context(now);
          const { dossier, amendment } = there;
          return verdictOn({
            person: by,
            roles,
            sees: sees(by, dossier, amendment),
            may: own.may(there),
            version: [free === true ? undefined : version, amendment.version],
            from: from.includes(amendment.state),
            unmet: own.unmet?.(there) ?? [],
          });
        },
        apply: (now) => own.apply(context(now)),
      };
    },
  };
}

export const amendmentKinds: readonly Kind[] = [ask, ...KINDS.map(commandOf)];
