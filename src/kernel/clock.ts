/** Where time comes from. Features take it as a parameter, so that every deadline can be tested to the millisecond. */
export interface Clock {
  now(): Date;
}

export class SystemClock implements Clock {
  now(): Date {
    return new Date();
  }
}

/** A clock that only moves when told to: for tests, and for walking through a whole campaign in a demonstration. */
export class SettableClock implements Clock {
  private instantMs: number;

  constructor(start: Date) {
    this.instantMs = validMs(start);
  }

  /** A new object each time: a caller that changes its date does not change the clock. */
  now(): Date {
    return new Date(this.instantMs);
  }

  set(instant: Date): void {
    this.instantMs = validMs(instant);
  }

  /** Moves by `ms` milliseconds, back when negative. */
  advance(ms: number): void {
    this.instantMs = validMs(new Date(this.instantMs + ms));
  }
}

function validMs(instant: Date): number {
  const ms = instant.getTime();
  if (Number.isNaN(ms)) throw new RangeError('invalid date');
  return ms;
}
