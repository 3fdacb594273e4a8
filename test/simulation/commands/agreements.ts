import type { Act, Kind } from '../act.js';
import {
  awardOf,
  dossierOf,
  funderOf,
  legOf,
  today,
  type Agreement,
  type Dossier,
  type Leg,
  type Model,
} from '../model/model.js';
import { actsIn, EXAMINERS, OFFICERS, represents, seesAward, type Person } from '../model/sight.js';
import { verdictOn } from '../model/verdict.js';
import { lockOf, someone, target } from './aim.js';
import { agreementOwed } from './legs.js';
import { reducedAndOpen } from './offers.js';

const roleOf = (model: Model, code: string): (typeof OFFICERS)[number] => funderOf(model, code).officer;
const legsOf = (model: Model, number: number, { funders }: Agreement): Leg[] => funders.map((code) => legOf(model, number, code));
const moveLegs = (model: Model, number: number, agreement: Agreement, state: string): void => {
  for (const leg of legsOf(model, number, agreement)) Object.assign(leg, { state, version: leg.version + 1 });
};
/** Its holder sees it once it is sent. */
const sees = (by: Person, dossier: Dossier, { state }: Agreement): boolean =>
  seesAward(by, dossier) && !(state === 'DRAFT' && by.organisation === dossier.organisation);
const mayDraft = (model: Model, by: Person, dossier: Dossier, funders: readonly string[]): boolean =>
  actsIn(by, dossier, ...funders.map((code) => roleOf(model, code)), ...EXAMINERS);

const draft: Kind = {
  name: 'draft an agreement',
  weight: 4,
  aim(model, people, draw): Act | undefined {
    const all = model.dossiers.flatMap((dossier) => (awardOf(dossier)?.legs ?? []).map((leg) => ({ dossier, leg })));
    const found = target(
      draw,
      all,
      ({ dossier, leg }) =>
        dossier.state === 'AWARDED' &&
        leg.state === 'DECIDED' &&
        agreementOwed(model, dossier, leg) &&
        !reducedAndOpen(dossier) &&
        (model.rules.bilateral || awardOf(dossier)!.legs.every(({ state }) => state === 'DECIDED')),
    );
    if (found === undefined) return undefined;
    const { number } = found.dossier;
    const funders = model.rules.bilateral ? [found.leg.funder] : model.funders.map(({ code }) => code);
    const by = someone(people, draw, draw.pick(['STATE_OFFICER', 'CNAF_OFFICER', ...EXAMINERS] as const));
    return {
      kind: this.name,
      about: `of ${funders.join(' and ')} on dossier ${number} by ${by.name}`,
      by,
      path: `/v1/awards/${awardOf(found.dossier)!.id}/agreements`,
      body: model.rules.bilateral ? { funderCode: funders[0] } : {},
      dossiers: [number],
      locks: lockOf.award(model, found.dossier),
      judge(now) {
        const dossier = dossierOf(now, number);
        const decided = funders.every((code) => legOf(now, number, code).state === 'DECIDED');
        const open = reducedAndOpen(dossier);
        const party = mayDraft(now, by, dossier, funders);
        return verdictOn({
          person: by,
          roles: [...OFFICERS, ...EXAMINERS],
          sees: seesAward(by, dossier),
          // Another funder's officer learns it from the machine, once the agreement has its parties.
          may: party,
          from: true,
          unmet: [
            !(decided && dossier.state === 'AWARDED') && 'legsDecided',
            open && 'reductionAccepted',
            open && 'planBalancedForAward',
          ],
          created: true,
        });
      },
      apply(now, { body }) {
        const award = awardOf(dossierOf(now, number))!;
        const agreement: Agreement = { id: String(body.id), state: 'DRAFT', version: 2, funders, waitingSince: null, signed: {} };
        moveLegs(now, number, agreement, 'AGREEMENT_DRAFTED');
        for (const leg of legsOf(now, number, agreement)) leg.agreement = award.agreements.length;
        award.agreements.push(agreement);
      },
    };
  },
};

interface Found {
  readonly dossier: Dossier;
  readonly agreement: Agreement;
  readonly place: number;
}
const allAgreements = (model: Model): Found[] =>
  model.dossiers.flatMap((dossier) =>
    (awardOf(dossier)?.agreements ?? []).map((agreement, place) => ({ dossier, agreement, place })),
  );
const IN_PROGRESS = ['DRAFT', 'SENT', 'SIGNED_BY_HOLDER'];

const send: Kind = {
  name: 'send an agreement',
  weight: 5,
  aim(model, people, draw): Act | undefined {
    const found = target(draw, allAgreements(model), ({ agreement }) => agreement.state === 'DRAFT');
    if (found === undefined) return undefined;
    const { number } = found.dossier;
    const { place } = found;
    const { id, version, funders } = found.agreement;
    const by = someone(people, draw, draw.pick(EXAMINERS));
    return {
      kind: this.name,
      about: `of dossier ${number} by ${by.name}`,
      by,
      path: `/v1/agreements/${id}/send`,
      body: {},
      ifMatch: version,
      dossiers: [number],
      locks: lockOf.award(model, found.dossier),
      judge(now) {
        const dossier = dossierOf(now, number);
        const agreement = awardOf(dossier)!.agreements[place]!;
        return verdictOn({
          person: by,
          roles: [...OFFICERS, ...EXAMINERS],
          sees: sees(by, dossier, agreement),
          may: mayDraft(now, by, dossier, funders),
          version: [version, agreement.version],
          from: agreement.state === 'DRAFT',
          unmet: [dossier.state !== 'AWARDED' && 'documentWritten'],
        });
      },
      apply(now) {
        const agreement = awardOf(dossierOf(now, number))!.agreements[place]!;
        Object.assign(agreement, { state: 'SENT', version: version + 1, waitingSince: today(now) });
        moveLegs(now, number, agreement, 'SENT');
      },
    };
  },
};

