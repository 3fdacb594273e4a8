// What is sent on each route: a well-formed request that is refused once access has been decided, so that no cell changes what the next
// ones are tried on. Order of the refusals: 401, 403 of the role, 400, then 404, 403, 412, 409, 422.

import { Agent, request } from 'node:http';

import { FIPE_2023 } from '../../src/features/calls/templates/fipe-2023.js';
import { newId } from '../../src/kernel/ids.js';
import { FUNDERS } from '../support/calls.js';
import type { TestActor, TestApp } from '../support/app.js';
import { DECISION } from '../support/awards.js';
import { ASKED, type Place } from './access-world.js';

const agent = new Agent({ keepAlive: true });

/** A version that no row ever reaches. */
export const STALE = 999_999_999;

export interface Probe {
  readonly body?: unknown;
  /** Answer to those who may. */
  readonly answer: number;
}

const years = [{ year: 2023, cents: 100 }];
const reasons = 'Essai';
const HANDS = { for: 1, against: 0, abstain: 0, blank: 0 };
const itemOf = ({ session }: Place): string => session.itemIds[0] ?? '';
const stale = (body: unknown = {}): Probe => ({ body, answer: 412 });

const WRITES: Readonly<Record<string, (place: Place) => Probe>> = {
  // Refused by the shape of the body: the route is open, whoever calls.
  'POST /v1/auth/login': () => ({ body: {}, answer: 400 }),
  'POST /v1/auth/refresh': () => ({ body: {}, answer: 400 }),
  'POST /v1/auth/password': () => ({ body: {}, answer: 400 }),
  'POST /v1/auth/logout': () => ({ answer: 204 }),

  'POST /v1/auth/register': () => ({ body: {}, answer: 400 }),
  'POST /v1/invitations/accept': () => ({ body: { token: 'forged' }, answer: 422 }),
  'POST /v1/join-requests': () => ({ body: { siret: '12345678901234', role: 'HOLDER_EDITOR', message: 'Essai' }, answer: 422 }),
  'POST /v1/join-requests/{id}/reject': () => stale({ reasons }),
  'POST /v1/organisations/{id}/members/{grantId}/end': () => ({ answer: 404 }),
  'POST /v1/organisations/{id}/delegations': () => ({
    body: { personId: newId(), endsAt: '2035-01-01T00:00:00Z', deed: 'Arrêté' },
    answer: 422,
  }),
  'POST /v1/organisations/{id}/transfer': () => ({ body: { personId: newId() }, answer: 422 }),
  'POST /v1/organisations/{id}/leave': () => ({ answer: 200 }),
  'POST /v1/organisations/{id}/invitations': ({ actors }) => ({
    body: { email: `${actors.HOLDER_EDITOR.personId}@example.org`, role: 'HOLDER_EDITOR' },
    answer: 409,
  }),
  'POST /v1/organisations/{id}/invitations/{invitationId}/cancel': () => ({ answer: 404 }),
  'POST /v1/organisations/{id}/aids': () => ({
    body: { regime: 'GENERAL', cents: 1, grantedOn: '2099-01-01', body: 'Essai' },
    answer: 422,
  }),
  'POST /v1/organisations/{id}/republican-contracts': () => ({
    body: { basis: 'SIGNED', reference: 'Contrat', signedOn: '2023-01-01' },
    answer: 422,
  }),
  'POST /v1/organisations/{id}/verify': () => ({ answer: 200 }),
  'POST /v1/applications/{id}/people': () => ({ body: { personId: newId(), role: 'READER' }, answer: 422 }),
  'POST /v1/applications/{id}/people/{personId}/remove': () => ({ answer: 404 }),
  // Changes nothing, whoever searches.
  'POST /common-grants/opportunities/search': () => ({ body: {}, answer: 200 }),

  // Creations have no version to be stale: each breaks a rule that is judged after access.
  'POST /v1/jobs/{id}/retry': () => ({ answer: 409 }),
  'POST /v1/people': ({ actors }) => ({
    body: { email: `${actors.AUDITOR.personId}@example.org`, givenName: 'Camille', familyName: 'Martin' },
    answer: 409,
  }),
  'POST /v1/organisations': ({ department }) => ({
    body: { siret: '12345678901234', name: 'Commune', holderType: 'COMMUNE', department },
    answer: 422,
  }),
  'POST /v1/agencies': () => ({ body: { kind: 'CAF', name: 'Caf', territory: 'FR' }, answer: 422 }),
  'POST /v1/grants': ({ params, department }) => ({
    body: { personId: params.person.id, role: 'HOLDER_EDITOR', territory: `DEP-${department}` },
    answer: 422,
  }),
  'POST /v1/calls': ({ region }) => ({
    body: {
      title: 'Appel',
      edition: 2024,
      text: 'Texte',
      region,
      departments: ['971'],
      timeZone: 'Europe/Paris',
      opensLocal: '2024-06-09T00:00',
      deadlineLocal: '2024-08-31T23:59',
      budgetYears: [2024],
      funders: FUNDERS.map(({ code, name, family, weight, officerRole }) => ({ code, name, family, weight, officerRole })),
      envelopes: [],
      settings: FIPE_2023,
    },
    answer: 400,
  }),
  'POST /v1/calls/{id}/copy': () => ({
    body: { edition: 2024, opensLocal: '2024-06-09T00:00', deadlineLocal: '2024-06-08T00:00' },
    answer: 400,
  }),
  'POST /v1/calls/{id}/questions': () => ({ body: { text: ASKED }, answer: 409 }),
  'POST /v1/applications': ({ organisation, department }) => ({
    body: { callId: newId(), organisationId: organisation.id, department, title: 'Projet' },
    answer: 422,
  }),
  // The call's codes are judged once the caller is known to be the holder.
  'POST /v1/applications/{id}/documents': () => ({ body: { code: 'NONE', fileName: 'a.pdf', size: 10 }, answer: 422 }),
  // Nothing is communicated of a dossier that is not awarded.
  'POST /v1/applications/{id}/disclosures': () => ({
    body: { requester: 'Essai', ground: 'CRPA_L311_1', items: ['AWARD_DECISION'] },
    answer: 422,
  }),
  // Stored already: nothing more is taken.
  'PUT /v1/documents/{id}/content': () => ({ body: {}, answer: 409 }),
  'POST /v1/committees': ({ department }) => ({ body: { department, name: 'Comité', kind: 'CDSF' }, answer: 409 }),
  'POST /v1/committees/{id}/members': () => ({
    body: { personId: newId(), college: 'Membres', capacity: 'Maire', president: false },
    answer: 422,
  }),
  'POST /v1/committees/{id}/seats': () => ({
    body: { college: 'Vice-présidence', title: 'Maire', kind: 'ELECTED', role: 'VICE_PRESIDENT' },
    answer: 422,
  }),
  'POST /v1/committees/{id}/seats/{seatId}/substitutes': () => ({
    body: { personId: newId(), capacity: 'Adjoint', body: 'Mairie', elected: true },
    answer: 422,
  }),
  'POST /v1/committees/{id}/fix-list': () => stale({ reference: 'Arrêté', decidedOn: '2023-06-02', opinionsOn: '2023-06-01' }),
  'POST /v1/committees/{id}/end': () => stale({ reasons }),
  'POST /v1/sessions': ({ committee }) => ({
    body: {
      committeeId: committee.id,
      callId: newId(),
      scheduledAt: '2023-10-01T08:00:00Z',
      place: 'Préfecture',
      applicationIds: [],
    },
    answer: 422,
  }),

  'POST /v1/applications/{id}/late-exceptions': () => ({ body: { reasons }, answer: 422 }),
  'POST /v1/applications/{id}/appeals': () => ({ body: { kind: 'GRACIEUX', grounds: 'Essai' }, answer: 422 }),
  'POST /v1/appeals/{id}/propose': () => stale({ outcome: 'UPHELD', reasons }),
  'POST /v1/appeals/{id}/uphold': () => stale({ reasons }),
  'POST /v1/appeals/{id}/reject': () => stale({ reasons }),
  // Without a version: refused or done by their own rules.
  'POST /v1/instructions/bulk-assign': ({ actors }) => ({
    body: { ids: [newId()], examinerId: actors.CAF_INSTRUCTOR.personId },
    answer: 200,
  }),
  'POST /v1/instructions/bulk-assign-by-workload': () => ({ body: { ids: [newId()] }, answer: 200 }),
  // Of a question that asks nothing.
  'POST /v1/applications/{id}/expert-requests': () => ({
    body: {
      email: 'expert@example.org',
      givenName: 'Camille',
      familyName: 'Martin',
      question: '',
      documentIds: [],
      dueAt: '2035-01-01T00:00:00Z',
    },
    answer: 422,
  }),
  'POST /v1/auth/activate': () => ({ body: {}, answer: 400 }),
  'POST /v1/expert-requests/{id}/accept': () => stale({ noInterest: true }),
  'POST /v1/expert-requests/{id}/give': () => stale({ opinion: 'Essai' }),
  // Of the Caf examiner: an absence that is over before it starts.
  'POST /v1/absences': ({ actors }) => ({
    body: { personId: actors.CAF_INSTRUCTOR.personId, startsAt: '2023-07-02T00:00:00Z', endsAt: '2023-07-01T00:00:00Z' },
    answer: 422,
  }),
  'POST /v1/applications/{id}/comments': () => ({ body: { body: 'Essai', replaces: newId() }, answer: 422 }),
  'POST /v1/applications/{id}/messages': () => ({ body: { body: 'Essai' }, answer: 422 }),
  'POST /v1/applications/{id}/messages/read': () => ({ body: { upTo: newId() }, answer: 200 }),
  'POST /v1/desk/filters': () => ({ body: { name: newId(), filter: {} }, answer: 201 }),
  'PATCH /v1/desk/filters/{id}': () => stale({ name: 'Autre' }),
  'POST /v1/notifications/read': () => ({ answer: 200 }),
  'POST /v1/notifications/{id}/read': () => ({ answer: 200 }),
  'PATCH /v1/notifications/preferences': () => stale({ digestHour: 8 }),

  'POST /v1/people/{id}/reset-password': () => stale({ oneTimePassword: 'quatre-girafes-mauves-au-potager' }),
  'POST /v1/calls/{id}/postpone': () => stale({ deadlineLocal: '2023-09-15T23:59', reasons }),
  'POST /v1/calls/{id}/cancel': () => stale({ reasons }),
  'POST /v1/calls/{id}/amend': () => stale({ reasons, text: 'Essai' }),
  'POST /v1/calls/{id}/questions/{questionId}/answer': () => stale({ answer: 'Essai' }),
  'POST /v1/applications/{id}/declare-incomplete': () => stale({ items: [{ code: 'RIB', label: 'RIB' }] }),
  'POST /v1/applications/{id}/completion/items/{itemId}/answer': () => stale({ comment: 'Essai' }),
  'POST /v1/applications/{id}/completion/items/{itemId}/settle': () => stale({ accepted: true }),
  'POST /v1/applications/{id}/forward': ({ department }) => stale({ department, reasons }),
  'POST /v1/applications/{id}/budget/import': () => stale(Buffer.from('Sens;Poste;Année;Libellé;Montant\nRecette;État;2023;x;1')),
  'POST /v1/applications/{id}/give-consultation': ({ department }) =>
    stale({ department, agency: 'CAF', opinion: 'FAVOURABLE', reasons }),
  'POST /v1/applications/{id}/shortlist': () => stale({ years }),
  'POST /v1/applications/{id}/put-on-reserve': () => stale({ rank: 1, reasons }),
  'POST /v1/applications/{id}/refuse': () => stale({ reasons }),
  // Judged after access: not the whole list.
  'POST /v1/calls/{id}/reserve-list/reorder': () => ({
    body: { order: [{ applicationId: newId(), version: 1 }], reasons },
    answer: 422,
  }),
  'POST /v1/calls/{id}/raise-envelopes': () => stale({ reasons, envelopes: [{ funderCode: 'STATE', year: 2023, cents: 1 }] }),
  'POST /v1/envelopes/{id}/raise': () => stale({ reasons, cents: 100 }),
  'POST /v1/envelopes/{id}/cut': () => stale({ reasons, cents: 100 }),
  'POST /v1/envelopes/{id}/freeze': () => stale({ reasons, cents: 100 }),
  'POST /v1/envelopes/{id}/unfreeze': () => stale({ reasons, cents: 100 }),
  'POST /v1/envelopes/{id}/close': () => stale({ reasons }),
  'POST /v1/reserve-proposals/{id}/pass-over': () => stale({ reasons }),
  'POST /v1/amount-offers/{id}/accept': () => stale({ budget: { lines: [] } }),
  'POST /v1/amount-offers/{id}/decline': () => stale({ reasons }),
  'POST /v1/amount-offers/{id}/renew': () => stale({ reasons }),
  // Names a funder where the call wants one agreement of all.
  'POST /v1/awards/{id}/agreements': () => ({ body: { funderCode: 'STATE' }, answer: 422 }),
  'PUT /v1/agreements/{id}/upload/{kind}': () => ({ body: {}, answer: 415 }),
  'POST /v1/agreements/{id}/sign': () => stale({ method: 'PLATFORM', capacity: 'Essai' }),
  // One is open already.
  'POST /v1/awards/{id}/amendments': () => ({ body: { kind: 'DATES', change: { endsOn: '2026-08-31' }, reasons }, answer: 422 }),
  'POST /v1/amendments/{id}/edit': () => stale({ change: { endsOn: '2026-07-31' }, reasons }),
  'POST /v1/amendments/{id}/opinion': () => stale({ agency: 'CAF', favourable: true, text: reasons }),
  'POST /v1/amendments/{id}/return': () => stale({ questions: reasons }),
  'POST /v1/amendments/{id}/agree': () => stale({ ...DECISION, funderCode: 'STATE' }),
  'POST /v1/amendments/{id}/refuse': () => stale({ reasons, appeal: reasons }),
  'POST /v1/amendments/{id}/sign': () => stale({ capacity: 'Essai' }),
  'POST /v1/agreements/{id}/void': () => stale({ reasons }),
  'POST /v1/calls/{id}/simulations': () => ({ body: { name: 'Essai' }, answer: 422 }),
  'PATCH /v1/simulations/{id}': () => stale({ name: 'Autre' }),
  'POST /v1/simulations/{id}/decide': () => stale({ rows: [{ applicationId: newId(), version: 1 }] }),
  'POST /v1/calls/{id}/optimisations': () => ({
    body: { name: 'Essai', objective: { score: 1, beneficiaries: 0, places: 0, projects: 0 } },
    answer: 422,
  }),
  // Not proven: refused before anything is computed.
  'GET /v1/optimisations/{id}/dossiers/{applicationId}': () => ({ answer: 422 }),
  'POST /v1/calls/{id}/adopt-reference': () => stale({ optimisationId: newId() }),
  'POST /v1/calls/{id}/drop-reference': () => stale({ reasons }),
  'POST /v1/instructions/{id}/assign': ({ actors }) => stale({ examinerId: actors.CAF_INSTRUCTOR.personId }),
  'POST /v1/instructions/{id}/declare-interest': () => stale({ reason: 'Essai' }),
  'POST /v1/instructions/{id}/score': () => stale({ scores: [{ code: '1.1', met: true }] }),
  'POST /v1/instructions/{id}/record-visit': () => stale({ visitedOn: '2023-06-01', peopleMet: ['Essai'], findings: 'Essai' }),
  'POST /v1/applications/{id}/joint-scores': () => ({ body: { scores: [{ code: 'NONE', met: true }] }, answer: 422 }),
  'POST /v1/joint-scores/{id}/reject': () => stale({ reasons }),
  'POST /v1/divergences/{id}/state-position': () => stale({ position: 'Essai' }),
  'POST /v1/divergences/{id}/record-conciliation': () =>
    stale({ heldOn: '2023-06-01', means: 'MEETING', participants: ['Essai'], summary: 'Essai', outcome: 'PERSISTENT' }),
  'POST /v1/divergences/{id}/contest': () => stale({ reasons }),
  'POST /v1/instructions/{id}/sign': () => stale({ opinion: 'FAVOURABLE', reasons, years }),
  'POST /v1/sessions/{id}/record-arrival': ({ member }) => stale({ memberId: member.id }),
  'POST /v1/sessions/{id}/record-departure': ({ member }) => stale({ memberId: member.id }),
  'POST /v1/sessions/{id}/give-proxy': ({ member }) => stale({ holderId: member.id }),
  'POST /v1/sessions/{id}/recuse': (place) => stale({ itemId: itemOf(place), memberId: place.member.id, reason: 'Essai' }),
  'POST /v1/sessions/{id}/send-convocation': ({ member }) => stale({ memberIds: [member.id], means: 'HAND' }),
  'POST /v1/sessions/{id}/hear': (place) => stale({ itemId: itemOf(place), name: 'Claude Martin', capacity: 'Directrice' }),
  'POST /v1/sessions/{id}/end-hearing': () => stale({ hearingId: newId() }),
  'POST /v1/sessions/{id}/contribute': () => stale({ text: 'Essai' }),
  'POST /v1/sessions/{id}/record-disagreement': (place) => stale({ itemId: itemOf(place) }),
  'POST /v1/sessions/{id}/minutes': () => ({ answer: 422 }),
  'PUT /v1/minutes/{id}/signed-copies': () => ({ body: {}, answer: 415 }),
  'POST /v1/minutes/{id}/sign': () => stale(),
  'POST /v1/minutes/{id}/rectify': () => stale({ reasons, corrections: [{ text: 'Essai' }] }),
  'POST /v1/sessions/{id}/open-item': (place) => stale({ itemId: itemOf(place), proposal: 'FAVOURABLE' }),
  'POST /v1/sessions/{id}/vote': (place) => stale({ itemId: itemOf(place), choice: 'FOR' }),
  'POST /v1/sessions/{id}/vote-secretly': (place) => stale({ itemId: itemOf(place), choice: 'FOR' }),
  'POST /v1/sessions/{id}/count-hands': (place) => stale({ itemId: itemOf(place), counts: HANDS }),
  'POST /v1/sessions/{id}/settle-tie': (place) => stale({ itemId: itemOf(place), choice: 'FOR' }),
  'POST /v1/sessions/{id}/vote-amounts': (place) =>
    stale({ itemId: itemOf(place), counts: HANDS, years: [{ year: 2023, cents: 100 }] }),
  'POST /v1/sessions/{id}/ask-separate-vote': (place) => stale({ itemId: itemOf(place) }),
  'POST /v1/sessions/{id}/adopt-en-bloc': (place) =>
    stale({ proposal: 'FAVOURABLE', items: [{ itemId: itemOf(place) }, { itemId: itemOf(place) }], counts: HANDS }),
  'POST /v1/sessions/{id}/record-opinion': (place) => stale({ itemId: itemOf(place), reasons }),
  'POST /v1/sessions/{id}/adopt-ranking': (place) => stale({ itemIds: [itemOf(place)] }),
  'POST /v1/sessions/{id}/close-item': (place) => stale({ itemId: itemOf(place) }),
  'POST /v1/sessions/{id}/defer-item': (place) => stale({ itemId: itemOf(place), reasons }),
  'POST /v1/sessions/{id}/cancel': () => stale({ reasons }),
  'POST /v1/awards/{id}/legs/{funderCode}/decide': () => stale(DECISION),
  'POST /v1/awards/{id}/legs/{funderCode}/refuse': () => stale({ reasons }),
  'POST /v1/awards/{id}/legs/{funderCode}/engage': () => stale({ commitmentNumber: 'EJ', commitmentDate: '2023-11-20' }),
  'POST /v1/awards/{id}/legs/{funderCode}/notify': () => stale({ notifiedOn: '2023-11-20' }),
  'POST /v1/awards/{id}/legs/{funderCode}/start': () => stale({ startedOn: '2023-11-20' }),
  'POST /v1/awards/{id}/legs/{funderCode}/suspend': () => stale({ reasons }),
  'POST /v1/awards/{id}/legs/{funderCode}/resume': () => stale({ reasons }),
  // Its reports are not accepted.
  'POST /v1/awards/{id}/balance': () => ({ body: {}, answer: 422 }),
  'POST /v1/balances/{id}/remark': () => stale({ text: reasons }),
  'POST /v1/balances/{id}/agree': () => stale({ ...DECISION, funderCode: 'STATE' }),
  'POST /v1/recoveries/{id}/remark': () => stale({ text: reasons }),
  'POST /v1/recoveries/{id}/order': () => stale({ ...DECISION, reasons, dueOn: '2026-01-01' }),
  'POST /v1/recoveries/{id}/cancel': () => stale({ reasons }),
  'POST /v1/recoveries/{id}/plan': () => stale({ instalments: [{ dueOn: '2026-01-01', cents: 1 }] }),
  'POST /v1/recoveries/{id}/receive': () => stale({ cents: 1, valueDate: '2023-11-20', reference: 'VIR' }),
  'POST /v1/recoveries/{id}/return-receipt': () => stale({ receiptId: newId(), reason: reasons }),
  'POST /v1/recoveries/{id}/waive': () => stale({ reasons }),
  'POST /v1/recoveries/{id}/contest': () => stale({ filedOn: '2023-11-20', authority: 'TA', reference: '1' }),
  'POST /v1/recoveries/{id}/uphold-contest': () => stale({ decidedOn: '2023-11-20', reference: '1', reasons }),
  'POST /v1/recoveries/{id}/reject-contest': () => stale({ decidedOn: '2023-11-20', reference: '1', reasons }),
  'POST /v1/awards/{id}/legs/{funderCode}/lapse': () => stale({ reasons }),
  // One is open already.
  'POST /v1/awards/{id}/legs/{funderCode}/measures': () => ({
    body: { kind: 'TERMINATION', ground: 'NOT_CARRIED_OUT', grievances: reasons },
    answer: 409,
  }),
  'POST /v1/awards/{id}/legs/{funderCode}/termination-requests': () => ({ body: { grievances: reasons }, answer: 409 }),
  'POST /v1/measures/{id}/remark': () => stale({ text: reasons }),
  'POST /v1/measures/{id}/hear': () => stale({ heardOn: '2023-06-15', summary: reasons }),
  'POST /v1/measures/{id}/decline-oral': () => stale({ reasons }),
  'POST /v1/measures/{id}/decide': () => stale({ ...DECISION, reasons, appeal: reasons, effectiveOn: '2023-06-15' }),
  'POST /v1/measures/{id}/drop': () => stale({ reasons }),
  // No year of the call; a wrong account; a file without columns.
  'POST /v1/calls/{id}/funders/{code}/payment-credits': () => ({ body: { year: 2050, open: false, reasons }, answer: 422 }),
  'POST /v1/calls/{id}/funders/{code}/payment-batches': () => ({
    body: { executionOn: '2023-11-20', debtor: { name: 'Caf', iban: 'FR00', bic: 'X' } },
    answer: 422,
  }),
  'POST /v1/calls/{id}/funders/{code}/payment-batches/{batchId}/returns': () => ({ body: Buffer.from('a;b'), answer: 400 }),
  'POST /v1/organisations/{id}/bank-details': () => ({
    body: { iban: 'FR00', bic: 'X', accountHolder: 'Essai' },
    answer: 422,
  }),
  'POST /v1/bank-details/{id}/refuse': () => stale({ reasons }),
  'POST /v1/payments/{id}/pay': () => stale({ valueDate: '2023-11-20', reference: 'VIR' }),
  'POST /v1/payments/{id}/reject': () => stale({ reason: reasons }),
  'POST /v1/payments/{id}/cancel': () => stale({ reason: reasons }),
  'POST /v1/payments/{id}/hold': () => stale({ cause: 'OTHER', reason: reasons }),
};

