// What payments wait for: credits and bank details.

import type { Act, Kind } from '../act.js';
import { envelopeOf, funderOf } from '../model/model.js';
import { reviewNow } from '../model/payments.js';
import { EXAMINERS, OFFICERS, seesAccounts, serves } from '../model/sight.js';
import { verdictOn } from '../model/verdict.js';
import { someone, target } from './aim.js';

const stopCredits: Kind = {
  name: 'stop or open the payment of credits',
  weight: 1,
  aim(model, people, draw): Act {
    const stopped = model.envelopes.filter((one) => one.stopped);
    const {
      funder,
      year,
      stopped: open,
    } = stopped.length > 0 && draw.chance(80) ? draw.pick(stopped) : draw.pick(model.envelopes);
    const { officer } = funderOf(model, funder);
    const by = someone(people, draw, officer);
    return {
      kind: this.name,
      about: `${funder} ${year} ${open ? 'open' : 'stopped'} by ${by.name}`,
      by,
      path: `/v1/calls/${model.callId}/funders/${funder}/payment-credits`,
      body: { year, open, reasons: 'Mesure de la simulation' },
      dossiers: [],
      locks: [],
      judge: () => verdictOn({ person: by, roles: OFFICERS, sees: serves(by, officer), may: true, from: true, created: true }),
      apply(now) {
        envelopeOf(now, funder, year).stopped = !open;
      },
    };
  },
};

/** Valid ones, each of its own bank. */
const ACCOUNTS = [
  { iban: 'FR7630006000011234567890189', bic: 'AGRIFRPP' },
  { iban: 'FR1420041010050500013M02606', bic: 'PSSTFRPPXXX' },
];

const propose: Kind = {
  name: 'propose bank details',
  weight: 3,
  aim(model, people, draw): Act {
    const bare = model.organisations.filter(({ accounts }) => accounts.length === 0);
    const organisation = draw.chance(70) && bare.length > 0 ? draw.pick(bare) : draw.pick(model.organisations);
    const place = model.organisations.indexOf(organisation);
    const by = draw.chance(70)
      ? someone(people, draw, 'HOLDER_REPRESENTATIVE', place)
      : someone(people, draw, draw.pick(['STATE_OFFICER', 'CNAF_OFFICER']));
    const wrong = draw.below(20);
    const { iban, bic } = draw.pick(ACCOUNTS);
    return {
      kind: this.name,
      about: `of organisation ${place} by ${by.name}${wrong < 2 ? ', wrong' : ''}`,
      by,
      path: `/v1/organisations/${organisation.id}/bank-details`,
      body: {
        iban: wrong === 0 ? iban.replace(/.$/, '0') : iban,
        bic,
        accountHolder: wrong === 1 ? 'Trésor public' : organisation.name,
      },
      dossiers: [],
      locks: [],
      judge(now) {
        const { accounts } = now.organisations[place]!;
        const verdict = verdictOn({
          person: by,
          roles: ['HOLDER_REPRESENTATIVE', ...OFFICERS],
          sees: seesAccounts(by, place),
          may: true,
          from: true,
          unmet: [wrong === 0 && 'ibanValid', wrong === 1 && 'accountOfHolder'],
          created: true,
        });
        return verdict.status === 201 && accounts.some(({ state }) => state === 'PROPOSED')
          ? { status: 409, rules: [] }
          : verdict;
      },
      apply(now, { body }) {
        const { accounts } = now.organisations[place]!;
        accounts.push({ id: String(body.id), number: accounts.length + 1, state: 'PROPOSED', version: 1, by: by.name });
      },
    };
  },
};

const settle = (event: 'confirm' | 'refuse', weight: number): Kind => ({
  name: `${event} bank details`,
  weight,
  aim(model, people, draw): Act | undefined {
    const all = model.organisations.flatMap(({ accounts }, place) => accounts.map((account) => ({ place, account })));
    const found = target(draw, all, ({ account }) => account.state === 'PROPOSED');
    if (found === undefined) return undefined;
    const { place } = found;
    const { id, number, version } = found.account;
    const by = someone(people, draw, draw.pick([...EXAMINERS, 'STATE_OFFICER', 'CNAF_OFFICER'] as const));
    const concerned = model.dossiers.filter(({ organisation }) => organisation === place).map((one) => one.number);
    return {
      kind: this.name,
      about: `n° ${number} of organisation ${place} by ${by.name}`,
      by,
      path: `/v1/bank-details/${id}/${event}`,
      body: event === 'confirm' ? {} : { reasons: 'Compte d’un tiers' },
      ifMatch: version,
      dossiers: concerned,
      locks: [{ table: 'bank_details', ids: [id] }],
      judge(now) {
        const account = now.organisations[place]!.accounts.find((one) => one.number === number)!;
        return verdictOn({
          person: by,
          roles: [...EXAMINERS, ...OFFICERS],
          sees: seesAccounts(by, place),
          may: serves(by, ...EXAMINERS, ...OFFICERS),
          version: [version, account.version],
          from: account.state === 'PROPOSED',
          unmet: [(by.name === account.by || by.organisation === place) && 'secondPerson'],
        });
      },
      apply(now) {
        const account = now.organisations[place]!.accounts.find((one) => one.number === number)!;
        account.state = event === 'confirm' ? 'ACTIVE' : 'REFUSED';
        account.version += 1;
        if (event === 'refuse') return;
        for (const dossier of now.dossiers) {
          if (dossier.organisation !== place) continue;
          const payments = dossier.awards.flatMap(({ legs }) => legs.flatMap((leg) => leg.payments));
          reviewNow(
            now,
            payments.filter(({ state, heldCause }) => state === 'PLANNED' || (state === 'HELD' && heldCause === 'BANK_DETAILS')),
          );
        }
      },
    };
  },
});

export const creditKinds: readonly Kind[] = [stopCredits, propose, settle('confirm', 4), settle('refuse', 1)];
