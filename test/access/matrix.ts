// Who may do what, route by route: this table is the document, and access-matrix.spec.ts holds the API to it.
//
// Each row is one route on one kind of object, with the seventeen roles in columns, first for people of the object's own organisation,
// department or region, then for people who hold the same role in another region.
//
//   E  holder's editor                   S  committee secretary       J  regional jury              A  auditor
//   R  holder's legal representative     M  committee member          F  State funding officer      Z  administrator
//   C  Caf examiner                      P  committee president       N  Cnaf funding officer
//   D  DDETS examiner                                                 G  call manager
//   Q  officer of another funder         s c q  accountants of the State, of the Cnaf, of another funder
//
//   +  may: access is never what refuses (200; for a write whatever its own rules answer)
//   -  does not exist for them: 404
//   x  never, whatever the object: 403
//
// Without a token every row answers 401, save those that are public, which answer the same with and without one.
// Within a region, a holder or a department is elsewhere to its neighbours, save for the calls, which are the region's.
// Auditors and administrators are national, whatever territory their grant names. Collections are open to all their readers: what they
// list is the object of access-lists.spec.ts.

import { ROLES, type Role } from '../../src/kernel/actor.js';

export type Verdict = 'yes' | 'hidden' | 'never' | 'public';

/** The object that a route is called on; access-world.ts makes one of each in both regions. */
export type ObjectName =
  | 'nothing'
  | 'person'
  | 'grant'
  | 'job'
  | 'organisation'
  | 'join request'
  | 'agency'
  | 'draft call'
  | 'published call'
  | 'draft application'
  | 'submitted application'
  | 'application on agenda'
  | 'decided application'
  | 'incomplete application'
  | 'conditional application'
  | 'draft document'
  | 'submitted document'
  | 'Caf instruction'
  | 'DDETS instruction'
  | 'decided instruction'
  | 'joint score'
  | 'divergence'
  | 'divergent application'
  | 'absence'
  | 'expert request'
  | 'committee'
  | 'session in preparation'
  | 'open session'
  | 'draft minutes'
  | 'signed minutes'
  | 'pending award'
  | 'complete award'
  | 'State leg'
  | 'measured leg'
  | 'measure'
  | 'Cnaf leg'
  | 'State payment'
  | 'Cnaf payment'
  | 'bank details'
  | 'recovery'
  | 'balance'
  | 'balanced award'
  | 'report'
  | 'State credits'
  | 'Cnaf credits'
  | 'Cnaf batch'
  | 'late exception'
  | 'appeal'
  | 'joint appeal'
  | 'hierarchical appeal'
  | 're-examined application'
  | 'receipt'
  | 'reserve proposal'
  | 'amount offer'
  | 'agreement'
  | 'amendment'
  | 'letter'
  | 'own filter'
  | 'own notice'
  | 'simulation'
  | 'envelope'
  | 'optimisation';

export interface Row {
  /** Method and path, as in the description of the API. */
  readonly operation: string;
  readonly object: ObjectName;
  readonly own: string;
  readonly other: string;
}

const row = (operation: string, object: ObjectName, own: string, other: string): Row => ({ operation, object, own, other });
/** A rule without territory: the same everywhere. */
const national = (operation: string, object: ObjectName, everywhere: string): Row =>
  row(operation, object, everywhere, everywhere);
export const PUBLIC = 'public';
const open = (operation: string): Row => national(operation, 'nothing', PUBLIC);

const EVERYONE = '++ ++ +++ +++ + ++ + +++';
const ADMINISTRATION = 'xx xx xxx xxx x ++ x xxx';
const ADMINISTRATOR_ALONE = 'xx xx xxx xxx x x+ x xxx';
const NOBODY = 'xx xx xxx xxx x xx x xxx';

