// A call of its own, with its funders, persons and dossiers, and the model of all that at its start.

import type { CallFunder } from '../../src/features/calls/call-facts.js';
import { FIPE_2023 } from '../../src/features/calls/templates/fipe-2023.js';
import type { Role } from '../../src/kernel/actor.js';
import type { TestApp } from '../support/app.js';
import { makeApplication, makeContent, makeOrganisation } from '../support/applications.js';
import { makeCall } from '../support/calls.js';
import { Draw, type Roll } from './draw.js';
import type { Dossier, Funder, Model, Organisation, Rules, Tranche } from './model/model.js';
import type { Person } from './model/sight.js';

export interface World {
  readonly number: number;
  model: Model;
  readonly people: readonly Person[];
}

const [STATE, CNAF, PARTNER] = [
  { name: 'État', family: 'STATE', officer: 'STATE_OFFICER', accountant: 'STATE_ACCOUNTANT', certifier: 'DDETS_INSTRUCTOR' },
  { name: 'Cnaf', family: 'FAMILY_BRANCH', officer: 'CNAF_OFFICER', accountant: 'CNAF_ACCOUNTANT', certifier: 'CAF_INSTRUCTOR' },
  { name: 'Région', family: 'LOCAL', officer: 'PARTNER_OFFICER', accountant: 'PARTNER_ACCOUNTANT', certifier: 'PARTNER_OFFICER' },
] as const;

const SIGNATURE = { kind: 'SIGNATURE' } as const;
const SAME = { kind: 'REPORT', report: 'SAME' } as const;
const PREVIOUS = { kind: 'REPORT', report: 'PREVIOUS' } as const;

/** 70 % at the notification and the balance on the report, as the programme's own template. */
const TWO: Rules['schedules'] = [
  [
    { kind: 'ADVANCE', rate: 7_000, conditions: [SIGNATURE] },
    { kind: 'BALANCE', rate: 3_000, conditions: [SAME] },
  ],
  [
    { kind: 'ADVANCE', rate: 7_000, conditions: [{ kind: 'DATE', day: '01-15' }, PREVIOUS] },
    { kind: 'BALANCE', rate: 3_000, conditions: [SAME] },
  ],
];
/** With an instalment that the ceiling of 80 % does not let pass whole. */
const THREE: readonly Tranche[] = [
  { kind: 'ADVANCE', rate: 6_000, conditions: [SIGNATURE] },
  { kind: 'INSTALMENT', rate: 3_500, conditions: [{ kind: 'START' }] },
  { kind: 'BALANCE', rate: 500, conditions: [SAME] },
];

interface Setting {
  readonly funders: readonly (readonly [typeof STATE | typeof CNAF | typeof PARTNER, code: string, weight: number])[];
  readonly rules: Rules;
}
const RULES: Rules = {
  acceptance: 'BEFORE_AGREEMENT',
  offerDays: 30,
  waitForOtherFunder: false,
  agreementAlways: false,
  bilateral: false,
  schedules: TWO,
  remarkDays: 30,
  unspentKept: 0,
  published: ['STATE', 'CNAF', 'REGION'],
};
/** Halves; three fifths and two fifths that pay together; three funders; halves again, each with its agreements. */
const SETTINGS: readonly Setting[] = [
  {
    funders: [
      [STATE, 'STATE', 1],
      [CNAF, 'CNAF', 1],
    ],
    rules: RULES,
  },
  {
    funders: [
      [STATE, 'STATE', 3],
      [CNAF, 'CNAF', 2],
    ],
    rules: { ...RULES, acceptance: 'BEFORE_DECISION', waitForOtherFunder: true },
  },
  {
    funders: [
      [STATE, 'STATE', 1],
      [CNAF, 'CNAF', 1],
      [PARTNER, 'REGION', 1],
    ],
    rules: { ...RULES, schedules: [THREE, THREE], remarkDays: 10 },
  },
  {
    funders: [
      [STATE, 'STATE', 1],
      [CNAF, 'CNAF', 1],
    ],
    rules: {
      ...RULES,
      bilateral: true,
      agreementAlways: true,
      schedules: [THREE, TWO[1]],
      unspentKept: 2_500,
      published: ['STATE'],
    },
  },
];

/** The first one is over when the season begins: its envelopes may be closed. */
const YEARS = [2022, 2023, 2024, 2025];
const DEPARTMENT = '48';
const ORGANISATIONS = 10;
const DOSSIERS = 24;
/** Of each funder and year: about half of what the dossiers ask. */
const ENVELOPE = 14_000_000n;

const STAFF: readonly (readonly [name: string, ...roles: Role[]])[] = [
  ['jury', 'REGIONAL_JURY'],
  ['state', 'STATE_OFFICER'],
  ['state2', 'STATE_OFFICER'],
  ['cnaf', 'CNAF_OFFICER'],
  ['cnaf2', 'CNAF_OFFICER'],
  // One of them certifies what the other orders.
  ['partner', 'PARTNER_OFFICER'],
  ['partner2', 'PARTNER_OFFICER'],
  ['ddets', 'DDETS_INSTRUCTOR'],
  ['caf', 'CAF_INSTRUCTOR'],
  ['stateAccountant', 'STATE_ACCOUNTANT'],
  ['cnafAccountant', 'CNAF_ACCOUNTANT'],
  ['partnerAccountant', 'PARTNER_ACCOUNTANT'],
  ['auditor', 'AUDITOR'],
  // Two funders' officer, and examiner and accountant of one: whatever the roles, a person has one duty.
  ['bothOfficers', 'STATE_OFFICER', 'CNAF_OFFICER'],
  ['everyDuty', 'DDETS_INSTRUCTOR', 'STATE_OFFICER', 'STATE_ACCOUNTANT'],
];

