import { newId } from '../../src/kernel/ids.js';
import type { TestApp, TestActor } from './app.js';
import { makeOrganisation, type MadeOrganisation } from './applications.js';
import { DECISION, ENGAGEMENT, makeDecidedAward, type Deciders, type MadeAward } from './awards.js';
import type { MadeCall } from './calls.js';

const IBAN = 'FR7630006000011234567890189';
const BIC = 'AGRIFRPP';

export interface NotifiedAward {
  readonly call: MadeCall;
  readonly award: MadeAward;
  readonly organisation: MadeOrganisation;
  readonly holder: TestActor;
}

/** Decided, committed and notified over HTTP by the State and the Cnaf on the clock's day; the bank details of the holder are confirmed. */
export async function makeNotifiedAward(
  app: TestApp,
  people: Deciders,
  options: {
    readonly call: MadeCall;
    readonly department?: string;
    readonly years: readonly { year: number; cents: number }[];
    readonly organisation?: MadeOrganisation;
  },
): Promise<NotifiedAward> {
  const { call, department = '48', years } = options;
  const organisation = options.organisation ?? (await makeOrganisation(app, { department }));
  const holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
  const officers = { STATE: people.state, CNAF: people.cnaf };
  const award = await makeDecidedAward(app, officers, { call, organisation, department, years: [...years] });
  const now = app.clock.now();
  const bank = { organisationId: organisation.id, iban: IBAN, bic: BIC, accountHolder: organisation.name, number: 1 };
  await app.database.pool.query(
    `INSERT INTO bank_details (id, organisation_id, number, iban, bic, account_holder, state, proposed_by, proposed_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'PROPOSED', $7, $8)`,
    [newId(), bank.organisationId, bank.number, bank.iban, bank.bic, bank.accountHolder, holder.personId, now],
  );
  await app.database.pool.query(
    `UPDATE bank_details SET state = 'ACTIVE', version = version + 1, confirmed_by = $2, confirmed_at = $3 WHERE organisation_id = $1`,
    [organisation.id, people.state.personId, now],
  );
  for (const [code, officer] of Object.entries(officers)) {
    await leg(app, award.id, code, 'engage', officer, { ...ENGAGEMENT, commitmentNumber: `EJ-${code}` });
    await leg(app, award.id, code, 'notify', officer, { notifiedOn: DECISION.decisionDate });
  }
  return { call, award, organisation, holder };
}

/** An act on a funder's share, over HTTP; it must pass. */
export async function leg(
  app: TestApp,
  awardId: string,
  funderCode: string,
  event: string,
  actor: TestActor,
  body: object,
): Promise<void> {
  const { version } = await app.database.read.awardLeg.findFirstOrThrow({ where: { awardId, funderCode } });
  const url = `/v1/awards/${awardId}/legs/${funderCode}/${event}`;
  const { status, body: answer } = await app.post(url, actor, { body, ifMatch: version });
  if (status !== 200) throw new Error(`${funderCode} ${event}: ${status} ${JSON.stringify(answer)}`);
}

export interface Chain {
  readonly examiner: TestActor;
  readonly officer: TestActor;
  readonly accountant: TestActor;
}

/** The three persons who pay for each of the two funders, in a department. */
export async function makeChains(app: TestApp, people: Deciders, department = '48'): Promise<Record<'STATE' | 'CNAF', Chain>> {
  return {
    STATE: {
      examiner: await app.actor({ role: 'DDETS_INSTRUCTOR', territory: `DEP-${department}` }),
      officer: people.state,
      accountant: await app.actor({ role: 'STATE_ACCOUNTANT', territory: 'REG-76' }),
    },
    CNAF: {
      examiner: await app.actor({ role: 'CAF_INSTRUCTOR', territory: `DEP-${department}` }),
      officer: people.cnaf,
      accountant: await app.actor({ role: 'CNAF_ACCOUNTANT', territory: 'REG-76' }),
    },
  };
}

/** Every due payment of a share taken as far as `upTo`, over HTTP; each act must pass. */
export async function payDue(
  app: TestApp,
  awardId: string,
  funderCode: 'STATE' | 'CNAF',
  chain: Chain,
  upTo: 'order' | 'pay' = 'pay',
): Promise<void> {
  const day = app.clock.now().toISOString().slice(0, 10);
  const steps: readonly [string, TestActor, object][] = [
    ['certify', chain.examiner, {}],
    ['liquidate', chain.officer, {}],
    ['order', chain.officer, {}],
    ...(upTo === 'pay' ? [['pay', chain.accountant, { valueDate: day, reference: 'VIR-1' }] as [string, TestActor, object]] : []),
  ];
  const due = await app.database.read.payment.findMany({ where: { awardId, funderCode, state: 'DUE' }, orderBy: { id: 'asc' } });
  for (const { id } of due)
    for (const [event, actor, body] of steps) {
      const { version } = await app.database.read.payment.findUniqueOrThrow({ where: { id } });
      const reply = await app.post(`/v1/payments/${id}/${event}`, actor, { body, ifMatch: version });
      if (reply.status !== 200) throw new Error(`${event}: ${reply.status} ${JSON.stringify(reply.body)}`);
    }
}