export function probe(operation: string, place: Place): Probe {
  const given = WRITES[operation]?.(place);
  if (given !== undefined) return given;
  return operation.startsWith('GET ') ? { answer: 200 } : stale();
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT';

const NAMES: Readonly<Record<string, string>> = {
  '/v1/workflows/{name}': 'application',
  '/v1/call-templates/{name}': 'fipe-2023',
  '/v1/committee-templates/{name}': 'cdsf',
  '/v1/sirets/{siret}': '21310555400017',
};
/** What a route needs to give a whole answer: a filter, or an end. */
export const QUERIES: Readonly<Record<string, string>> = {
  '/v1/jobs': '?state=failed',
  // A stream that ends.
  '/v1/sessions/{id}/events': '?once=true',
};

/** @throws Error when the object has nothing for a parameter of the path */
export function addressOf(operation: string, params: Readonly<Record<string, string>>): { method: Method; url: string } {
  const [method, path = ''] = operation.split(' ');
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name] ?? NAMES[path];
    if (value === undefined) throw new Error(`${operation}: nothing for {${name}}`);
    return value;
  });
  const query = path.endsWith('/simulations/compare') ? `?ids=${String(params.simulationId)}` : (QUERIES[path] ?? '');
  return { method: method as Method, url: url + query };
}

