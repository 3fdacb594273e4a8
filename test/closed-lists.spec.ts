// Each CHECK of a closed list against the TypeScript list or machine that owns it (see docs/adr/0002).

import { CONDITION_EFFECTS, ITEM_DEFECTS, ITEM_KINDS, ROUND_EVENTS } from '../src/features/applications/completion-content.js';
import { AMENDMENT_KINDS } from '../src/features/amendments/amendment.rules.js';
import { AMOUNT_STAGES } from '../src/features/applications/application-content.js';
import { AWARD_OUTCOMES } from '../src/features/awards/awards.rules.js';
import { CONSULTATION_OPINIONS, CONSULTED_AGENCIES } from '../src/features/applications/consultation.rules.js';
import { COMMITTEE_KINDS } from '../src/features/committees/committee-settings.js';
import { END_REASONS, SEAT_KINDS, SEAT_ROLES } from '../src/features/committees/composition-facts.rules.js';
import { ATTENDANCE_MEANS, SENDING_CAUSES, SENDING_MEANS, SESSION_MODES } from '../src/features/committees/session-mode.rules.js';
import { HANDS_SUBJECTS } from '../src/features/committees/counted-hands.rules.js';
import { ITEM_STATES } from '../src/features/committees/session-facts.rules.js';
import { CHOICES } from '../src/features/committees/tally.rules.js';
import { BALLOT_MODES } from '../src/features/committees/voting-settings.js';
import { SIDES } from '../src/features/correspondence/correspondence.rules.js';
import { DELIVERIES } from '../src/features/notifications/delivery.rules.js';
import { CONCILIATION_MEANS, CONCILIATION_OUTCOMES } from '../src/features/instruction/divergence.rules.js';
import { DISCLOSED_ITEMS, DISCLOSURE_GROUNDS } from '../src/features/letters/disclosure.rules.js';
import { isNegative, LETTER_KINDS, NOTIFIED_DECISIONS } from '../src/features/letters/letter.rules.js';
import { AGENCY_KINDS } from '../src/features/instruction/instruction-facts.rules.js';
import { OPINIONS } from '../src/features/instruction/joint.rules.js';
import { REMINDER_KINDS } from '../src/features/instruction/signing-deadline.rules.js';
import { ROLES } from '../src/kernel/actor.js';
import { ACKNOWLEDGEMENT_KINDS } from '../src/features/applications/acknowledgement.rules.js';
import { TRANCHE_KINDS } from '../src/features/calls/payment-settings.js';
import { DUTIES, HELD_CAUSES } from '../src/features/payments/payment-facts.rules.js';
import { REMINDER_KINDS as REMINDERS_OF_REPORTS } from '../src/features/reports/report.rules.js';
import { CONTEST_OUTCOMES, DUE_REMINDERS, RECOVERY_ORIGINS } from '../src/features/recoveries/recovery-facts.rules.js';
import { LINE_STATUSES } from '../src/features/selection/board.js';
import { RUN_STATUSES } from '../src/features/selection/portfolio.rules.js';
import { FILE_TYPES } from '../src/kernel/file-types.js';
import { MACHINES } from '../src/machines.js';
import { TestApp } from './support/app.js';

const TABLE_OF: Readonly<Record<string, string>> = {
  call: 'call_state',
  application: 'application_state',
  condition: 'condition_state',
  document: 'document_state',
  instruction: 'instruction_state',
  'joint-score': 'joint_score_state',
  divergence: 'divergence_state',
  committee: 'committee_state',
  absence: 'absence_state',
  'expert-request': 'expert_request_state',
  session: 'session_state',
  minutes: 'minutes_state',
  'reserve-proposal': 'reserve_proposal_state',
  'award-leg': 'leg_state',
  'amount-offer': 'amount_offer_state',
  agreement: 'agreement_state',
  amendment: 'amendment_state',
  'bank-details': 'bank_details_state',
  payment: 'payment_state',
  measure: 'measure_state',
  report: 'report_state',
  recovery: 'recovery_state',
  balance: 'balance_state',
  envelope: 'envelope_state',
  'late-exception': 'late_exception_state',
  appeal: 'appeal_state',
};

