import type { Act, Kind } from '../act.js';
import { costOf, isReduced, renounce } from '../model/awards.js';
import { awardOf, daysFrom, dossierOf, today, type Dossier } from '../model/model.js';
import { actsIn, represents, seesDossier } from '../model/sight.js';
import { verdictOn } from '../model/verdict.js';
import { lockOf, someone, target } from './aim.js';

const REASONS = 'Choix de la simulation';

/** Selected for this amount still: neither stopped nor refused by a funder. */
const isSelected = (dossier: Dossier): boolean =>
  (dossier.state === 'SHORTLISTED' || dossier.state === 'AWARDED') &&
  !awardOf(dossier)!.legs.some(({ state }) => state === 'REFUSED');

const answerOffer = (event: 'accept' | 'decline', weight: number): Kind => ({
  name: `${event} a lower amount`,
  weight,
  aim(model, people, draw): Act | undefined {
    const offered = model.dossiers.filter((one) => (awardOf(one)?.offer ?? null) !== null);
    const dossier = target(draw, offered, (one) => awardOf(one)!.offer!.state === 'OFFERED');
    if (dossier === undefined) return undefined;
    const { number, organisation } = dossier;
    const { offer, decided } = awardOf(dossier)!;
    const { id, version } = offer!;
    const by = someone(people, draw, 'HOLDER_REPRESENTATIVE', organisation);
    const missing = event === 'accept' && draw.chance(10) ? 1 : 0;
    const lines = decided.flatMap(({ year, cents }) => {
      const cost = Number(costOf({ year, cents }).cents);
      return [
        { side: 'EXPENSE', nature: 'STAFF', year, label: 'Équipe', cents: cost },
        { side: 'INCOME', family: 'OWN', year, label: 'Fonds propres', cents: cost - Number(cents) - missing },
      ];
    });
    return {
      kind: this.name,
      about: `of dossier ${number} by ${by.name}${missing === 1 ? ' with a cent missing' : ''}`,
      by,
      path: `/v1/amount-offers/${id}/${event}`,
      body: event === 'accept' ? { budget: { lines } } : { reasons: REASONS },
      ifMatch: version,
      dossiers: [number],
      locks: [lockOf.envelopes(model), lockOf.dossier(dossier)].slice(event === 'accept' ? 1 : 0),
      judge(now) {
        const found = dossierOf(now, number);
        const award = awardOf(found)!;
        return verdictOn({
          person: by,
          roles: ['HOLDER_REPRESENTATIVE'],
          sees: seesDossier(by, found),
          may: represents(by, found),
          version: [version, award.offer!.version],
          from: award.offer!.state === 'OFFERED',
          unmet: [
            !isSelected(found) && 'dossierSelected',
            event === 'accept' && today(now) > award.offer!.dueOn && 'offerInForce',
            missing > 0 && 'budgetBalances',
          ],
        });
      },
      apply(now) {
        const found = dossierOf(now, number);
        const award = awardOf(found)!;
        Object.assign(award.offer!, { state: event === 'accept' ? 'ACCEPTED' : 'DECLINED', version: version + 1 });
        // The plan of an amendment in force stays.
        if (event === 'accept' && !award.amendments.some(({ state }) => state === 'IN_FORCE')) award.plan = decided.map(costOf);
        if (event === 'decline' && found.state === 'AWARDED') renounce(now, found);
      },
    };
  },
});

const renew: Kind = {
  name: 'offer a lower amount again',
  weight: 2,
  aim(model, people, draw): Act | undefined {
    const offered = model.dossiers.filter((one) => (awardOf(one)?.offer ?? null) !== null);
    const dossier = target(
      draw,
      offered,
      (one) => awardOf(one)!.offer!.state === 'LAPSED' && ['SHORTLISTED', 'AWARDED'].includes(one.state),
    );
    if (dossier === undefined) return undefined;
    const { number } = dossier;
    const { id, version } = awardOf(dossier)!.offer!;
    const by = someone(people, draw, 'REGIONAL_JURY');
    const dueOn = daysFrom(today(model), 10 + draw.below(30));
    return {
      kind: this.name,
      about: `of dossier ${number} by ${by.name} until ${dueOn}`,
      by,
      path: `/v1/amount-offers/${id}/renew`,
      body: { reasons: REASONS, dueOn },
      ifMatch: version,
      dossiers: [number],
      locks: [lockOf.dossier(dossier)],
      judge(now) {
        const found = dossierOf(now, number);
        const { offer } = awardOf(found)!;
        return verdictOn({
          person: by,
          roles: ['REGIONAL_JURY'],
          sees: seesDossier(by, found),
          may: actsIn(by, found, 'REGIONAL_JURY'),
          version: [version, offer!.version],
          from: offer!.state === 'LAPSED',
          unmet: [!isSelected(found) && 'dossierSelected'],
        });
      },
      apply: (now) => Object.assign(awardOf(dossierOf(now, number))!.offer!, { state: 'OFFERED', version: version + 1, dueOn }),
    };
  },
};

export const reducedAndOpen = (dossier: Dossier): boolean => {
  const award = awardOf(dossier);
  return award !== undefined && isReduced(dossier, award.decided) && award.offer?.state !== 'ACCEPTED';
};

export const offerKinds: readonly Kind[] = [answerOffer('accept', 6), answerOffer('decline', 2), renew];