async function makePeople(app: TestApp, organisations: readonly Organisation[]): Promise<Person[]> {
  const people: Person[] = [];
  for (const [name, ...roles] of STAFF) {
    const actor = await app.actor(...roles.map((role) => ({ role, territory: role === 'AUDITOR' ? 'FR' : 'REG-76' })));
    people.push({ ...actor, name, roles });
  }
  people.push({
    ...(await app.actor({ role: 'STATE_OFFICER', territory: 'REG-11' })),
    name: 'elsewhere',
    roles: ['STATE_OFFICER'],
    elsewhere: true,
  });
  for (const [organisation, { id }] of organisations.entries()) {
    const actor = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: id });
    people.push({ ...actor, name: `holder${organisation}`, roles: ['HOLDER_REPRESENTATIVE'], organisation });
  }
  return people;
}

/** Persons who have an interest in some dossiers: an officer, an accountant and the jury's own. */
const TIED = ['state2', 'stateAccountant', 'caf'];

export async function makeWorld(app: TestApp, number: number, roll: Roll): Promise<World> {
  const draw = new Draw(roll);
  const { funders, rules } = SETTINGS[number % SETTINGS.length]!;
  const called = funders.map(([{ name, family, officer }, code, weight], position): CallFunder => ({
    code,
    name,
    family,
    position,
    weight,
    officerRole: officer,
  }));
  const call = await makeCall(app, {
    state: 'UNDER_SELECTION',
    years: YEARS,
    envelopeCents: ENVELOPE,
    funders: called,
    settings: {
      reducedAmount: { acceptance: rules.acceptance, days: rules.offerDays },
      agreement: {
        ...FIPE_2023.agreement!,
        required: rules.agreementAlways ? 'ALWAYS' : 'BY_LAW',
        form: rules.bilateral ? 'BILATERAL' : 'TRIPARTITE',
        terms: { ...FIPE_2023.agreement!.terms!, ...(rules.unspentKept > 0 && { unspentKept: rules.unspentKept }) },
      },
      payments: {
        schedules: [{ yearOrder: 1, tranches: rules.schedules[0] }, { tranches: rules.schedules[1] }],
        waitForOtherFunder: rules.waitForOtherFunder,
      },
      recoveries: { remarkDays: rules.remarkDays },
      openData: { funders: rules.published.map((funderCode) => ({ funderCode, name: funderCode, siret: '17480001200012' })) },
    },
  });
  const organisations: Organisation[] = [];
  for (let place = 0; place < ORGANISATIONS; place += 1) {
    const holderType = place % 3 === 0 ? 'ASSOCIATION' : 'COMMUNE';
    const made = await makeOrganisation(app, { holderType, department: DEPARTMENT });
    organisations.push({ id: made.id, name: made.name, holderType, accounts: [] });
  }
  const people = await makePeople(app, organisations);
  const dossiers: Dossier[] = [];
  for (let place = 0; place < DOSSIERS; place += 1) {
    const organisation = draw.below(ORGANISATIONS);
    const { id: organisationId, name, holderType } = organisations[organisation]!;
    const first = draw.chance(12) ? 0 : 1;
    const years = YEARS.slice(first, first + 1 + draw.below(3)).map((year) => ({ year, cents: 400_003 + draw.below(5_600_000) }));
    const state = draw.chance(75) ? 'COMMITTEE_FAVOURABLE' : 'COMMITTEE_UNFAVOURABLE';
    const interested = draw.chance(25) ? [draw.pick(TIED)] : [];
    const application = await makeApplication(app, {
      call,
      organisation: { id: organisationId, name, holderType, department: DEPARTMENT },
      department: DEPARTMENT,
      state,
      content: makeContent(call, { years }),
    });
    await app.database.read.interest.createMany({
      data: interested.map((tied) => {
        const { personId } = people.find((one) => one.name === tied)!;
        return { applicationId: application.id, personId, reason: 'Proche', declaredAt: app.clock.now(), declaredBy: personId };
      }),
    });
    dossiers.push({
      id: application.id,
      number: place,
      organisation,
      requested: years.map(({ year, cents }) => ({ year, cents: BigInt(cents) })),
      interested,
      state,
      version: 1,
      rank: null,
      expiresOn: null,
      awards: [],
      accounts: {},
    });
  }
  const rows = await app.database.read.envelope.findMany({
    where: { callId: call.id },
    orderBy: [{ funderCode: 'asc' }, { year: 'asc' }],
  });
  const model: Model = {
    callId: call.id,
    rules,
    funders: funders.map(([{ family, officer, accountant, certifier }, code, weight]): Funder => ({
      code,
      weight,
      family,
      officer,
      accountant,
      certifier,
    })),
    years: YEARS,
    envelopes: rows.map(({ id, funderCode, year }) => ({
      id,
      funder: funderCode,
      year,
      state: 'OPEN',
      version: 1,
      amount: ENVELOPE,
      frozen: 0n,
      held: { RESERVED: 0n, COMMITTED: 0n, ORDERED: 0n, PAID: 0n, RECOVERED: 0n },
      stopped: false,
    })),
    organisations,
    dossiers,
    batches: [],
    now: app.clock.now().getTime(),
  };
  return {
    number,
    model,
    people: people.filter(({ roles }) => number % SETTINGS.length === 2 || !roles.includes('PARTNER_OFFICER')),
  };
}
