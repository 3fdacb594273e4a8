// When a submission is on time. One place, so that the guard of the submission, the late filing, the clock and the screens never disagree
// by a millisecond. Every instant compared here is the arrival of a request on the server's clock.

interface CallWindow {
  readonly state: string;
  readonly opensAt: Date;
  /** Last instant, to the millisecond, that the call announces. */
  readonly deadlineAt: Date;
  readonly settings: { readonly graceSeconds?: number };
}

/** Last instant, to the millisecond, at which a submission is on time: the announced deadline and the call's grace after it. */
export function lastArrival({ deadlineAt, settings }: Pick<CallWindow, 'deadlineAt' | 'settings'>): Date {
  return new Date(deadlineAt.getTime() + (settings.graceSeconds ?? 0) * 1000);
}

/** True where `lastArrival` has passed: nothing is on time any more, and what comes is kept as late. */
export function arrivesLate(call: Pick<CallWindow, 'deadlineAt' | 'settings'>, now: Date): boolean {
  return now > lastArrival(call);
}

/** After the announced deadline, and on time thanks to the grace. */
export function arrivesWithinGrace(call: Pick<CallWindow, 'deadlineAt' | 'settings'>, now: Date): boolean {
  return now > call.deadlineAt && !arrivesLate(call, now);
}

/**
 * Time decides, not the scheduler: a published call takes submissions from its opening to its last arrival, whether or not the clock has
 * opened it, and whether or not the clock has closed it while a request that arrived on time was still waiting for its turn.
 */
export function acceptsSubmissions(call: CallWindow, now: Date): boolean {
  const { state, opensAt } = call;
  return state !== 'DRAFT' && state !== 'CANCELLED' && opensAt <= now && !arrivesLate(call, now);
}
