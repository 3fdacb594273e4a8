import { FIPE_2023 } from '../calls/templates/fipe-2023.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import { silenceOf } from '../applications/silence-state.rules.js';
import { timeLimitsOf, type Standing } from './time-limits.rules.js';

const NOTIFIED = new Date('2023-10-04T09:00:00Z');
const at = (day: string): Date => new Date(`${day}T09:00:00Z`);

const application = (changed: object = {}): ApplicationFacts =>
  ({
    state: 'REFUSED',
    everSubmitted: true,
    department: '31',
    holderType: 'ASSOCIATION',
    submittedAt: new Date('2023-08-31T20:00:00Z'),
    reopenedAt: null,
    suspensions: [],
    call: { timeZone: 'Europe/Paris', settings: FIPE_2023 },
    ...changed,
  }) as unknown as ApplicationFacts;

const court = (now: string, changed: Partial<Standing> = {}): [string, string | undefined] => {
  const standing: Standing = {
    application: application(),
    holderDepartment: '31',
    notice: { notifiedAt: NOTIFIED, statesAppeal: true },
    appeals: [],
    ...changed,
  };
  const { state, until } = timeLimitsOf(standing, at(now)).court;
  return [state, until?.toISOString()];
};

describe('the time to go to court', () => {
  const appeal = { id: 'a', state: 'FILED', silenceAt: new Date('2024-01-10T22:59:59.999Z') };
  it.each<[string, string, Partial<Standing>, [string, string | undefined]]>([
    ['runs two months from the notification', '2023-11-01', {}, ['RUNNING', '2023-12-04T22:59:59.999Z']],
    ['and ends', '2023-12-05', {}, ['EXPIRED', '2023-12-04T22:59:59.999Z']],
    ['one month more overseas', '2023-12-05', { holderDepartment: '974' }, ['RUNNING', '2024-01-04T22:59:59.999Z']],
    ['does not run without a sending', '2030-01-01', { notice: undefined }, ['NOT_RUNNING', undefined]],
    [
      'nor without ways of appeal',
      '2030-01-01',
      { notice: { notifiedAt: NOTIFIED, statesAppeal: false } },
      ['NOT_RUNNING', undefined],
    ],
    ['is interrupted by an appeal', '2023-12-20', { appeals: [appeal] }, ['INTERRUPTED', undefined]],
    [
      'not by one withdrawn',
      '2023-12-20',
      { appeals: [{ ...appeal, state: 'WITHDRAWN' }] },
      ['EXPIRED', '2023-12-04T22:59:59.999Z'],
    ],
    [
      'starts anew from the silence, recorded or not',
      '2024-02-01',
      { appeals: [appeal] },
      ['RUNNING', '2024-03-11T22:59:59.999Z'],
    ],
    [
      'and from the notified rejection',
      '2024-02-01',
      { appeals: [{ ...appeal, state: 'REJECTED', notice: { notifiedAt: at('2023-12-20'), statesAppeal: true } }] },
      ['RUNNING', '2024-02-20T22:59:59.999Z'],
    ],
    [
      'a rejection not sent runs nothing',
      '2024-02-01',
      { appeals: [{ ...appeal, state: 'REJECTED' }] },
      ['NOT_RUNNING', undefined],
    ],
    [
      'of two appeals, the last answer counts',
      '2024-02-01',
      {
        appeals: [
          { ...appeal, state: 'REJECTED', notice: { notifiedAt: at('2023-12-20'), statesAppeal: true } },
          { ...appeal, id: 'b', state: 'IMPLICITLY_REJECTED' },
        ],
      },
      ['RUNNING', '2024-03-11T22:59:59.999Z'],
    ],
    [
      'there is none without a decision',
      '2023-10-05',
      { application: application({ state: 'COMPLETE' }) },
      ['NOT_APPLICABLE', undefined],
    ],
    [
      'it runs from the refusal born of silence',
      '2023-11-02',
      { application: application({ state: 'COMPLETE' }) },
      ['RUNNING', '2024-01-02T22:59:59.999Z'],
    ],
  ])('%s', (_, now, changed, expected) => {
    expect(court(now, changed)).toEqual(expected);
  });
});

describe('silence', () => {
  const asked = new Date('2023-09-20T08:00:00.000Z');
  const due = new Date('2023-09-30T21:59:59.999Z');
  const suspensions = [{ from: asked, to: due }];
  it.each<[string, object, string, string, string | undefined]>([
    ['runs to the end of the second month', { state: 'COMPLETE' }, '2023-10-31', 'RUNNING', '2023-10-31T22:59:59.999Z'],
    ['and is then a refusal', { state: 'EXAMINED' }, '2023-11-01', 'EXPIRED', '2023-10-31T22:59:59.999Z'],
    [
      'is suspended while the dossier is completed',
      { state: 'INCOMPLETE', suspensions },
      '2023-09-25',
      'SUSPENDED',
      '2023-11-10T22:59:59.999Z',
    ],
    [
      'until the answer comes',
      { state: 'INCOMPLETE', suspensions: [{ from: asked, to: new Date('2023-09-24T08:00:00.000Z') }] },
      '2023-09-25',
      'RUNNING',
      '2023-11-04T22:59:59.999Z',
    ],
    [
      'once for each round',
      {
        state: 'COMPLETE',
        suspensions: [
          { from: asked, to: new Date('2023-09-24T08:00:00.000Z') },
          { from: new Date('2023-10-02T08:00:00.000Z'), to: new Date('2023-10-05T08:00:00.000Z') },
        ],
      },
      '2023-10-09',
      'RUNNING',
      '2023-11-07T22:59:59.999Z',
    ],
    ['or the time given ends', { state: 'INCOMPLETE', suspensions }, '2023-10-02', 'RUNNING', '2023-11-10T22:59:59.999Z'],
    [
      'says nothing of a draft',
      { state: 'DRAFT', everSubmitted: false, submittedAt: null },
      '2023-12-01',
      'NOT_APPLICABLE',
      undefined,
    ],
    ['nor of a decided dossier', { state: 'AWARDED' }, '2023-12-01', 'NOT_APPLICABLE', undefined],
    ['nor toward a public holder', { state: 'COMPLETE', holderType: 'CCAS' }, '2023-12-01', 'NOT_APPLICABLE', undefined],
    [
      'unless the call says so',
      {
        state: 'COMPLETE',
        holderType: 'CCAS',
        call: { timeZone: 'Europe/Paris', settings: { ...FIPE_2023, silence: { appliesToPublicHolders: true } } },
      },
      '2023-12-01',
      'EXPIRED',
      '2023-10-31T22:59:59.999Z',
    ],
    [
      'runs anew from the day a refusal was lifted',
      { state: 'COMPLETE', suspensions, reopenedAt: new Date('2024-01-15T09:00:00Z') },
      '2024-02-01',
      'RUNNING',
      '2024-03-15T22:59:59.999Z',
    ],
  ])('%s', (_, changed, now, state, expiresAt) => {
    const silence = silenceOf(application(changed), at(now));
    expect([silence.state, silence.expiresAt?.toISOString()]).toEqual([state, expiresAt]);
  });
});
