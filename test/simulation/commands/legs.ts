import type { Role } from '../../../src/kernel/actor.js';
import type { Act, Kind } from '../act.js';
import { decide, giveBack } from '../model/awards.js';
import { awardOf, daysFrom, dossierOf, funderOf, legOf, today, type Dossier, type Leg, type Model } from '../model/model.js';
import { plan, resumeLeg, reviewNow, suspendLeg } from '../model/payments.js';
import { expectReports, lateReports } from '../model/reports.js';
import { OVER } from '../model/recoveries.js';
import { actsIn, OFFICERS, seesAward, type Person } from '../model/sight.js';
import { verdictOn } from '../model/verdict.js';
import { allLegs, lockOf, someone, target } from './aim.js';

interface LegKind {
  readonly event: string;
  readonly weight: number;
  readonly from: readonly string[];
  /** Ripe for it, beside its state. */
  readonly ripe?: (dossier: Dossier, leg: Leg, model: Model) => boolean;
  body(day: string): object;
  unmet(context: { model: Model; dossier: Dossier; leg: Leg; by: Person; day: string }): (string | false)[];
  apply(context: { model: Model; dossier: Dossier; leg: Leg; by: Person; day: string }): void;
}

/** Paid by one authority in a year to a body of private law, in cents: above it an agreement is owed (décret 2001-495). */
const THRESHOLD = 2_300_000n;

export function agreementOwed(model: Model, dossier: Dossier, { years }: Leg): boolean {
  const { holderType } = model.organisations[dossier.organisation]!;
  return model.rules.agreementAlways || (holderType === 'ASSOCIATION' && years.some(({ cents }) => cents > THRESHOLD));
}

const decidedByAnother = (dossier: Dossier, leg: Leg, by: Person): boolean =>
  awardOf(dossier)!.legs.some((other) => other !== leg && other.decidedBy === by.name);
const advance = (leg: Leg, state: string): void => {
  leg.state = state;
  leg.version += 1;
};
const between = (day: string, first: string | null, last: string): boolean => day >= (first ?? '') && day <= last;