interface Sent {
  readonly method: Method;
  readonly url: string;
  readonly caller: TestActor | undefined;
  readonly body?: unknown;
  /** Of a write; left out when not given. */
  readonly ifMatch?: number;
}

/** The status of the answer. */
export async function send(app: TestApp, sent: Sent): Promise<number> {
  return (await answerTo(app, sent)).status;
}

/** On connections kept open, and without a client that rewrites the address: thousands of requests, some of them hostile. */
export function answerTo(app: TestApp, sent: Sent): Promise<{ status: number; text: string }> {
  const { method, url, caller, body, ifMatch } = sent;
  const { hostname, port } = new URL(app.address);
  // Bytes are a sheet.
  const sheet = Buffer.isBuffer(body);
  const payload = method === 'GET' || body === undefined ? undefined : sheet ? body : JSON.stringify(body);
  const headers = {
    ...(caller !== undefined && { authorization: `Bearer ${caller.token}` }),
    ...(method !== 'GET' && ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
    ...(method === 'POST' && { 'idempotency-key': newId() }),
    ...(payload !== undefined && {
      'content-type': sheet ? 'text/csv' : 'application/json',
      'content-length': Buffer.byteLength(payload),
    }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path: url, headers, agent }, (reply) => {
      reply.setEncoding('utf8');
      let text = '';
      reply.on('data', (chunk: string) => (text += chunk));
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, text }));
      reply.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
}

/** Runs the tasks a few at a time: the pool has ten connections. */
export async function inParallel<T>(tasks: readonly T[], run: (task: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) await run(task);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
