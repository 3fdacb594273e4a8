import type { Act, Kind } from '../act.js';
import type { Draw } from '../draw.js';
import { linesOf, renounce, select, stopAward } from '../model/awards.js';
import {
  available,
  awardOf,
  daysFrom,
  dossierOf,
  envelopeOf,
  today,
  type Dossier,
  type Model,
  type YearSum,
} from '../model/model.js';
import { actsIn, represents, seesDossier } from '../model/sight.js';
import { verdictOn } from '../model/verdict.js';
import { lockOf, someone, target } from './aim.js';

const COMMITTEE = ['COMMITTEE_FAVOURABLE', 'COMMITTEE_UNFAVOURABLE'];
const REASONS = 'Choix de la simulation';

const ranks = ({ dossiers }: Model): number[] =>
  dossiers
    .filter(({ state }) => state === 'RESERVE')
    .map(({ rank }) => rank ?? 0)
    .sort((a, b) => a - b);

/** A funder refused its share, or the holder the amount. */
const isStopped = (dossier: Dossier): boolean => {
  const award = awardOf(dossier);
  return (
    award?.legs.some(({ state }) => state === 'REFUSED') === true ||
    award?.offer?.state === 'DECLINED' ||
    award?.offer?.state === 'LAPSED'
  );
};

function grant(draw: Draw, { requested }: Dossier): YearSum[] {
  if (draw.chance(55)) return [...requested];
  // One year in a hundred is granted above what was asked.
  return requested.map(({ year, cents }) => ({
    year,
    cents: draw.chance(6) ? cents + 1n : (cents * BigInt(40 + draw.below(60))) / 100n,
  }));
}

const shortfalls = (model: Model, years: readonly YearSum[]): boolean =>
  linesOf(model, years).some(({ funder, year, cents }) => cents > available(envelopeOf(model, funder, year)));

const shortlist: Kind = {
  name: 'select a dossier',
  weight: 10,
  aim(model, people, draw): Act | undefined {
    const dossier = target(
      draw,
      model.dossiers,
      (one) =>
        (COMMITTEE.includes(one.state) || one.state === 'RESERVE') && (!shortfalls(model, one.requested) || draw.chance(4)),
    );
    if (dossier === undefined) return undefined;
    const { number, id, version } = dossier;
    const by = someone(people, draw, 'REGIONAL_JURY');
    const years = grant(draw, dossier);
    const reasons = draw.chance(60) ? REASONS : undefined;
    return {
      kind: this.name,
      about: `dossier ${number} by ${by.name} for ${years.map(({ cents }) => cents).join(' + ')}`,
      by,
      path: `/v1/applications/${id}/shortlist`,
      body: { years: years.map(({ year, cents }) => ({ year, cents: Number(cents) })), reasons },
      ifMatch: version,
      dossiers: [number],
      locks: [lockOf.envelopes(model), lockOf.dossier(dossier)],
      judge(now) {
        const found = dossierOf(now, number);
        const { state, rank, expiresOn, requested } = found;
        const [first = Infinity] = ranks(now);
        const unmet = [
          years.some(({ year, cents }) => cents > requested.find((one) => one.year === year)!.cents) && 'notMoreThanRequested',
          shortfalls(now, years) && 'envelopeHolds',
          state === 'COMMITTEE_UNFAVOURABLE' && reasons === undefined && 'departureExplained',
          state === 'RESERVE' && (rank ?? 0) > first && reasons === undefined && 'reserveOrder',
          state === 'RESERVE' && today(now) > (expiresOn ?? '') && 'reserveInForce',
        ];
        const closed = linesOf(now, years).some(({ funder, year }) => envelopeOf(now, funder, year).state === 'CLOSED');
        return verdictOn({
          person: by,
          roles: ['REGIONAL_JURY'],
          sees: seesDossier(by, found),
          may: actsIn(by, found, 'REGIONAL_JURY'),
          version: [version, found.version],
          from: COMMITTEE.includes(state) || state === 'RESERVE',
          // Credits are reserved once all the rules are met.
          unmet: unmet.some(Boolean) ? unmet : [closed && 'envelopeOpen'],
        });
      },
      apply: (now) => select(now, dossierOf(now, number), years),
    };
  },
};