const sign: Kind = {
  name: 'sign an agreement',
  weight: 12,
  aim(model, people, draw): Act | undefined {
    const found = target(
      draw,
      allAgreements(model),
      ({ agreement }) => agreement.state === 'SENT' || agreement.state === 'SIGNED_BY_HOLDER',
    );
    if (found === undefined) return undefined;
    const { number, organisation } = found.dossier;
    const { place } = found;
    const { id, version, funders, signed } = found.agreement;
    const next = signed[''] === undefined ? '' : (funders.find((code) => signed[code] === undefined) ?? funders[0]!);
    const party = draw.chance(90) ? next : draw.pick(['', ...funders]);
    const by =
      party === '' ? someone(people, draw, 'HOLDER_REPRESENTATIVE', organisation) : someone(people, draw, roleOf(model, party));
    return {
      kind: this.name,
      about: `of dossier ${number} for ${party === '' ? 'the holder' : party} by ${by.name}`,
      by,
      path: `/v1/agreements/${id}/sign`,
      body: {
        method: 'PLATFORM',
        capacity: 'Directrice',
        ...(party !== '' && { funderCode: party, authority: 'Préfet de la région Occitanie' }),
      },
      ifMatch: version,
      // Its holder looked before the other act and saw a draft: there is nothing for it to see.
      whenRaced: [404],
      dossiers: [number],
      locks: lockOf.award(model, found.dossier),
      judge(now) {
        const dossier = dossierOf(now, number);
        const agreement = awardOf(dossier)!.agreements[place]!;
        const { state } = agreement;
        const forHolder = party === '' && represents(by, dossier);
        const signedAlready = Object.values(agreement.signed).includes(by.name);
        const before = ['', ...funders].slice(0, ['', ...funders].indexOf(party));
        const funderRules = [
          (party === '' || !actsInRole(by, roleOf(now, party))) && 'ownFunder',
          party !== '' && agreement.signed[party] !== undefined && 'signedOnce',
          party !== '' && before.some((code) => agreement.signed[code] === undefined) && 'inTurn',
        ];
        return verdictOn({
          person: by,
          roles: ['HOLDER_REPRESENTATIVE', ...OFFICERS],
          sees: sees(by, dossier, agreement),
          may: forHolder || actsIn(by, dossier, ...funders.map((code) => roleOf(now, code))),
          version: [version, agreement.version],
          from: forHolder ? state === 'SENT' : state === 'SIGNED_BY_HOLDER',
          unmet: [signedAlready && 'onePartyPerPerson', ...(forHolder ? [] : funderRules)],
        });
      },
      apply(now) {
        const agreement = awardOf(dossierOf(now, number))!.agreements[place]!;
        agreement.signed[party] = by.name;
        agreement.version += 1;
        agreement.waitingSince = today(now);
        if (party === '') {
          agreement.state = 'SIGNED_BY_HOLDER';
          moveLegs(now, number, agreement, 'SIGNED_BY_HOLDER');
        } else if (funders.every((code) => agreement.signed[code] !== undefined)) {
          agreement.state = 'SIGNED';
          agreement.version += 1;
          moveLegs(now, number, agreement, 'SIGNED');
        }
      },
    };
  },
};
const actsInRole = ({ roles, elsewhere }: Person, role: (typeof OFFICERS)[number]): boolean =>
  elsewhere !== true && roles.includes(role);

const cancel: Kind = {
  name: 'void an agreement',
  weight: 2,
  aim(model, people, draw): Act | undefined {
    const found = target(draw, allAgreements(model), ({ agreement }) => IN_PROGRESS.includes(agreement.state));
    if (found === undefined) return undefined;
    const { number } = found.dossier;
    const { place } = found;
    const { id, version, funders } = found.agreement;
    const by = someone(people, draw, roleOf(model, funders[0]!));
    return {
      kind: this.name,
      about: `of dossier ${number} by ${by.name}`,
      by,
      path: `/v1/agreements/${id}/void`,
      body: { reasons: 'Erreur sur le SIRET' },
      ifMatch: version,
      dossiers: [number],
      locks: lockOf.award(model, found.dossier),
      judge(now) {
        const dossier = dossierOf(now, number);
        const agreement = awardOf(dossier)!.agreements[place]!;
        return verdictOn({
          person: by,
          roles: OFFICERS,
          sees: sees(by, dossier, agreement),
          may: actsIn(by, dossier, ...funders.map((code) => roleOf(now, code))),
          version: [version, agreement.version],
          from: IN_PROGRESS.includes(agreement.state),
        });
      },
      apply(now) {
        const agreement = awardOf(dossierOf(now, number))!.agreements[place]!;
        Object.assign(agreement, { state: 'VOIDED', version: version + 1 });
        moveLegs(now, number, agreement, 'DECIDED');
        for (const leg of legsOf(now, number, agreement)) leg.agreement = null;
      },
    };
  },
};

export const agreementKinds: readonly Kind[] = [draft, send, sign, cancel];
