import { Injectable } from '@nestjs/common';

/** Tells the relay of this process that rows have just been committed, so that it need not wait for its next look. Only a hint. */
@Injectable()
export class RelaySignal {
  private waiter: (() => void) | undefined;
  private raised = false;

  raise(): void {
    this.raised = true;
    this.waiter?.();
  }

  /** Resolves at the next signal, at once if one came meanwhile, or after `ms`. */
  async wait(ms: number): Promise<void> {
    if (!this.raised) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.waiter = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.waiter = undefined;
    this.raised = false;
  }
}