const putOnReserve: Kind = {
  name: 'put a dossier on the reserve list',
  weight: 4,
  aim(model, people, draw): Act | undefined {
    const dossier = target(
      draw,
      model.dossiers,
      (one) => COMMITTEE.includes(one.state) || (one.state === 'SHORTLISTED' && isStopped(one)),
    );
    if (dossier === undefined) return undefined;
    const { number, id, version } = dossier;
    const by = someone(people, draw, 'REGIONAL_JURY');
    const rank = 1 + draw.below(60);
    const expiresOn = daysFrom(today(model), draw.chance(8) ? -1 : 20 + draw.below(400));
    return {
      kind: this.name,
      about: `dossier ${number} at ${rank} until ${expiresOn} by ${by.name}`,
      by,
      path: `/v1/applications/${id}/put-on-reserve`,
      body: { rank, expiresOn, reasons: REASONS },
      ifMatch: version,
      dossiers: [number],
      locks: [lockOf.envelopes(model), lockOf.dossier(dossier)],
      judge(now) {
        const found = dossierOf(now, number);
        return verdictOn({
          person: by,
          roles: ['REGIONAL_JURY'],
          sees: seesDossier(by, found),
          may: actsIn(by, found, 'REGIONAL_JURY'),
          version: [version, found.version],
          from: COMMITTEE.includes(found.state) || found.state === 'SHORTLISTED',
          unmet: [
            found.state === 'SHORTLISTED' && !isStopped(found) && 'legRefused',
            ranks(now).includes(rank) && 'rankFree',
            expiresOn < today(now) && 'reserveEnds',
          ],
        });
      },
      apply(now) {
        const found = dossierOf(now, number);
        stopAward(now, found);
        Object.assign(found, { state: 'RESERVE', version: found.version + 1, rank, expiresOn });
      },
    };
  },
};

const refuse: Kind = {
  name: 'refuse a dossier',
  weight: 2,
  aim(model, people, draw): Act | undefined {
    const dossier = target(
      draw,
      model.dossiers,
      (one) =>
        one.state === 'COMMITTEE_UNFAVOURABLE' || one.state === 'RESERVE' || (one.state === 'SHORTLISTED' && isStopped(one)),
    );
    if (dossier === undefined) return undefined;
    const { number, id, version } = dossier;
    const by = someone(people, draw, 'REGIONAL_JURY');
    return {
      kind: this.name,
      about: `dossier ${number} by ${by.name}`,
      by,
      path: `/v1/applications/${id}/refuse`,
      body: { reasons: REASONS },
      ifMatch: version,
      dossiers: [number],
      locks: [lockOf.envelopes(model), lockOf.dossier(dossier)],
      judge(now) {
        const found = dossierOf(now, number);
        return verdictOn({
          person: by,
          roles: ['REGIONAL_JURY'],
          sees: seesDossier(by, found),
          may: actsIn(by, found, 'REGIONAL_JURY'),
          version: [version, found.version],
          from: [...COMMITTEE, 'RESERVE', 'SHORTLISTED'].includes(found.state),
          unmet: [found.state === 'SHORTLISTED' && !isStopped(found) && 'legRefused'],
        });
      },
      apply(now) {
        const found = dossierOf(now, number);
        stopAward(now, found);
        Object.assign(found, { state: 'REFUSED', version: found.version + 1 });
      },
    };
  },
};

const WITHDRAWABLE = [...COMMITTEE, 'RESERVE', 'SHORTLISTED'];

const leave = (event: 'withdraw' | 'renounce', weight: number): Kind => ({
  name: event === 'withdraw' ? 'withdraw a dossier' : 'renounce an award',
  weight,
  aim(model, people, draw): Act | undefined {
    const from = event === 'withdraw' ? WITHDRAWABLE : ['AWARDED'];
    // Most awards are to live.
    const spared = draw.chance(event === 'renounce' ? 85 : 40);
    const dossier = target(draw, model.dossiers, ({ state }) => !spared && from.includes(state));
    if (dossier === undefined) return undefined;
    const { number, id, version, organisation } = dossier;
    const by = someone(people, draw, 'HOLDER_REPRESENTATIVE', organisation);
    return {
      kind: this.name,
      about: `dossier ${number} by ${by.name}`,
      by,
      path: `/v1/applications/${id}/${event}`,
      body: { reasons: REASONS },
      ifMatch: version,
      dossiers: [number],
      locks: [lockOf.envelopes(model), lockOf.dossier(dossier)],
      judge(now) {
        const found = dossierOf(now, number);
        return verdictOn({
          person: by,
          roles: ['HOLDER_REPRESENTATIVE'],
          sees: seesDossier(by, found),
          may: represents(by, found),
          version: [version, found.version],
          from: from.includes(found.state),
        });
      },
      apply(now) {
        const found = dossierOf(now, number);
        if (event === 'renounce') {
          renounce(now, found);
          return;
        }
        stopAward(now, found);
        Object.assign(found, { state: 'WITHDRAWN', version: found.version + 1 });
      },
    };
  },
});

export const selectionKinds: readonly Kind[] = [shortlist, putOnReserve, refuse, leave('withdraw', 1), leave('renounce', 1)];
