import { FIPE_2023 } from './templates/fipe-2023.js';
import { CALL_STATES } from './call-facts.js';
import { acceptsSubmissions, arrivesLate, arrivesWithinGrace, lastArrival } from './call-window.rules.js';

const at = (instant: Date, ms: number): Date => new Date(instant.getTime() + ms);

describe('the window of a call', () => {
  const opensAt = new Date('2023-06-08T22:00:00Z');
  const deadlineAt = new Date('2023-08-31T21:59:59.999Z');
  const call = (graceSeconds?: number) => ({ state: 'OPEN', opensAt, deadlineAt, settings: { ...FIPE_2023, graceSeconds } });

  it('follows time, not the scheduler: opened or closed by the clock or not', () => {
    for (const state of CALL_STATES) {
      const takes = state !== 'DRAFT' && state !== 'CANCELLED';
      expect([state, acceptsSubmissions({ ...call(), state }, at(opensAt, -1))]).toEqual([state, false]);
      expect([state, acceptsSubmissions({ ...call(), state }, opensAt)]).toEqual([state, takes]);
      // Arrived in time, judged once the clock has closed the call.
      expect([state, acceptsSubmissions({ ...call(), state }, deadlineAt)]).toEqual([state, takes]);
      expect([state, acceptsSubmissions({ ...call(), state }, at(deadlineAt, 1))]).toEqual([state, false]);
    }
  });

  it.each([
    [undefined, 0],
    [0, 0],
    [1, 1_000],
    [30, 30_000],
    [900, 900_000],
  ])('a grace of %s s is %i ms after the deadline, and not one more', (graceSeconds, ms) => {
    const open = call(graceSeconds);
    expect(lastArrival(open)).toEqual(at(deadlineAt, ms));
    for (const [now, late, within] of [
      [at(deadlineAt, -1), false, false],
      [deadlineAt, false, false],
      [at(deadlineAt, 1), ms === 0, ms > 0],
      [at(deadlineAt, ms), false, ms > 0],
      [at(deadlineAt, ms + 1), true, false],
    ] as const) {
      expect([arrivesLate(open, now), arrivesWithinGrace(open, now)]).toEqual([late, within]);
      expect(acceptsSubmissions(open, now)).toBe(!late);
    }
  });
});