// prettier-ignore
export const MATRIX: readonly Row[] = [
  open('GET /health/live'),
  open('GET /health/ready'),
  open('GET /metrics'), // closed by the operator's own token, not by a role
  open('GET /docs'),
  open('GET /docs/{file}'),
  open('GET /problems/{code}'),
  open('GET /v1/openapi.json'),
  open('POST /v1/auth/login'),
  open('POST /v1/auth/refresh'),
  open('POST /v1/auth/password'),
  open('POST /v1/auth/activate'),
  // The only data without a login: open calls and calls to come
  open('GET /v1/public/calls'),
  row('GET /v1/public/calls/{id}',                     'published call',        PUBLIC,                PUBLIC),
  row('GET /v1/public/calls/{id}/questions',           'published call',        PUBLIC,                PUBLIC),
  open('GET /common-grants/opportunities'),
  row('GET /common-grants/opportunities/{id}',         'published call',        PUBLIC,                PUBLIC),
  open('POST /common-grants/opportunities/search'),
  open('GET /v1/receipts/keys'),
  national('GET /v1/receipts/{number}',                'receipt',               PUBLIC),

  //                                                                           ER CD SMP JFN G AZ Q scq    ER CD SMP JFN G AZ Q scq
  // Oneself, and what is no secret
  national('POST /v1/auth/logout',                     'nothing',               EVERYONE),
  national('GET /v1/me',                               'nothing',               EVERYONE),
  national('GET /v1/workflows',                        'nothing',               EVERYONE),
  national('GET /v1/workflows/{name}',                 'nothing',               EVERYONE),
  national('GET /v1/agencies',                         'nothing',               EVERYONE),
  national('GET /v1/agencies/{id}',                    'agency',                EVERYONE),

  // Operation of the service and accounts: the administrator acts, the auditor reads
  national('GET /health',                              'nothing',               ADMINISTRATION),
  national('GET /v1/jobs',                             'nothing',               ADMINISTRATION),
  national('POST /v1/jobs/{id}/retry',                 'job',                   ADMINISTRATOR_ALONE),
  national('GET /v1/people',                           'nothing',               ADMINISTRATION),
  national('POST /v1/people',                          'nothing',               ADMINISTRATOR_ALONE),
  national('GET /v1/people/{id}',                      'person',                ADMINISTRATION),
  national('PATCH /v1/people/{id}',                    'person',                ADMINISTRATOR_ALONE),
  national('POST /v1/people/{id}/disable',             'person',                ADMINISTRATOR_ALONE),
  national('POST /v1/people/{id}/enable',              'person',                ADMINISTRATOR_ALONE),
  national('POST /v1/people/{id}/reset-password',      'person',                ADMINISTRATOR_ALONE),
  national('GET /v1/grants',                           'nothing',               ADMINISTRATION),
  national('POST /v1/grants',                          'nothing',               ADMINISTRATOR_ALONE),
  national('GET /v1/grants/{id}',                      'grant',                 ADMINISTRATION),
  national('POST /v1/grants/{id}/end',                 'grant',                 ADMINISTRATOR_ALONE),
  national('POST /v1/agencies',                        'nothing',               ADMINISTRATOR_ALONE),
  national('PATCH /v1/agencies/{id}',                  'agency',                ADMINISTRATOR_ALONE),
  national('GET /v1/organisations',                    'nothing',               EVERYONE),
  national('POST /v1/organisations',                   'nothing',               ADMINISTRATOR_ALONE),
  // A committee member meets a holder in the dossier, not in the directory.
  row('GET /v1/organisations/{id}',                    'organisation',          '++ ++ +-- +++ + ++ + ---', '-- -- --- --- - ++ - ---'),
  national('PATCH /v1/organisations/{id}',             'organisation',          ADMINISTRATOR_ALONE),

  // People of a holder: its own people see them, its representative and the administrator manage them
  open('POST /v1/auth/register'),
  national('GET /v1/sirets/{siret}',                   'nothing',               EVERYONE),
  national('POST /v1/invitations/accept',              'nothing',               EVERYONE),
  national('GET /v1/join-requests',                    'nothing',               EVERYONE),
  national('POST /v1/join-requests',                   'nothing',               EVERYONE),
  row('GET /v1/join-requests/{id}',                    'join request',          '-+ -- --- --- - ++ - ---', '-- -- --- --- - ++ - ---'),
  row('POST /v1/join-requests/{id}/accept',            'join request',          'x+ xx xxx xxx x x+ x xxx', 'x- xx xxx xxx x x+ x xxx'),
  row('POST /v1/join-requests/{id}/reject',            'join request',          'x+ xx xxx xxx x x+ x xxx', 'x- xx xxx xxx x x+ x xxx'),
  // Who asked cancels, whatever their roles.
  row('POST /v1/join-requests/{id}/cancel',            'join request',          '-- -- --- --- - -- - ---', '-- -- --- --- - -- - ---'),
  row('GET /v1/organisations/{id}/members',            'organisation',          '++ xx xxx xxx x ++ x xxx', '-- xx xxx xxx x ++ x xxx'),
  row('POST /v1/organisations/{id}/members/{grantId}/end','organisation',       'x+ xx xxx xxx x x+ x xxx', 'x- xx xxx xxx x x+ x xxx'),
  row('POST /v1/organisations/{id}/delegations',       'organisation',          'x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),
  row('POST /v1/organisations/{id}/transfer',          'organisation',          'x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),
  row('POST /v1/organisations/{id}/leave',             'organisation',          '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  row('GET /v1/organisations/{id}/invitations',        'organisation',          '++ xx xxx xxx x ++ x xxx', '-- xx xxx xxx x ++ x xxx'),
  row('POST /v1/organisations/{id}/invitations',       'organisation',          'x+ xx xxx xxx x x+ x xxx', 'x- xx xxx xxx x x+ x xxx'),
  row('POST /v1/organisations/{id}/invitations/{invitationId}/cancel','organisation','x+ xx xxx xxx x x+ x xxx', 'x- xx xxx xxx x x+ x xxx'),
  row('GET /v1/organisations/{id}/aids',               'organisation',          '++ ++ +-- +++ + ++ + ---', '-- -- --- --- - ++ - ---'),
  row('POST /v1/organisations/{id}/aids',              'organisation',          'x+ ++ xxx xxx x xx x xxx', 'x- -- xxx xxx x xx x xxx'),
  row('GET /v1/organisations/{id}/republican-contracts','organisation',         '++ ++ +-- +++ + ++ + ---', '-- -- --- --- - ++ - ---'),
  row('POST /v1/organisations/{id}/republican-contracts','organisation',        'x+ ++ xxx xxx x xx x xxx', 'x- -- xxx xxx x xx x xxx'),
  row('POST /v1/organisations/{id}/verify',            'organisation',          'x+ ++ xxx xxx x x+ x xxx', 'x- -- xxx xxx x x+ x xxx'),
  row('GET /v1/applications/{id}/people',              'draft application',     '++ -- --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/people',              'submitted application', '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('POST /v1/applications/{id}/people',             'draft application',     'x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/people/{personId}/remove','draft application','x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),

  // Calls: public once published; money is for those who serve a department of the call
  national('GET /v1/call-templates',                   'nothing',               'xx xx xxx xxx + xx x xxx'),
  national('GET /v1/call-templates/{name}',            'nothing',               'xx xx xxx xxx + xx x xxx'),
  national('GET /v1/calls',                            'nothing',               EVERYONE),
  row('POST /v1/calls',                                'published call',        'xx xx xxx xxx + xx x xxx', NOBODY),
  row('GET /v1/calls/{id}',                            'draft call',            '-- -- --- +-- + +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/calls/{id}',                            'published call',        EVERYONE,             EVERYONE),
  row('GET /v1/calls/{id}/specifications',             'draft call',            '-- -- --- +-- + +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/calls/{id}/specifications',             'published call',        EVERYONE,             EVERYONE),
  row('GET /v1/calls/{id}/specifications/{number}',    'published call',        EVERYONE,             EVERYONE),
  row('GET /v1/calls/{id}/history',                    'draft call',            'xx -- -xx +-- + +x - xxx', 'xx -- -xx --- - +x - xxx'),
  row('GET /v1/calls/{id}/history',                    'published call',        'xx ++ +xx +++ + +x + xxx', 'xx xx xxx xxx x +x x xxx'),
  row('GET /v1/calls/{id}/cofunding',                  'draft call',            'xx -- -xx +-- + +x - xxx', 'xx -- -xx --- - +x - xxx'),
  row('GET /v1/calls/{id}/envelopes',                  'draft call',            'xx xx xxx +-- + +x - xxx', 'xx xx xxx --- - +x - xxx'),
  row('GET /v1/calls/{id}/envelopes',                  'published call',        'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('GET /v1/envelopes/{id}',                        'envelope',              'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('POST /v1/envelopes/{id}/raise',                 'envelope',              'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/envelopes/{id}/cut',                   'envelope',              'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/envelopes/{id}/freeze',                'envelope',              'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/envelopes/{id}/unfreeze',              'envelope',              'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/envelopes/{id}/close',                 'envelope',              'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('GET /v1/calls/{id}/ledger',                    'published call',        'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('GET /v1/calls/{id}/ledger.csv',                'published call',        'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('GET /v1/calls/{id}/ledger.xlsx',               'published call',        'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('GET /v1/calls/{id}/balances',                  'published call',        'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('GET /v1/applications/{id}/balances',            'draft application',     'xx xx xxx --- - +x - xxx', 'xx xx xxx --- - +x - xxx'),
  row('GET /v1/applications/{id}/balances',            'submitted application', 'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('GET /v1/calls/{id}/funding',                   'published call',        'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('GET /v1/calls/{id}/funding.csv',               'published call',        'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('GET /v1/calls/{id}/funding.xlsx',              'published call',        'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  ...['', '.csv', '.xlsx'].map((format) =>
    row(`GET /v1/calls/{id}/funding-alerts${format}`, 'published call',        'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx')),
  row('GET /v1/calls/{id}/open-data',                      'published call',        'xx xx xxx x++ + +x + xxx', 'xx xx xxx x-- - +x - xxx'),
  row('GET /v1/calls/{id}/open-data/{funderCode}/subventions.csv', 'published call',        'xx xx xxx x++ + +x + xxx', 'xx xx xxx x-- - +x - xxx'),
  row('GET /v1/calls/{id}/open-data/360-giving.json',      'published call',        'xx xx xxx x++ + +x + xxx', 'xx xx xxx x-- - +x - xxx'),
  row('GET /v1/calls/{id}/cofunding',                  'published call',        'xx ++ +xx +++ + +x + xxx', 'xx -- -xx --- - +x - xxx'),
  row('GET /v1/calls/{id}/selection',                  'published call',        'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('GET /v1/calls/{id}/reserve-list',               'published call',        'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('GET /v1/calls/{id}/reserve-proposals',          'published call',        'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('POST /v1/calls/{id}/reserve-list/reorder',      'published call',        'xx xx xxx +xx x xx x xxx', 'xx xx xxx -xx x xx x xxx'),
  row('POST /v1/calls/{id}/raise-envelopes',           'published call',        'xx xx xxx xxx + xx x xxx', NOBODY),
  // What prepares the selection: read by those who compare, written by the jury of the region; it decides nothing
  row('GET /v1/calls/{id}/simulations',                'published call',        'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('GET /v1/calls/{id}/simulations/compare',        'published call',        'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('POST /v1/calls/{id}/simulations',               'published call',        'xx xx xxx +xx x xx x xxx', 'xx xx xxx -xx x xx x xxx'),
  row('GET /v1/simulations/{id}',                      'simulation',            'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('PATCH /v1/simulations/{id}',                    'simulation',            'xx xx xxx +xx x xx x xxx', 'xx xx xxx -xx x xx x xxx'),
  row('POST /v1/simulations/{id}/archive',             'simulation',            'xx xx xxx +xx x xx x xxx', 'xx xx xxx -xx x xx x xxx'),
  row('POST /v1/simulations/{id}/decide',              'simulation',            'xx xx xxx +xx x xx x xxx', 'xx xx xxx -xx x xx x xxx'),
  row('GET /v1/calls/{id}/optimisations',              'published call',        'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('POST /v1/calls/{id}/optimisations',             'published call',        'xx xx xxx +xx x xx x xxx', 'xx xx xxx -xx x xx x xxx'),
  row('GET /v1/optimisations/{id}',                    'optimisation',          'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('GET /v1/optimisations/{id}/dossiers/{applicationId}', 'optimisation',    'xx xx xxx +++ + +x + xxx', 'xx xx xxx --- - +x - xxx'),
  row('POST /v1/calls/{id}/adopt-reference',           'published call',        'xx xx xxx +xx x xx x xxx', NOBODY),
  row('POST /v1/calls/{id}/drop-reference',            'published call',        'xx xx xxx +xx x xx x xxx', NOBODY),
  row('PATCH /v1/calls/{id}',                          'draft call',            'xx xx xxx xxx + xx x xxx', 'xx xx xxx xxx - xx x xxx'),
  row('PATCH /v1/calls/{id}',                          'published call',        'xx xx xxx xxx + xx x xxx', NOBODY),
  row('POST /v1/calls/{id}/publish',                   'draft call',            'xx xx xxx xxx + xx x xxx', 'xx xx xxx xxx - xx x xxx'),
  row('POST /v1/calls/{id}/postpone',                  'published call',        'xx xx xxx xxx + xx x xxx', NOBODY),
  row('GET /v1/calls/{id}/form',                       'draft call',            '-- -- --- +-- + +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/calls/{id}/form',                       'published call',        EVERYONE,             EVERYONE),
  row('GET /v1/calls/{id}/preview',                    'draft call',            'xx xx xxx xxx + xx x xxx', 'xx xx xxx xxx - xx x xxx'),
  row('GET /v1/calls/{id}/preview',                    'published call',        'xx xx xxx xxx + xx x xxx', 'xx xx xxx xxx + xx x xxx'),
  row('POST /v1/calls/{id}/copy',                      'draft call',            'xx xx xxx xxx + xx x xxx', 'xx xx xxx xxx - xx x xxx'),
  row('POST /v1/calls/{id}/copy',                      'published call',        'xx xx xxx xxx + xx x xxx', NOBODY),
  row('POST /v1/calls/{id}/amend',                     'published call',        'xx xx xxx xxx + xx x xxx', NOBODY),
  // Asked by anyone, of a call that they see; answered by its manager.
  row('GET /v1/calls/{id}/questions',                  'published call',        EVERYONE,             EVERYONE),
  row('POST /v1/calls/{id}/questions',                 'published call',        EVERYONE,             EVERYONE),
  row('POST /v1/calls/{id}/questions/{questionId}/answer', 'published call',    'xx xx xxx xxx + xx x xxx', NOBODY),
  row('POST /v1/calls/{id}/cancel',                    'draft call',            'xx xx xxx xxx + xx x xxx', 'xx xx xxx xxx - xx x xxx'),
  row('POST /v1/calls/{id}/cancel',                    'published call',        'xx xx xxx xxx + xx x xxx', NOBODY),
  row('POST /v1/calls/{id}/start-examination',         'published call',        'xx xx xxx +xx + xx x xxx', NOBODY),
  row('POST /v1/calls/{id}/start-selection',           'published call',        'xx xx xxx +xx x xx x xxx', NOBODY),
  row('POST /v1/calls/{id}/publish-results',           'published call',        'xx xx xxx +xx x xx x xxx', NOBODY),
  row('POST /v1/calls/{id}/finish',                    'published call',        'xx xx xxx +xx x xx x xxx', NOBODY),

  // Applications: the holder's own until submitted; the committee's members see them from the agenda on
  national('GET /v1/applications',                     'nothing',               EVERYONE),
  row('POST /v1/applications',                         'organisation',          '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  row('GET /v1/applications/{id}',                     'draft application',     '++ -- --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}',                     'submitted application', '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}',                     'application on agenda', '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}',                     'decided application',   '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/versions',            'draft application',     '++ -- --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/versions',            'submitted application', '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/versions/{number}',   'submitted application', '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/versions/{number}',   'application on agenda', '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/amendments',          'draft application',     '++ -- --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/amendments',          'submitted application', '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  // What proves a submission: for whoever sees the dossier; the letter goes again at the request of the holder or of an agency.
  row('GET /v1/applications/{id}/versions/{number}/receipt',     'submitted application', '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/versions/{number}/dossier.pdf', 'submitted application', '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/acknowledgement',               'submitted application', '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('POST /v1/applications/{id}/acknowledgement/send-again',   'submitted application', '++ ++ xxx xxx x xx x xxx', '-- -- xxx xxx x xx x xxx'),
  row('GET /v1/applications/{id}/history',             'draft application',     '++ -- --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/history',             'submitted application', '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/history',             'application on agenda', '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  // The plan, the rules, the consultation and the sheets are read by who reads the dossier; the world has no consulted department,
  // whose agencies alone may give an opinion: consultation.http.spec.ts.
  row('GET /v1/applications/{id}/plan',                'draft application',     '++ -- --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/plan',                'application on agenda', '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/eligibility',         'draft application',     '++ -- --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/eligibility',         'submitted application', '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/committee-opinions',  'draft application',     '++ -- --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/committee-opinions',  'application on agenda', '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/consultation',        'draft application',     '++ -- --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/consultation',        'submitted application', '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/budget.xlsx',         'draft application',     '++ -- --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/budget.xlsx',         'submitted application', '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/budget.csv',          'draft application',     '++ -- --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/budget.csv',          'submitted application', '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('POST /v1/applications/{id}/budget/import',      'draft application',     '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/give-consultation',  'submitted application', 'xx xx xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('GET /v1/applications/{id}/instructions',        'submitted application', '-- ++ +-- +++ + +x + ---', '-- -- --- --- - +x - ---'),
  row('GET /v1/applications/{id}/instructions',        'decided application',   '++ ++ +++ +++ + +x + ---', '-- -- --- --- - +x - ---'),
  row('PATCH /v1/applications/{id}',                   'draft application',     '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  row('PATCH /v1/applications/{id}',                   'submitted application', '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  // Saves of a draft are the holder's own, submitted or not; likenesses are for those who examine.
  row('GET /v1/applications/{id}/drafts',              'draft application',     '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  row('GET /v1/applications/{id}/drafts',              'submitted application', '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  row('GET /v1/applications/{id}/drafts/{version}',    'draft application',     '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  row('GET /v1/applications/{id}/drafts/{version}',    'submitted application', '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/drafts/{version}/restore', 'draft application', '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  row('GET /v1/applications/{id}/likely-duplicates',   'draft application',     'xx -- -xx --- - +x - xxx', 'xx -- -xx --- - +x - xxx'),
  row('GET /v1/applications/{id}/likely-duplicates',   'submitted application', 'xx ++ +xx +++ + +x + xxx', 'xx -- -xx --- - +x - xxx'),
  row('POST /v1/applications/{id}/submit',             'draft application',     'x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/file-late',          'draft application',     'x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/answer-completion',  'submitted application', 'x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/withdraw',           'draft application',     'x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/withdraw',           'submitted application', 'x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/declare-incomplete', 'draft application',     'xx -- xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/declare-incomplete', 'submitted application', 'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/remind',             'submitted application', 'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/accept-completeness','submitted application', 'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/dismiss',            'submitted application', 'xx +x xxx xxx x xx x xxx', 'xx -x xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/find-ineligible',    'submitted application', 'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/confirm-ineligible', 'submitted application', 'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),

  // Completeness: asked by the agencies, answered by the holder, settled by the agencies; the Caf leads
  row('GET /v1/applications/{id}/completion',          'draft application',     '++ -- --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/completion',          'incomplete application','++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/versions/{number}/diff/{other}', 'submitted application', '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/versions/{number}/diff/{other}', 'application on agenda', '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('POST /v1/applications/{id}/completion/items/{itemId}/answer', 'incomplete application', '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/completion/items/{itemId}/settle', 'incomplete application', 'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/continue-with-conditions', 'incomplete application', 'xx +x xxx xxx x xx x xxx', 'xx -x xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/forward',            'incomplete application','xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/conditions/{conditionId}/lift', 'conditional application', 'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  // Documents: seen by whoever sees the application; sent and taken off by its holder
  row('POST /v1/applications/{id}/documents',          'draft application',     '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  row('GET /v1/applications/{id}/documents',           'draft application',     '++ -- --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/documents',           'submitted application', '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/documents',           'application on agenda', '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/documents/{id}',                        'draft document',        '++ -- --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/documents/{id}',                        'submitted document',    '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/documents/{id}/content',                'draft document',        '++ -- --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/documents/{id}/content',                'submitted document',    '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('PUT /v1/documents/{id}/content',                'draft document',        '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  row('POST /v1/documents/{id}/detach',                'draft document',        '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  row('POST /v1/documents/{id}/detach',                'submitted document',    '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),

  // Instructions: each agency acts on its own one; the holder reads them once the decision is taken
  national('GET /v1/instructions',                     'nothing',               '++ ++ +++ +++ + +x + +++'),
  row('GET /v1/instructions/{id}',                     'Caf instruction',       '-- ++ +-- +++ + +x + ---', '-- -- --- --- - +x - ---'),
  row('GET /v1/instructions/{id}',                     'DDETS instruction',     '-- ++ +-- +++ + +x + ---', '-- -- --- --- - +x - ---'),
  row('GET /v1/instructions/{id}',                     'decided instruction',   '++ ++ +++ +++ + +x + ---', '-- -- --- --- - +x - ---'),
  row('GET /v1/instructions/{id}/history',             'Caf instruction',       '-- ++ +-- +++ + +x + ---', '-- -- --- --- - +x - ---'),
  row('GET /v1/instructions/{id}/history',             'DDETS instruction',     '-- ++ +-- +++ + +x + ---', '-- -- --- --- - +x - ---'),
  row('GET /v1/instructions/{id}/history',             'decided instruction',   '++ ++ +++ +++ + +x + ---', '-- -- --- --- - +x - ---'),
  row('POST /v1/instructions/{id}/assign',             'Caf instruction',       'xx +x xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/instructions/{id}/assign',             'DDETS instruction',     'xx x+ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  // The rest is for the examiner in charge alone.
  row('POST /v1/instructions/{id}/declare-no-interest','Caf instruction',       'xx +x xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/instructions/{id}/declare-no-interest','DDETS instruction',     'xx x+ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/instructions/{id}/declare-interest',   'Caf instruction',       'xx +x xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/instructions/{id}/declare-interest',   'DDETS instruction',     'xx x+ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/instructions/{id}/score',              'Caf instruction',       'xx +x xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/instructions/{id}/score',              'DDETS instruction',     'xx x+ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/instructions/{id}/sign',               'Caf instruction',       'xx +x xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/instructions/{id}/sign',               'DDETS instruction',     'xx x+ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),

  // Anyone of the agency records a visit; read as the instruction itself.
  row('POST /v1/instructions/{id}/record-visit',       'Caf instruction',       'xx +x xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/instructions/{id}/record-visit',       'DDETS instruction',     'xx x+ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('GET /v1/instructions/{id}/visits',              'Caf instruction',       '-- ++ +-- +++ + +x + ---', '-- -- --- --- - +x - ---'),
  row('GET /v1/instructions/{id}/visits',              'decided instruction',   '++ ++ +++ +++ + +x + ---', '-- -- --- --- - +x - ---'),
  // What both agencies settle once they have signed: one asks (the Caf here), the other answers.
  row('GET /v1/applications/{id}/joint-scores',        'submitted application', '-- ++ +-- +++ + +x + ---', '-- -- --- --- - +x - ---'),
  row('GET /v1/applications/{id}/joint-scores',        'decided application',   '++ ++ +++ +++ + +x + ---', '-- -- --- --- - +x - ---'),
  row('POST /v1/applications/{id}/joint-scores',       'submitted application', 'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('GET /v1/joint-scores/{id}',                     'joint score',           '-- ++ +-- +++ + +x + ---', '-- -- --- --- - +x - ---'),
  row('POST /v1/joint-scores/{id}/agree',              'joint score',           'xx x+ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/joint-scores/{id}/reject',             'joint score',           'xx x+ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/joint-scores/{id}/withdraw',           'joint score',           'xx +x xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('GET /v1/applications/{id}/divergence',          'divergent application', '-- ++ +-- +++ + +x + ---', '-- -- --- --- - +x - ---'),
  row('GET /v1/divergences/{id}',                      'divergence',            '-- ++ +-- +++ + +x + ---', '-- -- --- --- - +x - ---'),
  row('POST /v1/divergences/{id}/state-position',      'divergence',            'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/divergences/{id}/record-conciliation', 'divergence',            'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/divergences/{id}/confirm',             'divergence',            'xx x+ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/divergences/{id}/contest',             'divergence',            'xx x+ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),

  row('POST /v1/instructions/bulk-assign',             'nothing',               'xx ++ xxx xxx x xx x xxx', 'xx ++ xxx xxx x xx x xxx'),
  row('POST /v1/instructions/bulk-assign-by-workload', 'nothing',               'xx ++ xxx xxx x xx x xxx', 'xx ++ xxx xxx x xx x xxx'),
  row('GET /v1/instructions/{id}/proposed-examiners',  'Caf instruction',       'xx +x xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('GET /v1/instructions/{id}/proposed-examiners',  'DDETS instruction',     'xx x+ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/instructions/{id}/assign-by-workload', 'Caf instruction',       'xx +x xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/instructions/{id}/assign-by-workload', 'DDETS instruction',     'xx x+ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  // Experts: outside persons without a role; here both agencies follow the request, and nobody else takes part in it
  row('POST /v1/applications/{id}/expert-requests',    'submitted application', 'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('GET /v1/applications/{id}/expert-requests',     'submitted application', 'xx ++ xxx xxx x +x x xxx', 'xx -- xxx xxx x +x x xxx'),
  row('GET /v1/applications/{id}/expert-opinions',     'submitted application', '-- ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/expert-opinions',     'decided application',   '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  national('GET /v1/expert-requests',                  'nothing',               EVERYONE),
  row('GET /v1/expert-requests/{id}',                  'expert request',        '-- ++ --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/expert-requests/{id}/documents/{documentId}/content', 'expert request', '-- ++ --- --- - +- - ---', '-- -- --- --- - +- - ---'),
  row('POST /v1/expert-requests/{id}/accept',          'expert request',        '-- xx --- --- - -- - ---', '-- -- --- --- - -- - ---'),
  row('POST /v1/expert-requests/{id}/decline',         'expert request',        '-- xx --- --- - -- - ---', '-- -- --- --- - -- - ---'),
  row('POST /v1/expert-requests/{id}/give',            'expert request',        '-- xx --- --- - -- - ---', '-- -- --- --- - -- - ---'),
  row('POST /v1/expert-requests/{id}/revoke',          'expert request',        'xx +x xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  // Absences: of the examiners of one's own agency
  national('GET /v1/absences',                         'nothing',               'xx ++ xxx xxx x +x x xxx'),
  row('POST /v1/absences',                             'absence',               'xx +- xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('GET /v1/absences/{id}',                         'absence',               'xx +- xxx xxx x +x x xxx', 'xx -- xxx xxx x +x x xxx'),
  row('POST /v1/absences/{id}/end',                    'absence',               'xx +- xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),

  // Correspondence: comments between the two agencies, messages with the holder
  row('GET /v1/applications/{id}/comments',            'draft application',     'xx -- xxx xxx x +x x xxx', 'xx -- xxx xxx x +x x xxx'),
  row('GET /v1/applications/{id}/comments',            'submitted application', 'xx ++ xxx xxx x +x x xxx', 'xx -- xxx xxx x +x x xxx'),
  row('POST /v1/applications/{id}/comments',           'draft application',     'xx -- xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/comments',           'submitted application', 'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('GET /v1/applications/{id}/messages',            'draft application',     '++ -- xxx xxx x +x x xxx', '-- -- xxx xxx x +x x xxx'),
  row('GET /v1/applications/{id}/messages',            'submitted application', '++ ++ xxx xxx x +x x xxx', '-- -- xxx xxx x +x x xxx'),
  row('POST /v1/applications/{id}/messages',           'draft application',     '++ -- xxx xxx x xx x xxx', '-- -- xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/messages/read',      'submitted application', '++ ++ xxx xxx x xx x xxx', '-- -- xxx xxx x xx x xxx'),

  // Desk: each reads in their own scope, and keeps their own filters and notices
  national('GET /v1/desk/applications',                'nothing',               EVERYONE),
  national('GET /v1/desk/counts',                      'nothing',               EVERYONE),
  national('GET /v1/desk/worklist',                    'nothing',               EVERYONE),
  national('GET /v1/desk/filters',                     'nothing',               EVERYONE),
  national('POST /v1/desk/filters',                    'nothing',               EVERYONE),
  row('PATCH /v1/desk/filters/{id}',                   'own filter',            '-- +- --- --- - -- - ---', '-- -- --- --- - -- - ---'),
  row('POST /v1/desk/filters/{id}/remove',             'own filter',            '-- +- --- --- - -- - ---', '-- -- --- --- - -- - ---'),
  national('GET /v1/notifications',                    'nothing',               EVERYONE),
  national('POST /v1/notifications/read',              'nothing',               EVERYONE),
  row('POST /v1/notifications/{id}/read',              'own notice',            '-- +- --- --- - -- - ---', '-- -- --- --- - -- - ---'),
  national('GET /v1/notifications/preferences',        'nothing',               EVERYONE),
  national('PATCH /v1/notifications/preferences',      'nothing',               EVERYONE),

  // Committees: composed by the secretary or the call manager
  national('GET /v1/committees',                       'nothing',               'xx xx +++ +++ + +x + xxx'),
  row('POST /v1/committees',                           'committee',             'xx xx +xx xxx + xx x xxx', NOBODY),
  row('GET /v1/committees/{id}',                       'committee',             'xx xx +++ +++ + +x + xxx', 'xx xx --- --- - +x - xxx'),
  row('GET /v1/committees/{id}/history',               'committee',             'xx xx +++ +++ + +x + xxx', 'xx xx --- --- - +x - xxx'),
  row('POST /v1/committees/{id}/members',              'committee',             'xx xx +xx xxx + xx x xxx', 'xx xx -xx xxx - xx x xxx'),
  row('POST /v1/committees/{id}/members/{memberId}/end','committee',            'xx xx +xx xxx + xx x xxx', 'xx xx -xx xxx - xx x xxx'),
  national('GET /v1/committee-templates',              'nothing',               'xx xx +xx xxx + xx x xxx'),
  national('GET /v1/committee-templates/{name}',       'nothing',               'xx xx +xx xxx + xx x xxx'),
  row('GET /v1/committees/{id}/composition',           'committee',             'xx xx +++ +++ + +x + xxx', 'xx xx --- --- - +x - xxx'),
  row('POST /v1/committees/{id}/seats',                'committee',             'xx xx +xx xxx + xx x xxx', 'xx xx -xx xxx - xx x xxx'),
  row('POST /v1/committees/{id}/seats/{seatId}/close', 'committee',             'xx xx +xx xxx + xx x xxx', 'xx xx -xx xxx - xx x xxx'),
  row('POST /v1/committees/{id}/seats/{seatId}/substitutes','committee',        'xx xx +xx xxx + xx x xxx', 'xx xx -xx xxx - xx x xxx'),
  row('POST /v1/committees/{id}/substitutes/{substituteId}/end','committee',    'xx xx +xx xxx + xx x xxx', 'xx xx -xx xxx - xx x xxx'),
  row('POST /v1/committees/{id}/fix-list',             'committee',             'xx xx +xx xxx + xx x xxx', 'xx xx -xx xxx - xx x xxx'),
  row('POST /v1/committees/{id}/end',                  'committee',             'xx xx +xx xxx + xx x xxx', 'xx xx -xx xxx - xx x xxx'),

  // Sessions: those who prepare one see it before it is convened; one presides and votes by virtue of a seat
  national('GET /v1/sessions',                         'nothing',               'xx xx +++ +++ + +x + xxx'),
  row('POST /v1/sessions',                             'committee',             'xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('GET /v1/sessions/{id}',                         'session in preparation','xx xx +-+ --- + +x - xxx', 'xx xx --- --- - +x - xxx'),
  row('GET /v1/sessions/{id}',                         'open session',          'xx xx +++ +++ + +x + xxx', 'xx xx --- --- - +x - xxx'),
  row('GET /v1/sessions/{id}/history',                 'session in preparation','xx xx +-+ --- + +x - xxx', 'xx xx --- --- - +x - xxx'),
  row('GET /v1/sessions/{id}/history',                 'open session',          'xx xx +++ +++ + +x + xxx', 'xx xx --- --- - +x - xxx'),
  row('GET /v1/sessions/{id}/events',                 'session in preparation','xx xx +-+ --- + +x - xxx', 'xx xx --- --- - +x - xxx'),
  row('GET /v1/sessions/{id}/events',                 'open session',          'xx xx +++ +++ + +x + xxx', 'xx xx --- --- - +x - xxx'),
  row('PATCH /v1/sessions/{id}',                       'session in preparation','xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/convene',                'session in preparation','xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/cancel',                 'session in preparation','xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/record-arrival',         'open session',          'xx xx +xx xxx x xx x xxx', 'xx xx -xx xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/record-departure',       'open session',          'xx xx +xx xxx x xx x xxx', 'xx xx -xx xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/give-proxy',             'open session',          'xx xx +++ xxx x xx x xxx', 'xx xx --- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/recuse',                 'session in preparation','xx xx +-+ xxx x xx x xxx', 'xx xx --- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/recuse',                 'open session',          'xx xx +++ xxx x xx x xxx', 'xx xx --- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/adjourn',                'open session',          'xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/open',                   'open session',          'xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/open-item',              'open session',          'xx xx +x+ xxx x xx x xxx', 'xx xx --- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/vote',                   'open session',          'xx xx x++ xxx x xx x xxx', 'xx xx x-- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/close-item',             'open session',          'xx xx +x+ xxx x xx x xxx', 'xx xx --- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/defer-item',             'open session',          'xx xx +x+ xxx x xx x xxx', 'xx xx --- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/vote-secretly',          'open session',          'xx xx x++ xxx x xx x xxx', 'xx xx x-- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/count-hands',            'open session',          'xx xx +xx xxx x xx x xxx', 'xx xx -xx xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/settle-tie',             'open session',          'xx xx xx+ xxx x xx x xxx', 'xx xx x-- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/vote-amounts',           'open session',          'xx xx +xx xxx x xx x xxx', 'xx xx -xx xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/ask-separate-vote',      'open session',          'xx xx x++ xxx x xx x xxx', 'xx xx x-- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/adopt-en-bloc',          'open session',          'xx xx +xx xxx x xx x xxx', 'xx xx -xx xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/record-opinion',         'open session',          'xx xx +x+ xxx x xx x xxx', 'xx xx --- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/adopt-ranking',          'open session',          'xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/close',                  'open session',          'xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/send-convocation',       'open session',          'xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/hear',                   'open session',          'xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/end-hearing',            'open session',          'xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/suspend',                'open session',          'xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/resume',                 'open session',          'xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/open-written',           'open session',          'xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/invalidate',             'open session',          'xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/contribute',             'open session',          'xx xx x++ xxx x xx x xxx', 'xx xx x-- xxx x xx x xxx'),
  row('POST /v1/sessions/{id}/record-disagreement',    'open session',          'xx xx x++ xxx x xx x xxx', 'xx xx x-- xxx x xx x xxx'),

  // Minutes: a draft is for those who run the session and its members; signed, for all who follow the committee and for the two agencies
  row('POST /v1/sessions/{id}/minutes',                'open session',          'xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('GET /v1/sessions/{id}/minutes',                 'open session',          'xx ++ +++ +++ + +x + xxx', 'xx -- --- --- - +x - xxx'),
  row('GET /v1/applications/{id}/minutes-extract',     'application on agenda', '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/minutes/{id}',                          'draft minutes',         'xx -- +++ --- - -x - xxx', 'xx -- --- --- - -x - xxx'),
  row('GET /v1/minutes/{id}',                          'signed minutes',        'xx ++ +++ +++ + +x + xxx', 'xx -- --- --- - +x - xxx'),
  row('GET /v1/minutes/{id}/pdf',                      'signed minutes',        'xx ++ +++ +++ + +x + xxx', 'xx -- --- --- - +x - xxx'),
  row('GET /v1/minutes/{id}/verification',             'signed minutes',        'xx ++ +++ +++ + +x + xxx', 'xx -- --- --- - +x - xxx'),
  row('PUT /v1/minutes/{id}/signed-copies',            'signed minutes',        'xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),
  row('GET /v1/minutes/{id}/signed-copies/{number}',   'signed minutes',        'xx ++ +++ +++ + +x + xxx', 'xx -- --- --- - +x - xxx'),
  row('POST /v1/minutes/{id}/sign',                    'draft minutes',         'xx xx xx+ xxx x xx x xxx', 'xx xx x-- xxx x xx x xxx'),
  row('POST /v1/minutes/{id}/rectify',                 'signed minutes',        'xx xx +x+ xxx x xx x xxx', 'xx xx -x- xxx x xx x xxx'),

  // Selection: the regional jury alone
  row('POST /v1/applications/{id}/shortlist',          'application on agenda', 'xx xx xxx +xx x xx x xxx', 'xx xx xxx -xx x xx x xxx'),
  row('POST /v1/applications/{id}/put-on-reserve',     'application on agenda', 'xx xx xxx +xx x xx x xxx', 'xx xx xxx -xx x xx x xxx'),
  row('POST /v1/applications/{id}/refuse',             'application on agenda', 'xx xx xxx +xx x xx x xxx', 'xx xx xxx -xx x xx x xxx'),
  row('POST /v1/reserve-proposals/{id}/pass-over',     'reserve proposal',      'xx xx xxx +xx x xx x xxx', 'xx xx xxx -xx x xx x xxx'),

  // Awards: the holder's once complete; each officer decides the leg of their own funder
  national('GET /v1/awards',                           'nothing',               EVERYONE),
  row('GET /v1/awards/{id}',                           'pending award',         '-- ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/awards/{id}',                           'complete award',        '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/awards/{id}/history',                   'pending award',         '-- ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/awards/{id}/history',                   'complete award',        '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('POST /v1/awards/{id}/legs/{funderCode}/decide', 'State leg',             'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/decide', 'Cnaf leg',              'xx xx xxx xx+ x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/refuse', 'State leg',             'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/refuse', 'Cnaf leg',              'xx xx xxx xx+ x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/engage',     'State leg',             'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/engage',     'Cnaf leg',              'xx xx xxx xx+ x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/notify',     'State leg',             'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/notify',     'Cnaf leg',              'xx xx xxx xx+ x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/start',      'State leg',             'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/start',      'Cnaf leg',              'xx xx xxx xx+ x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/suspend',    'State leg',             'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/suspend',    'Cnaf leg',              'xx xx xxx xx+ x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/resume',     'State leg',             'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/resume',     'Cnaf leg',              'xx xx xxx xx+ x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/close',      'State leg',             'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/lapse',      'State leg',             'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/lapse',      'Cnaf leg',              'xx xx xxx xx+ x xx x xxx', 'xx xx xxx x-- x xx - xxx'),

  // Lower amounts: the holder's representative answers, the jury renews
  row('GET /v1/applications/{id}/amount-offers',       'submitted application', '++ ++ +-- +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/amount-offers/{id}',                    'amount offer',          '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('POST /v1/amount-offers/{id}/accept',            'amount offer',          'x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),
  row('POST /v1/amount-offers/{id}/decline',           'amount offer',          'x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),
  row('POST /v1/amount-offers/{id}/renew',             'amount offer',          'xx xx xxx +xx x xx x xxx', 'xx xx xxx -xx x xx x xxx'),

  // Agreements: drafted by examiners and officers, signed by the holder's representative and by each funder's own officer
  row('POST /v1/awards/{id}/agreements',               'complete award',        'xx ++ xxx x++ x xx x xxx', 'xx -- xxx x-- x xx - xxx'),
  row('GET /v1/awards/{id}/agreements',                'pending award',         '-- ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/awards/{id}/agreements',                'complete award',        '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/agreements/{id}',                       'agreement',             '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/agreements/{id}/pdf',                   'agreement',             '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/agreements/{id}/copies/{copyId}',       'agreement',             '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('PUT /v1/agreements/{id}/upload/{kind}',         'agreement',             'x+ ++ xxx x++ x xx x xxx', 'x- -- xxx x-- x xx - xxx'),
  row('POST /v1/agreements/{id}/send',                 'agreement',             'xx ++ xxx x++ x xx x xxx', 'xx -- xxx x-- x xx - xxx'),
  row('POST /v1/agreements/{id}/sign',                 'agreement',             'x+ xx xxx x++ x xx x xxx', 'x- xx xxx x-- x xx - xxx'),
  row('POST /v1/agreements/{id}/void',                 'agreement',             'xx xx xxx x++ x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  // Amendments: written by the holder's people or an officer, examined by both agencies, agreed and signed by each funder's own officer
  row('POST /v1/awards/{id}/amendments',               'complete award',        '++ xx xxx x++ x xx x xxx', '-- xx xxx x-- x xx - xxx'),
  row('GET /v1/awards/{id}/amendments',                'pending award',         '-- ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/awards/{id}/amendments',                'complete award',        '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  national('GET /v1/amendments',                       'nothing',               EVERYONE),
  row('GET /v1/amendments/{id}',                       'amendment',             '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/amendments/{id}/history',               'amendment',             '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/amendments/{id}/pdf',                   'amendment',             '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('POST /v1/amendments/{id}/edit',                 'amendment',             '++ xx xxx xxx x xx x xxx', '-- xx xxx x-- x xx - xxx'),
  ...['submit', 'withdraw', 'sign'].map((event) =>
    row(`POST /v1/amendments/{id}/${event}`,           'amendment',             'x+ xx xxx xxx x xx x xxx', 'x- xx xxx x-- x xx - xxx'),
  ),
  row('POST /v1/amendments/{id}/declare',              'amendment',             'x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),
  row('POST /v1/amendments/{id}/opinion',              'amendment',             'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/amendments/{id}/return',               'amendment',             'xx ++ xxx x++ x xx x xxx', 'xx -- xxx x-- x xx - xxx'),
  row('POST /v1/amendments/{id}/agree',                'amendment',             'xx xx xxx x++ x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/amendments/{id}/refuse',               'amendment',             'xx xx xxx x++ x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  // Measures: the funder's own officer, and the holder that answers or asks
  row('POST /v1/awards/{id}/legs/{funderCode}/measures', 'measured leg',         'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  row('POST /v1/awards/{id}/legs/{funderCode}/termination-requests','measured leg','x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),
  row('GET /v1/awards/{id}/measures',                  'pending award',         '-- ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/awards/{id}/measures',                  'complete award',        '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/measures/{id}',                         'measure',               '++ ++ +++ +++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('POST /v1/measures/{id}/remark',                 'measure',               '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  ...['ask-oral', 'withdraw-request'].map((act) =>
    row(`POST /v1/measures/{id}/${act}`,               'measure',               'x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx')),
  ...['hear', 'decline-oral', 'decide', 'drop'].map((act) =>
    row(`POST /v1/measures/{id}/${act}`,               'measure',               'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx')),
  // Payments: the chain of each funder, three persons; its accountants see its payments and nothing else
  national('GET /v1/payments',                         'nothing',               EVERYONE),
  row('GET /v1/payments/{id}',                         'State payment',         '++ ++ --- -++ + +- + +--', '-- -- --- --- - +- - ---'),
  row('GET /v1/payments/{id}',                         'Cnaf payment',          '++ ++ --- -++ + +- + -+-', '-- -- --- --- - +- - ---'),
  row('GET /v1/payments/{id}/history',                 'State payment',         '++ ++ --- -++ + +- + +--', '-- -- --- --- - +- - ---'),
  row('GET /v1/payments/{id}/account',                 'State payment',         'xx xx xxx x+x x xx x +--', 'xx xx xxx x-- x xx - ---'),
  row('GET /v1/payments/{id}/account',                 'Cnaf payment',          'xx xx xxx xx+ x xx x -+-', 'xx xx xxx x-- x xx - ---'),
  row('GET /v1/awards/{id}/payments',                  'pending award',         '-- ++ --- -++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/awards/{id}/payments',                  'complete award',        '++ ++ --- -++ + +- + ++-', '-- -- --- --- - +- - ---'),
  row('POST /v1/payments/{id}/certify',                'State payment',         'xx x+ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx - xxx'),
  row('POST /v1/payments/{id}/certify',                'Cnaf payment',          'xx +x xxx xxx x xx x xxx', 'xx -- xxx xxx x xx - xxx'),
  ...['liquidate', 'order', 'reissue', 'hold', 'release', 'cancel'].flatMap((event) => [
    row(`POST /v1/payments/{id}/${event}`,             'State payment',         'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
    row(`POST /v1/payments/{id}/${event}`,             'Cnaf payment',          'xx xx xxx xx+ x xx x xxx', 'xx xx xxx x-- x xx - xxx'),
  ]),
  ...['pay', 'reject'].flatMap((event) => [
    row(`POST /v1/payments/{id}/${event}`,             'State payment',         'xx xx xxx xxx x xx x +--', 'xx xx xxx xxx x xx x ---'),
    row(`POST /v1/payments/{id}/${event}`,             'Cnaf payment',          'xx xx xxx xxx x xx x -+-', 'xx xx xxx xxx x xx x ---'),
  ]),
  row('POST /v1/calls/{id}/funders/{code}/payment-credits','State credits',     'xx xx xxx x+- x xx - xxx', 'xx xx xxx x-- x xx - xxx'),
  ...['', '.csv', '.xlsx'].flatMap((format) => [
    row(`GET /v1/calls/{id}/payment-forecast${format}`, 'draft call',            '-- -- xxx x-- - -x - ---', '-- -- xxx x-- - -x - ---'),
    row(`GET /v1/calls/{id}/payment-forecast${format}`, 'published call',        '++ ++ xxx x++ + +x + +++', '++ ++ xxx x++ + +x + +++'),
  ]),
  row('POST /v1/calls/{id}/funders/{code}/payment-batches','Cnaf credits',      'xx xx xxx xxx x xx x -+-', 'xx xx xxx xxx x xx x ---'),
  row('GET /v1/calls/{id}/funders/{code}/payment-batches','Cnaf credits',       'xx xx xxx xxx x +x x -+-', 'xx xx xxx xxx x +x x ---'),
  row('GET /v1/calls/{id}/funders/{code}/payment-batches/{batchId}','Cnaf batch',            'xx xx xxx xxx x +x x -+-', 'xx xx xxx xxx x +x x ---'),
  row('GET /v1/calls/{id}/funders/{code}/payment-batches/{batchId}/orders.csv','Cnaf batch', 'xx xx xxx xxx x +x x -+-', 'xx xx xxx xxx x +x x ---'),
  row('GET /v1/calls/{id}/funders/{code}/payment-batches/{batchId}/orders.xml','Cnaf batch', 'xx xx xxx xxx x +x x -+-', 'xx xx xxx xxx x +x x ---'),
  row('POST /v1/calls/{id}/funders/{code}/payment-batches/{batchId}/returns','Cnaf batch',   'xx xx xxx xxx x xx x -+-', 'xx xx xxx xxx x xx x ---'),
  row('GET /v1/organisations/{id}/bank-details',       'organisation',          '++ ++ xxx x++ x +x + xxx', '-- -- xxx x-- x +x - xxx'),
  row('POST /v1/organisations/{id}/bank-details',      'organisation',          'x+ xx xxx x++ x xx + xxx', 'x- xx xxx x-- x xx - xxx'),
  row('POST /v1/bank-details/{id}/confirm',            'bank details',          'xx ++ xxx x++ x xx + xxx', 'xx -- xxx x-- x xx - xxx'),
  row('POST /v1/bank-details/{id}/refuse',             'bank details',          'xx ++ xxx x++ x xx + xxx', 'xx -- xxx x-- x xx - xxx'),

  // Reports: written by the holder's people, submitted by its representative, returned or accepted by either agency
  national('GET /v1/reports',                          'nothing',               EVERYONE),
  row('GET /v1/awards/{id}/reports',                   'pending award',         '-- ++ --- -++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/awards/{id}/reports',                   'complete award',        '++ ++ --- -++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/reports/{id}',                          'report',                '++ ++ --- -++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/reports/{id}/history',                  'report',                '++ ++ --- -++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/reports/{id}/versions/{number}',        'report',                '++ ++ --- -++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('PATCH /v1/reports/{id}',                        'report',                '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  row('POST /v1/reports/{id}/submit',                  'report',                'x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),
  row('POST /v1/reports/{id}/return',                  'report',                'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/reports/{id}/accept',                  'report',                'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),

  // Recoveries: heard by the examiner, ordered by the officer, received by the accountant of the funder
  national('GET /v1/recoveries',                       'nothing',               EVERYONE),
  ...['csv', 'xlsx'].map((format) =>
    national(`GET /v1/recovery-orders.${format}`,      'nothing',               'xx xx xxx x++ + +x + +++')),
  row('GET /v1/recoveries/{id}',                       'recovery',              '++ ++ --- -++ + +- + +--', '-- -- --- --- - +- - ---'),
  row('GET /v1/recoveries/{id}/history',               'recovery',              '++ ++ --- -++ + +- + +--', '-- -- --- --- - +- - ---'),
  row('GET /v1/awards/{id}/recoveries',                'pending award',         '-- ++ --- -++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/awards/{id}/recoveries',                'balanced award',        '++ ++ --- -++ + +- + +--', '-- -- --- --- - +- - ---'),
  row('POST /v1/recoveries/{id}/hear',                 'recovery',              'xx x+ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx - xxx'),
  row('POST /v1/recoveries/{id}/remark',               'recovery',              '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  ...['order', 'cancel', 'plan', 'waive', 'contest', 'uphold-contest', 'reject-contest'].map((act) =>
    row(`POST /v1/recoveries/{id}/${act}`,             'recovery',              'xx xx xxx x+x x xx x xxx', 'xx xx xxx x-- x xx - xxx')),
  ...['receive', 'return-receipt'].map((act) =>
    row(`POST /v1/recoveries/{id}/${act}`,             'recovery',              'xx xx xxx xxx x xx x +--', 'xx xx xxx xxx x xx x ---')),

  // Balances: computed and proposed by either agency, agreed by the officer of each funder; the holder reads what is proposed
  national('GET /v1/balances',                         'nothing',               EVERYONE),
  row('GET /v1/awards/{id}/balance',                   'balanced award',        '++ ++ --- -++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('GET /v1/balances/{id}/history',                 'balance',               '++ ++ --- -++ + +- + ---', '-- -- --- --- - +- - ---'),
  row('POST /v1/awards/{id}/balance',                  'balanced award',        'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/balances/{id}/propose',                'balance',               'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/balances/{id}/remark',                 'balance',               '++ xx xxx xxx x xx x xxx', '-- xx xxx xxx x xx x xxx'),
  row('POST /v1/balances/{id}/agree',                  'balance',               'xx xx xxx x++ x xx x xxx', 'xx xx xxx x-- x xx - xxx'),

  // Remedies: the committee decides on none; each is answered by who is competent for the decision it is against
  row('POST /v1/applications/{id}/renounce',           'submitted application', 'x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),
  row('POST /v1/applications/{id}/late-exceptions',    'submitted application', 'xx xx xxx x++ + xx x xxx', 'xx xx xxx x-- - xx x xxx'),
  row('GET /v1/applications/{id}/late-exceptions',     'submitted application', '++ ++ +xx +++ + +x + ---', '-- -- -xx --- - +x - ---'),
  row('GET /v1/late-exceptions/{id}',                  'late exception',        '++ ++ +xx +++ + +x + ---', '-- -- -xx --- - +x - ---'),
  row('POST /v1/late-exceptions/{id}/sign',            'late exception',        'xx xx xxx x++ x xx x xxx', 'xx xx xxx x-- x xx x xxx'),
  row('POST /v1/late-exceptions/{id}/reject',          'late exception',        'xx xx xxx x++ x xx x xxx', 'xx xx xxx x-- x xx x xxx'),
  row('GET /v1/applications/{id}/time-limits',         'draft application',     '++ -- -xx --- - +x - ---', '-- -- -xx --- - +x - ---'),
  row('GET /v1/applications/{id}/time-limits',         'submitted application', '++ ++ +xx +++ + +x + ---', '-- -- -xx --- - +x - ---'),
  national('GET /v1/silence-refusals',                 'nothing',               '++ ++ +xx +++ + +x + +++'),
  row('GET /v1/applications/{id}/examinations',        're-examined application','++ ++ +++ +++ + +- + ---','-- -- --- --- - +- - ---'),
  row('GET /v1/applications/{id}/examinations/{number}','re-examined application','++ ++ +++ +++ + +- + ---','-- -- --- --- - +- - ---'),
  row('POST /v1/applications/{id}/appeals',            'submitted application', 'x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),
  row('GET /v1/applications/{id}/appeals',             'decided application',   '++ ++ +xx +++ + +x + ---', '-- -- -xx --- - +x - ---'),
  national('GET /v1/appeals',                          'nothing',               '++ ++ +xx +++ + +x + +++'),
  row('GET /v1/appeals/{id}',                          'appeal',                '++ ++ +xx +++ + +x + ---', '-- -- -xx --- - +x - ---'),
  row('GET /v1/appeals/{id}/history',                  'appeal',                '++ ++ +xx +++ + +x + ---', '-- -- -xx --- - +x - ---'),
  row('POST /v1/appeals/{id}/propose',                 'joint appeal',          'xx ++ xxx xxx x xx x xxx', 'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/appeals/{id}/propose',                 'hierarchical appeal',   NOBODY,               'xx -- xxx xxx x xx x xxx'),
  row('POST /v1/appeals/{id}/uphold',                  'appeal',                'xx xx xxx +xx x xx x xxx', 'xx -- xxx -xx - xx x xxx'),
  row('POST /v1/appeals/{id}/uphold',                  'joint appeal',          'xx ++ xxx xxx x xx x xxx', 'xx -- xxx -xx - xx x xxx'),
  row('POST /v1/appeals/{id}/uphold',                  'hierarchical appeal',   'xx xx xxx xxx + xx x xxx', 'xx -- xxx -xx - xx x xxx'),
  row('POST /v1/appeals/{id}/reject',                  'appeal',                'xx xx xxx +xx x xx x xxx', 'xx -- xxx -xx - xx x xxx'),
  row('POST /v1/appeals/{id}/reject',                  'joint appeal',          'xx ++ xxx xxx x xx x xxx', 'xx -- xxx -xx - xx x xxx'),
  row('POST /v1/appeals/{id}/reject',                  'hierarchical appeal',   'xx xx xxx xxx + xx x xxx', 'xx -- xxx -xx - xx x xxx'),
  row('POST /v1/appeals/{id}/withdraw',                'appeal',                'x+ xx xxx xxx x xx x xxx', 'x- xx xxx xxx x xx x xxx'),

  // Letters of decisions, their alarms, and what was communicated to others
  row('GET /v1/applications/{id}/letters',             'draft application',     '++ -- -xx --- - +x - ---', '-- -- -xx --- - +x - ---'),
  row('GET /v1/applications/{id}/letters',             'decided application',   '++ ++ +xx +++ + +x + ---', '-- -- -xx --- - +x - ---'),
  row('GET /v1/letters/{id}',                          'letter',                '++ ++ +xx +++ + +x + ---', '-- -- -xx --- - +x - ---'),
  row('GET /v1/letters/{id}/pdf',                      'letter',                '++ ++ +xx +++ + +x + ---', '-- -- -xx --- - +x - ---'),
  row('GET /v1/letters/{id}/verification',             'letter',                '++ ++ +xx +++ + +x + ---', '-- -- -xx --- - +x - ---'),
  national('GET /v1/alarms',                           'nothing',               'xx xx xxx xxx + ++ x xxx'),
  row('GET /v1/applications/{id}/disclosures',         'submitted application', 'xx ++ xxx x++ + +x + xxx', 'xx -- xxx x-- - +x - xxx'),
  row('POST /v1/applications/{id}/disclosures',        'submitted application', 'xx ++ xxx x++ x xx + xxx', 'xx -- xxx x-- x xx - xxx'),
];

const VERDICTS: Readonly<Record<string, Verdict>> = { '+': 'yes', '-': 'hidden', x: 'never' };

/** Of which side the people of a neighbouring department are: a call is for all the departments of its region. */
export const neighboursOf = ({ object }: Row): 'own' | 'other' => (object.endsWith(' call') ? 'own' : 'other');

/** What the row says of each role. @throws Error on a malformed row */
export function verdicts(marks: string): Readonly<Record<Role, Verdict>> {
  const cells = Array.from(marks.replaceAll(' ', ''));
  if (marks !== PUBLIC && cells.length !== ROLES.length) throw new Error(`"${marks}" is not of ${ROLES.length} roles`);
  const entries = ROLES.map((role, index): [Role, Verdict] => {
    const verdict = marks === PUBLIC ? 'public' : VERDICTS[cells[index] ?? ''];
    if (verdict === undefined) throw new Error(`"${marks}" has a mark that is none`);
    return [role, verdict];
  });
  return Object.fromEntries(entries) as Record<Role, Verdict>;
}
