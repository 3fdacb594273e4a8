import { Injectable } from '@nestjs/common';
import { hash, verify, type Options } from '@node-rs/argon2';

import { Refusal } from '../../kernel/errors.js';

/** 19 MiB, 2 passes, 1 lane: OWASP's first choice for argon2id; about 22 ms. The algorithm is the library's default, which a spec checks. */
export const ARGON2_COST: Options = {
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};
/** At once: more would only take threads and memory away from everything else. */
const PARALLEL = 2;
/** Beyond these, a flood is told to come back rather than heaped up. */
const WAITING = 256;

/** argon2id, a few at a time. */
@Injectable()
export class PasswordHasher {
  private running = 0;
  private readonly queue: (() => void)[] = [];
  private decoy: Promise<string> | undefined;

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, ARGON2_COST));
  }

  /** Does the same work when there is no hash to compare with: a stopwatch cannot tell an unknown account from a wrong password. */
  async verify(stored: string | null | undefined, password: string): Promise<boolean> {
    // The decoy hash is ready before anything is compared, so that its making never shows in an answer but the first of the process.
    const decoy = await (this.decoy ??= this.hash('nobody has this password'));
    const known = stored ?? undefined;
    const matches = await this.inTurn(() => verify(known ?? decoy, password));
    return matches && known !== undefined;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= PARALLEL) {
      if (this.queue.length >= WAITING) throw new Refusal('unavailable', undefined, [], 2);
      await new Promise<void>((resolve) => this.queue.push(resolve));
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.queue.shift();
      // A turn is handed over, not given back, when someone waits: nobody can slip in between.
      if (next === undefined) this.running -= 1;
      else next();
    }
  }
}
