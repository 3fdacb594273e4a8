// The same objects in two regions, and a person of each role in each: what the matrix is tried on.

import { newId } from '../../src/kernel/ids.js';
import { ACCOUNTANT_ROLES, OFFICER_ROLES, ROLES, type Role } from '../../src/kernel/actor.js';
import { makeGrant } from '../support/accounts.js';
import type { TestActor, TestApp, TestGrant } from '../support/app.js';
import {
  issueProof,
  makeApplication,
  makeOrganisation,
  type MadeApplication,
  type MadeOrganisation,
} from '../support/applications.js';
import { causeAt, DECISION, ENGAGEMENT, makeAward, makeSentAgreement, type MadeAward } from '../support/awards.js';
import { post } from '../../src/features/ledger/ledger.store.js';
import { RecoveryOpening } from '../../src/features/recoveries/recovery-opening.js';
import { makeCall, type MadeCall } from '../support/calls.js';
import { makeCommittee, makeSession, type MadeCommittee, type MadeMember, type MadeSession } from '../support/committees.js';
import { makeDocument, pdf, putBytes } from '../support/documents.js';
import { makeDivergence, makeInstructions, makeJointScore } from '../support/instruction.js';
import { makeLetter } from '../support/letters.js';
import { makeSubmittedReport } from '../support/reports.js';
import type { ObjectName } from './matrix.js';

export interface Place {
  readonly department: string;
  readonly region: string;
  readonly call: MadeCall;
  readonly organisation: MadeOrganisation;
  readonly committee: MadeCommittee;
  /** In office, and nobody's own seat: what the acts on a member are tried on. */
  readonly member: MadeMember;
  readonly session: MadeSession;
  readonly submitted: MadeApplication;
  readonly actors: Readonly<Record<Role, TestActor>>;
  /** What stands in the path for each object. */
  readonly params: Readonly<Record<ObjectName, Readonly<Record<string, string>>>>;
}

/** A question that was asked of each published call: asking it again is refused, whoever asks. */
export const ASKED = 'Un CCAS peut-il porter le projet ?';

const REGIONAL: readonly Role[] = ['REGIONAL_JURY', 'CALL_MANAGER', ...OFFICER_ROLES, ...ACCOUNTANT_ROLES];

export function grantOf(
  role: Role,
  { department, region, organisation }: Pick<Place, 'department' | 'region' | 'organisation'>,
): TestGrant {
  if (role === 'HOLDER_EDITOR' || role === 'HOLDER_REPRESENTATIVE') return { role, organisationId: organisation.id };
  return { role, territory: REGIONAL.includes(role) ? `REG-${region}` : `DEP-${department}` };
}

