/** How often each kind of command, manner and fault was done, and refused as the model said. */
export class Tally {
  private readonly counts = new Map<string, [done: number, refused: number]>();

  count(name: string, isDone: boolean): void {
    const [done, refused] = this.counts.get(name) ?? [0, 0];
    this.counts.set(name, isDone ? [done + 1, refused] : [done, refused + 1]);
  }

  done(name: string): number {
    return this.counts.get(name)?.[0] ?? 0;
  }

  refused(name: string): number {
    return this.counts.get(name)?.[1] ?? 0;
  }

  told(): string {
    return [...this.counts]
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([name, [done, refused]]) => `${name}: ${done} done, ${refused} refused`)
      .join('\n');
  }
}
