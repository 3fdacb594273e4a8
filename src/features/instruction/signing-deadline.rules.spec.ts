import fc from 'fast-check';

import { daysBetween, localDate } from '../../kernel/legal-time.js';
import { signingDeadline } from './signing-deadline.rules.js';

const paris = (examiningSince: string | null, settings: object) =>
  signingDeadline({
    timeZone: 'Europe/Paris',
    settings,
    examiningSince: examiningSince === null ? null : new Date(examiningSince),
  });

describe('the deadline to sign', () => {
  it('runs from the local day of the start to the last instant of its last day', () => {
    // 23:30 UTC is already the 2nd in Paris.
    expect(paris('2023-09-01T23:30:00Z', { signDays: 15 })).toEqual({
      dueOn: '2023-09-17',
      dueAt: new Date('2023-09-17T21:59:59.999Z'),
      reminderOn: '2023-09-12',
      escalationOn: '2023-09-20',
    });
  });

  it('leaves a day before the reminder of a short time', () => {
    expect(paris('2023-09-01T08:00:00Z', { signDays: 3 })).toMatchObject({ dueOn: '2023-09-04', reminderOn: '2023-09-02' });
  });

  it('does not run without a setting, nor outside an examination', () => {
    expect(paris('2023-09-01T08:00:00Z', {})).toBeNull();
    expect(paris(null, { signDays: 15 })).toBeNull();
  });

  it('is in order for any settings, in any zone, over any change of hour: start < reminder ≤ due < escalation', () => {
    const day = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
        fc.constantFrom('Europe/Paris', 'Indian/Reunion', 'America/Guadeloupe', 'Pacific/Noumea'),
        fc.record({
          signDays: day,
          reminderDays: fc.option(day, { nil: undefined }),
          escalationDays: fc.option(day, { nil: undefined }),
        }),
        (examiningSince, timeZone, settings) => {
          const deadline = signingDeadline({ timeZone, settings, examiningSince });
          if (deadline === null) throw new Error('a deadline runs');
          const started = localDate(examiningSince, timeZone);
          expect(daysBetween(started, deadline.dueOn)).toBe(settings.signDays);
          expect(localDate(deadline.dueAt, timeZone)).toBe(deadline.dueOn);
          expect(deadline.reminderOn > started && deadline.reminderOn <= deadline.dueOn).toBe(true);
          expect(deadline.escalationOn > deadline.dueOn).toBe(true);
        },
      ),
    );
  });
});