export async function makePlace(app: TestApp, department: string, region: string): Promise<Place> {
  const db = app.database.read;
  const now = app.clock.now();
  const organisation = await makeOrganisation(app, { department });
  const committee = await makeCommittee(app, { department });
  const [, voter, member] = committee.members;
  if (voter === undefined || member === undefined) throw new Error('a committee of five has members');
  // The seats of the committee come with their persons; the other roles are given here.
  const seated: Partial<Record<Role, TestActor>> = {
    COMMITTEE_SECRETARY: committee.secretary,
    COMMITTEE_PRESIDENT: committee.president.actor,
    COMMITTEE_MEMBER: voter.actor,
  };
  const { seatId: chair } = await db.committeeMember.findUniqueOrThrow({ where: { id: committee.president.id } });
  const substituteId = newId();
  const { personId: deputy } = await app.actor();
  await db.committeeSubstitute.create({
    data: {
      id: substituteId,
      seatId: chair,
      personId: deputy,
      capacity: 'SG',
      body: 'Préfecture',
      elected: false,
      startsAt: now,
    },
  });
  const pairs: [Role, TestActor][] = [];
  for (const role of ROLES)
    pairs.push([role, seated[role] ?? (await app.actor(grantOf(role, { department, region, organisation })))]);
  const actors = Object.fromEntries(pairs) as Record<Role, TestActor>;

  const funders = [{ funderCode: 'STATE', name: 'DREETS', siret: '21310555400017' }];
  const call = await makeCall(app, { region, settings: { openData: { funders } } });
  const draftCall = await makeCall(app, { region, state: 'DRAFT' });
  const questionId = newId();
  await db.callEnquiry.create({
    data: { id: questionId, callId: call.id, text: ASKED, askedBy: actors.HOLDER_EDITOR.personId, askedAt: now },
  });
  const base = { call, organisation, department };
  const draft = await makeApplication(app, { ...base, state: 'DRAFT' });
  const submitted = await makeApplication(app, { ...base, state: 'UNDER_EXAMINATION' });
  const receipt = await issueProof(app, submitted.id);
  const agenda = await makeApplication(app, { ...base, state: 'ON_AGENDA' });
  const decided = await makeApplication(app, { ...base, state: 'REFUSED' });
  const incomplete = await makeApplication(app, { ...base, state: 'INCOMPLETE', completion: { items: [{ code: 'RIB' }] } });
  const conditional = await makeApplication(app, { ...base, state: 'COMPLETE' });
  const conditionId = newId();
  await db.applicationCondition.create({
    data: {
      id: conditionId,
      applicationId: conditional.id,
      code: 'RIB',
      label: 'RIB',
      reason: 'Essai',
      effect: 'PAYMENT',
      state: 'OPEN',
      createdAt: now,
      createdBy: newId(),
    },
  });
  const draftDocument = await makeDocument(app, draft.id);
  const submittedDocument = await makeDocument(app, submitted.id);
  const running = await makeInstructions(app, call, submitted, {
    CAF: { state: 'IN_PROGRESS', examinerId: actors.CAF_INSTRUCTOR.personId },
    DDETS: { state: 'IN_PROGRESS', examinerId: actors.DDETS_INSTRUCTOR.personId },
  });
  const signed = await makeInstructions(app, call, decided, { CAF: { state: 'SIGNED' }, DDETS: { state: 'SIGNED' } });
  const examined = await makeApplication(app, { ...base, state: 'EXAMINED' });
  const divergent = await makeApplication(app, { ...base, state: 'EXAMINED' });
  await makeInstructions(app, call, divergent, { CAF: { state: 'SIGNED' }, DDETS: { state: 'SIGNED', opinion: 'UNFAVOURABLE' } });
  const jointScore = await makeJointScore(app, call, divergent, actors.CAF_INSTRUCTOR.personId);
  const divergence = await makeDivergence(app, divergent, actors.CAF_INSTRUCTOR.personId);
  const preparing = await makeSession(app, { committee, call, applications: [examined], state: 'DRAFT' });
  const session = await makeSession(app, { committee, call, applications: [agenda], state: 'OPEN' });
  const minutesOf = async (): Promise<string> => {
    const { id: ended } = await makeSession(app, { committee, call, applications: [], state: 'CLOSED' });
    const { status, body } = await app.post(`/v1/sessions/${ended}/minutes`, actors.COMMITTEE_SECRETARY);
    if (status !== 201) throw new Error(`minutes drafted: ${status}`);
    return String(body.id);
  };
  const draftMinutes = await minutesOf();
  const signedMinutes = await minutesOf();
  const { status: sealed } = await app.post(`/v1/minutes/${signedMinutes}/sign`, actors.COMMITTEE_PRESIDENT, { ifMatch: 2 });
  if (sealed !== 200) throw new Error(`minutes signed: ${sealed}`);
  const copies = `${app.address}/v1/minutes/${signedMinutes}/signed-copies`;
  const { status: copied } = await putBytes(copies, actors.COMMITTEE_SECRETARY, pdf());
  if (copied !== 200) throw new Error(`signed copy kept: ${copied}`);
  const pending = await makeAward(app, base);
  const complete = await makeAward(app, base);
  const agreed = await makeAward(app, base);
  for (const { id: awardId } of [complete, agreed])
    for (const [funder, role] of [
      ['STATE', 'STATE_OFFICER'],
      ['CNAF', 'CNAF_OFFICER'],
    ] as const) {
      const { status } = await app.post(`/v1/awards/${awardId}/legs/${funder}/decide`, actors[role], {
        ifMatch: 1,
        body: { ...DECISION, decisionDate: '2023-06-15' },
      });
      if (status !== 200) throw new Error(`${funder} decided: ${status}`);
    }
  const agreement = await makeSentAgreement(app, agreed.id, actors.STATE_OFFICER);

  const settled = await makeAward(app, base);
  const settling = await makeSettled(app, settled);
  const paid = await makePayments(app, complete.id, organisation, actors);
  const amendment = await makeAmendment(app, complete.id, actors);
  const opened = await app.post(`/v1/awards/${complete.id}/legs/STATE/measures`, actors.STATE_OFFICER, {
    body: { kind: 'TERMINATION', ground: 'NOT_CARRIED_OUT', grievances: 'Essai' },
  });
  if (opened.status !== 201) throw new Error(`measure opened: ${opened.status} ${JSON.stringify(opened.body)}`);
  const report = await makeSubmittedReport(app, complete.id, actors.HOLDER_REPRESENTATIVE.personId);

  const onReserve = await makeApplication(app, { ...base, state: 'RESERVE' });
  const proposalId = newId();
  const proposed = { rank: 1, cause: 'application.renounced', causeId: newId(), state: 'PROPOSED', proposedAt: now };
  await db.reserveProposal.create({
    data: { id: proposalId, applicationId: onReserve.id, callId: call.id, examination: 1, ...proposed },
  });
  const lower = await makeAward(app, base);
  const offerId = newId();
  await db.amountOffer.create({
    data: {
      id: offerId,
      applicationId: lower.application.id,
      callId: call.id,
      awardId: lower.id,
      state: 'OFFERED',
      offeredAt: now,
      dueAt: new Date('2030-01-01T00:00:00Z'),
    },
  });
  const late = await makeApplication(app, { ...base, state: 'LATE' });
  const ineligible = await makeApplication(app, { ...base, state: 'INELIGIBLE' });
  const reexamined = await makeApplication(app, { ...base, state: 'REFUSED', columns: { examination: 2 } });
  const ended = {
    state: 'REFUSED',
    decidedSince: now,
    endedAt: now,
    refusal: { reasons: 'Essai', appeal: 'Essai', capacity: 'essai', date: now },
  };
  await db.applicationExamination.create({ data: { applicationId: reexamined.id, number: 1, ...ended } });
  const made = async (url: string, role: Role, body: object): Promise<string> => {
    const reply = await app.post<{ id: string }>(url, actors[role], { body });
    if (reply.status !== 201) throw new Error(`${url}: ${reply.status}`);
    return reply.body.id;
  };
  const appeal = (of: MadeApplication, kind: string): Promise<string> =>
    made(`/v1/applications/${of.id}/appeals`, 'HOLDER_REPRESENTATIVE', { kind, grounds: 'Essai' });
  const exception = await made(`/v1/applications/${late.id}/late-exceptions`, 'CALL_MANAGER', { reasons: 'Essai' });
  const [own, joint, hierarchical] = [
    await appeal(decided, 'GRACIEUX'),
    await appeal(ineligible, 'GRACIEUX'),
    await appeal(ineligible, 'HIERARCHIQUE'),
  ];

  const letterId = await makeLetter(app, decided);

  const agencyId = newId();
  await db.agency.create({
    data: { id: agencyId, kind: 'CAF', name: `Caf ${department}`, territory: `DEP-${department}`, createdAt: now },
  });
  const jobId = newId();
  await db.outbox.create({ data: { id: jobId, job: 'spec', payload: {}, createdAt: now, dispatchedAt: now, doneAt: now } });
  const person = await app.actor();
  const grantId = await makeGrant(app, person.personId, 'COMMITTEE_MEMBER', { territory: `DEP-${department}` });

  const joinRequestId = newId();
  const { personId: candidate } = await app.actor();
  const asks = { siret: '21310555400017', role: 'HOLDER_EDITOR', message: 'Essai', state: 'PENDING', createdAt: now };
  await db.joinRequest.create({ data: { id: joinRequestId, personId: candidate, organisationId: organisation.id, ...asks } });
  // Of the Caf examiner.
  const ownerId = actors.CAF_INSTRUCTOR.personId;
  const filterId = newId();
  await db.deskFilter.create({
    data: { id: filterId, personId: ownerId, name: 'Essai', filter: {}, createdAt: now, updatedAt: now },
  });
  const noticeId = newId();
  const about = { kind: 'newMessage', subject: 'application', subjectId: submitted.id, sourceId: newId() };
  await db.notification.create({ data: { id: noticeId, personId: ownerId, delivery: 'NONE', at: now, ...about } });

  const simulationId = newId();
  const by = {
    createdBy: actors.REGIONAL_JURY.personId,
    updatedBy: actors.REGIONAL_JURY.personId,
    createdAt: now,
    updatedAt: now,
  };
  await db.selectionSimulation.create({ data: { id: simulationId, callId: call.id, name: 'Essai', ...by } });
  const optimisationId = newId();
  await db.selectionOptimisation.create({
    data: {
      id: optimisationId,
      callId: call.id,
      name: 'Essai',
      request: {},
      problem: { funders: [], envelopes: [], candidates: [] },
      problemHash: '0'.repeat(64),
      status: 'TIME_LIMIT',
      nodes: 0,
      milliseconds: 0,
      solver: 'essai',
      requestedBy: actors.REGIONAL_JURY.personId,
      requestedAt: now,
      lines: {
        create: {
          applicationId: submitted.id,
          taken: false,
          reduced: false,
          years: [],
          cents: [],
          value: 0,
          because: [],
          missing: [],
        },
      },
    },
  });
  const absenceId = newId();
  const away = { startsAt: now, endsAt: new Date('2040-01-01T00:00:00Z'), declaredBy: ownerId, declaredAt: now };
  await db.examinerAbsence.create({ data: { id: absenceId, personId: ownerId, state: 'DECLARED', ...away } });

  const expertRequestId = newId();
  const { personId: expertId } = await app.actor();
  await db.expertRequest.create({
    data: {
      id: expertRequestId,
      applicationId: submitted.id,
      examination: 1,
      department,
      agencyKind: 'CAF',
      state: 'ACCEPTED',
      requestedBy: ownerId,
      requestedAt: now,
      expertId,
      question: 'Question posée à l’expert',
      dueAt: new Date('2040-01-01T00:00:00Z'),
      acceptedAt: now,
      documents: { create: { documentId: submittedDocument } },
    },
  });

  const { id: envelopeId } = await db.envelope.findFirstOrThrow({ where: { callId: call.id, funderCode: 'STATE', year: 2023 } });

  const id = (value: string) => ({ id: value });
  const params: Place['params'] = {
    nothing: { file: 'start.js', code: 'not-found' },
    person: id(person.personId),
    grant: id(grantId),
    job: id(jobId),
    organisation: { id: organisation.id, grantId: newId(), invitationId: newId() },
    'join request': id(joinRequestId),
    agency: id(agencyId),
    'draft call': id(draftCall.id),
    'published call': { id: call.id, number: '1', questionId, simulationId, funderCode: 'STATE' },
    'draft application': { id: draft.id, personId: newId(), version: '1' },
    'submitted application': { id: submitted.id, number: '1', other: '1', version: '1' },
    'application on agenda': { id: agenda.id, number: '1', other: '1' },
    'incomplete application': { id: incomplete.id, itemId: incomplete.itemIds[0] ?? '' },
    'conditional application': { id: conditional.id, conditionId },
    'decided application': { id: decided.id, number: '1' },
    'draft document': id(draftDocument),
    'submitted document': id(submittedDocument),
    'Caf instruction': id(running.CAF.id),
    'DDETS instruction': id(running.DDETS.id),
    'decided instruction': id(signed.CAF.id),
    'joint score': id(jointScore),
    divergence: id(divergence),
    'divergent application': id(divergent.id),
    committee: { id: committee.id, memberId: member.id, seatId: chair, substituteId },
    absence: id(absenceId),
    'expert request': { id: expertRequestId, documentId: submittedDocument },
    'session in preparation': id(preparing.id),
    'open session': id(session.id),
    'draft minutes': id(draftMinutes),
    'signed minutes': { id: signedMinutes, number: '1' },
    'pending award': id(pending.id),
    'complete award': id(complete.id),
    'late exception': id(exception),
    appeal: id(own),
    'joint appeal': id(joint),
    'hierarchical appeal': id(hierarchical),
    're-examined application': { id: reexamined.id, number: '1' },
    'State leg': { id: pending.id, funderCode: 'STATE' },
    'measured leg': { id: complete.id, funderCode: 'STATE' },
    measure: id(String(opened.body.id)),
    'State payment': id(paid.STATE),
    'Cnaf payment': id(paid.CNAF),
    'bank details': id(paid.proposed),
    recovery: id(settling.recovery),
    balance: id(settling.balance),
    'balanced award': id(settled.id),
    report: { id: report, number: '1' },
    'State credits': { id: call.id, code: 'STATE' },
    'Cnaf credits': { id: call.id, code: 'CNAF' },
    'Cnaf batch': { id: call.id, code: 'CNAF', batchId: paid.batch },
    'Cnaf leg': { id: pending.id, funderCode: 'CNAF' },
    'reserve proposal': id(proposalId),
    'amount offer': id(offerId),
    agreement: { ...agreement, kind: 'SCAN' },
    amendment: id(amendment),
    receipt: { number: receipt },
    letter: id(letterId),
    'own filter': id(filterId),
    'own notice': id(noticeId),
    simulation: id(simulationId),
    optimisation: { id: optimisationId, applicationId: submitted.id },
    envelope: id(envelopeId),
  };
  return { department, region, call, organisation, committee, member, session, submitted, actors, params };
}

