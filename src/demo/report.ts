import { formatEuros, cents } from '../kernel/money.js';
import type { Problem } from './client.js';

export type Counts = Readonly<Record<string, number>>;

/** The acts that the story asks for in vain. */
export interface Refusals {
  readonly both: Problem;
  readonly late: Problem;
  readonly recused: Problem;
  readonly unexplained: Problem;
  readonly beyond: Problem;
}

/** A table for the terminal: first column left, the others right. */
export function table(title: string, headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [`\n${title}`, line(headings), rule, ...rows.map(line)].join('\n');
}

/** @param amount in cents */
export const euros = (amount: number): string => formatEuros(cents(amount));

export class Checks {
  private readonly failures: string[] = [];
  private count = 0;

  /** Compares one figure of the published result with what the system says. */
  equal(what: string, actual: unknown, expected: unknown): void {
    this.count += 1;
    if (JSON.stringify(actual) !== JSON.stringify(expected))
      this.failures.push(`${what} : ${JSON.stringify(actual)} au lieu de ${JSON.stringify(expected)}`);
  }

  get summary(): string {
    return this.failures.length === 0
      ? `${this.count} vérifications, toutes conformes`
      : `${this.failures.length} écart(s) :\n  ${this.failures.join('\n  ')}`;
  }

  get passed(): boolean {
    return this.failures.length === 0 && this.count > 0;
  }
}