describe('closed lists of the database', () => {
  let app: TestApp;
  const checks = new Map<string, string[]>();

  beforeAll(async () => {
    app = await TestApp.start();
    const rows = await app.database.read.$queryRaw<{ name: string; definition: string }[]>`
      SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE contype = 'c'`;
    for (const { name, definition } of rows)
      checks.set(name, [...definition.matchAll(/'(\w+)'::text/g)].map(([, value]) => value ?? '').sort());
  });
  afterAll(() => app.stop());

  it('knows a table for every machine', () => {
    expect(MACHINES.map(({ name }) => name).sort()).toEqual(Object.keys(TABLE_OF).sort());
  });

  it.each(MACHINES.map((machine) => [machine.name, [...machine.stateNames].sort()] as const))(
    '%s: the states of the machine and of the table are the same',
    (name, states) => {
      expect(checks.get(TABLE_OF[name] ?? '')).toEqual(states);
    },
  );

  it.each([
    ['completion_item_kind', ITEM_KINDS],
    ['completion_item_defect', ITEM_DEFECTS],
    ['completion_event_kind', ROUND_EVENTS],
    ['condition_effect', CONDITION_EFFECTS],
    ['item_state', ITEM_STATES],
    ['item_ballot_mode', BALLOT_MODES],
    ['ballot_choice', CHOICES],
    ['secret_ballot_choice', CHOICES],
    ['hands_president_choice', CHOICES],
    ['hands_subject', HANDS_SUBJECTS],
  ] as const)('%s', (name, values) => {
    expect(checks.get(name)).toEqual([...values].sort());
  });

  it('opinions of consultation', () => {
    expect(checks.get('consultation_value')).toEqual([...CONSULTATION_OPINIONS].sort());
    expect(checks.get('consultation_agency')).toEqual([...CONSULTED_AGENCIES].sort());
  });

  it('stages of an amount, outcomes of an award', () => {
    expect(checks.get('amount_stage')).toEqual([...AMOUNT_STAGES].sort());
    expect(checks.get('award_outcome_value')).toEqual([...AWARD_OUTCOMES].sort());
  });

  it('kinds of acknowledgement', () => {
    expect(checks.get('acknowledgement_kind')).toEqual([...ACKNOWLEDGEMENT_KINDS].sort());
  });

  it('seats and ends of terms', () => {
    expect(checks.get('seat_kind')).toEqual([...SEAT_KINDS].sort());
    expect(checks.get('seat_role')).toEqual([...SEAT_ROLES].sort());
    expect(checks.get('member_end_reason')).toEqual([...END_REASONS].sort());
    expect(checks.get('committee_kind')).toEqual([...COMMITTEE_KINDS].sort());
  });

  it('modes of a session, means of attendance, sendings of a convocation', () => {
    expect(checks.get('session_mode')).toEqual([...SESSION_MODES].sort());
    expect(checks.get('attendance_means')).toEqual([...ATTENDANCE_MEANS].sort());
    expect(checks.get('sending_means')).toEqual([...SENDING_MEANS].sort());
    expect(checks.get('sending_cause')).toEqual([...SENDING_CAUSES].sort());
  });

  it('kinds of letters, decisions that they notify, grounds and items of a disclosure', () => {
    expect(checks.get('letter_kind')).toEqual([...LETTER_KINDS].sort());
    expect(checks.get('letter_decision')).toEqual([...NOTIFIED_DECISIONS].sort());
    // Those that may do without reasons and ways of appeal.
    expect(checks.get('letter_lawful')).toEqual(LETTER_KINDS.filter((kind) => !isNegative(kind)).sort());
    expect(checks.get('disclosure_ground')).toEqual([...DISCLOSURE_GROUNDS].sort());
    expect(checks.get('disclosure_items')).toEqual([...DISCLOSED_ITEMS].sort());
  });

  it('answers of a run, lines of a simulation', () => {
    expect(checks.get('optimisation_status')).toEqual([...RUN_STATUSES].sort());
    expect(checks.get('simulation_line_status')).toEqual([...LINE_STATUSES].sort());
  });

  it('tranches, causes of a hold and duties of payments, reminders of reports', () => {
    expect(checks.get('report_reminder_kind')).toEqual([...REMINDERS_OF_REPORTS].sort());
    expect(checks.get('payment_kind')).toEqual([...TRANCHE_KINDS].sort());
    expect(checks.get('payment_held_cause')).toEqual([...HELD_CAUSES].sort());
    expect(checks.get('payment_duty_kind')).toEqual([...DUTIES].sort());
  });

  it('kinds of amendments', () => {
    expect(checks.get('amendment_kind')).toEqual([...AMENDMENT_KINDS].sort());
    expect(checks.get('amendment_opinion_agency')).toEqual([...AGENCY_KINDS].sort());
  });

  it('causes of a recovery, outcomes of an appeal against it, reminders', () => {
    expect(checks.get('recovery_origin')).toEqual([...RECOVERY_ORIGINS].sort());
    expect(checks.get('recovery_contest_outcome')).toEqual([...CONTEST_OUTCOMES].sort());
    expect(checks.get('recovery_reminder_kind')).toEqual([...DUE_REMINDERS].sort());
  });

  it('types of files', () => {
    expect(checks.get('document_type')).toEqual([...FILE_TYPES].sort());
  });

  it('roles', () => {
    expect(checks.get('grant_role')).toEqual([...ROLES].sort());
  });

  it('sides of a message, agencies of a comment, deliveries of a notification', () => {
    expect(checks.get('message_side')).toEqual([...SIDES].sort());
    expect(checks.get('reading_side')).toEqual([...SIDES].sort());
    expect(checks.get('comment_agency')).toEqual([...AGENCY_KINDS].sort());
    expect(checks.get('expert_request_agency')).toEqual([...AGENCY_KINDS].sort());
    expect(checks.get('notification_delivery')).toEqual([...DELIVERIES].sort());
  });

  it('agencies, reminders, means, outcomes and opinions of the joint examination', () => {
    for (const name of ['joint_score_agency', 'position_agency', 'conciliation_agency'])
      expect(checks.get(name)).toEqual([...AGENCY_KINDS].sort());
    expect(checks.get('reminder_kind')).toEqual([...REMINDER_KINDS].sort());
    expect(checks.get('conciliation_means')).toEqual([...CONCILIATION_MEANS].sort());
    expect(checks.get('conciliation_outcome')).toEqual([...CONCILIATION_OUTCOMES].sort());
    expect(checks.get('conciliation_opinion')).toEqual([...OPINIONS].sort());
  });
});