/** Both shares notified; a payment due of the State, one of the Cnaf ordered and in a batch; bank details confirmed, and others proposed. */
async function makePayments(
  app: TestApp,
  awardId: string,
  organisation: MadeOrganisation,
  actors: Place['actors'],
): Promise<Record<'STATE' | 'CNAF' | 'proposed' | 'batch', string>> {
  const done = async (url: string, actor: TestActor, body: object, ifMatch?: number): Promise<string> => {
    const reply = await app.post(url, actor, { body, ...(ifMatch !== undefined && { ifMatch }) });
    if (reply.status > 201) throw new Error(`${url}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return String(reply.body.id);
  };
  const details = `/v1/organisations/${organisation.id}/bank-details`;
  const account = { iban: 'FR7630006000011234567890189', bic: 'AGRIFRPP', accountHolder: organisation.name };
  const confirmed = await done(details, actors.HOLDER_REPRESENTATIVE, account);
  await done(`/v1/bank-details/${confirmed}/confirm`, actors.CAF_INSTRUCTOR, {}, 1);
  const proposed = await done(details, actors.HOLDER_REPRESENTATIVE, account);
  for (const [funder, officer] of [
    ['STATE', actors.STATE_OFFICER],
    ['CNAF', actors.CNAF_OFFICER],
  ] as const) {
    const url = `/v1/awards/${awardId}/legs/${funder}`;
    await done(`${url}/engage`, officer, { ...ENGAGEMENT, commitmentDate: '2023-06-15', orderDate: '2023-06-15' }, 2);
    await done(`${url}/notify`, officer, { notifiedOn: '2023-06-15' }, 3);
  }
  const { callId } = await app.database.read.award.findUniqueOrThrow({ where: { id: awardId } });
  const first = async (funderCode: string): Promise<string> =>
    (await app.database.read.payment.findFirstOrThrow({ where: { awardId, funderCode, state: 'DUE' } })).id;
  const [STATE, CNAF] = [await first('STATE'), await first('CNAF')];
  await done(`/v1/payments/${CNAF}/certify`, actors.CAF_INSTRUCTOR, {}, 2);
  await done(`/v1/payments/${CNAF}/liquidate`, actors.CNAF_OFFICER, {}, 3);
  await done(`/v1/payments/${CNAF}/order`, actors.CNAF_OFFICER, {}, 4);
  const { iban, bic } = account;
  const batch = await done(`/v1/calls/${callId}/funders/CNAF/payment-batches`, actors.CNAF_ACCOUNTANT, {
    executionOn: '2023-06-16',
    debtor: { name: 'Caf', iban, bic },
  });
  return { STATE, CNAF, proposed, batch };
}

/** Asked by the holder, agreed by both funders: it waits for the holder's signature. */
async function makeAmendment(app: TestApp, awardId: string, actors: Place['actors']): Promise<string> {
  const body = { kind: 'DATES', change: { endsOn: '2026-08-31' }, reasons: 'Essai' };
  const { body: made } = await app.post<{ id: string }>(`/v1/awards/${awardId}/amendments`, actors.HOLDER_EDITOR, { body });
  const opinion = (agency: string) => ({ agency, favourable: true, text: 'Essai' });
  const agreement = (funderCode: string) => ({ ...DECISION, decisionDate: '2023-06-15', funderCode });
  for (const [event, role, input] of [
    ['submit', 'HOLDER_REPRESENTATIVE', {}],
    ['opinion', 'CAF_INSTRUCTOR', opinion('CAF')],
    ['opinion', 'DDETS_INSTRUCTOR', opinion('DDETS')],
    ['agree', 'STATE_OFFICER', agreement('STATE')],
    ['agree', 'CNAF_OFFICER', agreement('CNAF')],
  ] as const) {
    const { version } = await app.database.read.amendment.findUniqueOrThrow({ where: { id: made.id } });
    const reply = await app.post(`/v1/amendments/${made.id}/${event}`, actors[role], { body: input, ifMatch: version });
    if (reply.status !== 200) throw new Error(`amendment ${event}: ${reply.status} ${JSON.stringify(reply.body)}`);
  }
  return made.id;
}

/** What is left to be given back to the State of ten euros that it paid, and a balance proposed; written directly, nothing of it is judged. */
async function makeSettled(
  app: TestApp,
  { id: awardId, application, legs }: MadeAward,
): Promise<Record<'recovery' | 'balance', string>> {
  const now = app.clock.now();
  const year = application.years[0]?.year ?? 2023;
  const { callId, id: applicationId } = application;
  const lines = [{ funderCode: 'STATE', year, cents: 1000n }];
  return app.database.transaction(async (tx) => {
    for (const kind of ['COMMIT', 'ORDER', 'PAY'] as const)
      await post(tx, { kind, callId, applicationId, lines, cause: causeAt(now) });
    const message = { name: 'test', aggregate: 'test', id: newId(), input: {}, depth: 0, ...causeAt(now) };
    const due = {
      awardId,
      legId: legs.STATE ?? '',
      origin: 'BALANCE' as const,
      sourceId: newId(),
      lines: [{ year, cents: 1000n }],
    };
    const recovery = await new RecoveryOpening().open(tx, message, { ...due, explanation: { fr: 'Essai', en: 'Test' } });
    const balance = newId();
    await tx.db.balance.create({ data: { id: balance, awardId, applicationId, callId, state: 'AWAITED', createdAt: now } });
    const sums = {
      decidedCents: 500n,
      reducedCents: 0n,
      paidCents: 0n,
      orderedCents: 0n,
      finalCents: 400n,
      overCents: 0n,
      leftCents: 400n,
    };
    await tx.db.balanceComputation.create({
      data: {
        balanceId: balance,
        number: 1,
        ...{
          decidedCents: 1000n,
          reducedCents: 0n,
          awardCents: 1000n,
          plannedCents: 1000n,
          eligibleCents: 1000n,
          rateCostCents: 1000n,
        },
        ...{
          capNumerator: 80n,
          capDenominator: 100n,
          otherCents: 0n,
          endedCents: 0n,
          capCents: 800n,
          paidCents: 0n,
          orderedCents: 0n,
        },
        ...{
          unspentCents: 0n,
          keptBasisPoints: 0n,
          keptCents: 0n,
          finalCents: 800n,
          overCents: 0n,
          leftCents: 800n,
          computedAt: now,
        },
        legs: { create: Object.values(legs).map((legId) => ({ legId, ...sums, committedCents: 500n })) },
      },
    });
    await tx.db.balance.update({ where: { id: balance }, data: { state: 'COMPUTED', version: 2 } });
    await tx.db.balance.update({ where: { id: balance }, data: { state: 'PROPOSED', version: 3, remarksUntil: '2030-01-01' } });
    return { recovery: recovery ?? '', balance };
  });
}

/** Roles of one department, or of one holder. */
export const LOCAL: readonly Role[] = ROLES.filter(
  (role) => !REGIONAL.includes(role) && role !== 'AUDITOR' && role !== 'ADMINISTRATOR',
);

/** People of the local roles in another department of the same region. */
export async function makeNeighbours(
  app: TestApp,
  department: string,
  region: string,
): Promise<Partial<Record<Role, TestActor>>> {
  const organisation = await makeOrganisation(app, { department });
  const neighbours: Partial<Record<Role, TestActor>> = {};
  for (const role of LOCAL) neighbours[role] = await app.actor(grantOf(role, { department, region, organisation }));
  return neighbours;
}