const KINDS: readonly LegKind[] = [
  {
    event: 'decide',
    weight: 14,
    from: ['PENDING'],
    body: (day) => ({ decisionNumber: 'ARR-1', decisionDate: day, authority: 'Préfet de la région Occitanie' }),
    unmet: ({ model, dossier, leg, by, day }) => {
      const { legs, offer } = awardOf(dossier)!;
      return [
        dossier.state !== 'SHORTLISTED' && 'applicationShortlisted',
        legs.some((other) => other !== leg && other.state === 'REFUSED') && 'noOtherLegRefused',
        offer !== null && offer.state !== 'ACCEPTED' && 'reducedAmountAccepted',
        decidedByAnother(dossier, leg, by) && 'oneLegPerPerson',
        day > today(model) && 'decisionNotInTheFuture',
      ];
    },
    apply: ({ model, dossier, leg, by, day }) => {
      decide(model, dossier, leg, by.name);
      leg.decidedOn = day;
    },
  },
  {
    event: 'refuse',
    weight: 1,
    from: ['PENDING'],
    body: () => ({ reasons: 'Crédits employés ailleurs' }),
    unmet: ({ dossier, leg, by }) => [
      dossier.state !== 'SHORTLISTED' && 'applicationShortlisted',
      decidedByAnother(dossier, leg, by) && 'oneLegPerPerson',
    ],
    apply: ({ leg, by }) => {
      leg.decidedBy = by.name;
      advance(leg, 'REFUSED');
    },
  },
  {
    event: 'engage',
    weight: 14,
    from: ['DECIDED', 'SIGNED'],
    ripe: (dossier, leg, model) => leg.state === 'SIGNED' || (dossier.state === 'AWARDED' && !agreementOwed(model, dossier, leg)),
    body: (day) => ({
      commitmentNumber: 'EJ 2103456789',
      commitmentDate: day,
      orderNumber: 'ARR-1',
      orderDate: day,
      orderAuthority: 'Préfet de la région Occitanie',
    }),
    unmet: ({ model, dossier, leg, day }) => {
      const dated = between(day, leg.decidedOn, today(model));
      return [
        leg.state === 'DECIDED' && dossier.state !== 'AWARDED' && 'applicationAwarded',
        leg.state === 'DECIDED' && agreementOwed(model, dossier, leg) && 'noAgreementOwed',
        leg.state === 'DECIDED' && !dated && 'awardOrdered',
        !dated && 'commitmentDated',
      ];
    },
    apply: ({ leg, day }) => {
      leg.committedOn = day;
      advance(leg, 'ENGAGED');
    },
  },
  {
    event: 'notify',
    weight: 12,
    from: ['ENGAGED'],
    body: (day) => ({ notifiedOn: day }),
    unmet: ({ model, leg, day }) => [!between(day, leg.committedOn, today(model)) && 'notificationDated'],
    apply: ({ model, dossier, leg, day }) => {
      leg.notifiedOn = day;
      advance(leg, 'NOTIFIED');
      plan(model, dossier, leg, day);
      expectReports(awardOf(dossier)!, day);
      reviewNow(model, leg.payments);
    },
  },
  {
    event: 'start',
    weight: 7,
    from: ['NOTIFIED'],
    body: (day) => ({ startedOn: day }),
    unmet: ({ model, day }) => [day > today(model) && 'startDated'],
    apply: ({ model, dossier, leg, day }) => {
      leg.startedOn = day;
      advance(leg, 'ACTIVE');
      reviewNow(model, leg.payments);
      if (lateReports(awardOf(dossier)!).length > 0) suspendLeg(model, leg, true);
    },
  },
  {
    event: 'suspend',
    weight: 1,
    from: ['ACTIVE'],
    body: () => ({ reasons: 'Doute' }),
    unmet: () => [],
    apply: ({ model, leg }) => suspendLeg(model, leg, false),
  },
  {
    event: 'resume',
    weight: 3,
    from: ['SUSPENDED'],
    body: () => ({ reasons: 'Doute levé' }),
    unmet: () => [],
    apply: ({ model, leg }) => resumeLeg(model, leg),
  },
  {
    event: 'lapse',
    weight: 1,
    from: ['NOTIFIED'],
    body: () => ({ reasons: 'Projet non commencé' }),
    unmet: () => [],
    apply: ({ model, dossier, leg }) => giveBack(model, dossier, leg, 'LAPSED'),
  },
  {
    event: 'close',
    weight: 5,
    from: ['COMPLETED'],
    body: () => ({}),
    unmet: ({ model, dossier, leg }) => {
      const { recoveries, reports } = awardOf(dossier)!;
      const total = leg.years.reduce((sum, { cents }) => sum + cents, 0n);
      return [
        recoveries.some((one) => one.funder === leg.funder && !OVER.includes(one.state)) && 'recoveriesOver',
        reports.some(({ state }) => state !== 'ACCEPTED' && state !== 'NOT_OWED') && 'reportsSettled',
        total > THRESHOLD && !model.rules.published.includes(leg.funder) && 'publicationReady',
      ];
    },
    apply: ({ leg }) => advance(leg, 'CLOSED'),
  },
];

const NAMES: Readonly<Record<string, string>> = {
  decide: 'decide a share',
  refuse: 'refuse a share',
  engage: 'commit a share',
  notify: 'notify a share',
  start: 'start a share',
  suspend: 'suspend a share',
  resume: 'resume a share',
  lapse: 'let a share lapse',
  close: 'close a share',
};

function commandOf({ event, weight, from, ripe = () => true, body, unmet, apply }: LegKind): Kind {
  return {
    name: NAMES[event] ?? event,
    weight,
    aim(model, people, draw): Act | undefined {
      const found = target(draw, allLegs(model), ({ dossier, leg }) => from.includes(leg.state) && ripe(dossier, leg, model));
      if (found === undefined) return undefined;
      const { dossier, leg } = found;
      const { number } = dossier;
      const { funder, version } = leg;
      const role: Role = funderOf(model, funder).officer;
      const by = someone(people, draw, role);
      const day = daysFrom(today(model), draw.chance(80) ? 0 : draw.below(6) - 4);
      return {
        kind: this.name,
        about: `${funder} of dossier ${number} by ${by.name} on ${day}`,
        by,
        path: `/v1/awards/${awardOf(dossier)!.id}/legs/${funder}/${event}`,
        body: body(day),
        ifMatch: version,
        dossiers: [number],
        locks: lockOf.award(model, dossier, true),
        judge(now) {
          const own = dossierOf(now, number);
          const there = legOf(now, number, funder);
          return verdictOn({
            person: by,
            roles: OFFICERS,
            sees: seesAward(by, own),
            may: actsIn(by, own, role),
            version: [version, there.version],
            from: from.includes(there.state),
            unmet: unmet({ model: now, dossier: own, leg: there, by, day }),
          });
        },
        apply: (now) => apply({ model: now, dossier: dossierOf(now, number), leg: legOf(now, number, funder), by, day }),
      };
    },
  };
}

export const legKinds: readonly Kind[] = KINDS.map(commandOf);
