// The floor runs the very SQL of the application: it is recorded once on the application's own connections, then replayed.

import pg from 'pg';

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

type Query = (this: pg.Client, config: unknown, values?: unknown, callback?: unknown) => unknown;

/** Runs `work` and returns the statements that the process sent to PostgreSQL meanwhile, in order. */
export async function record(work: () => Promise<void>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const original = prototype.query;
  prototype.query = function (config, values, callback) {
    if (typeof config === 'string') statements.push({ text: config, values: Array.isArray(values) ? values : [] });
    else {
      const { text, values: own } = config as { text: string; values?: unknown[] };
      statements.push({ text, values: own ?? [] });
    }
    return original.call(this, config, values, callback);
  };
  try {
    await work();
  } finally {
    prototype.query = original;
  }
  return statements;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** One case as the floor replays it: what stays, what comes with each request (`{0}`, `{1}`…), what is made anew each time (`<0>`…). */
export interface Template {
  readonly statements: readonly Statement[];
  /** Number of texts made anew: identifiers and numbers that must be unique. */
  readonly fresh: number;
}

/**
 * @param given texts that each request brings (an id, a key), in order
 * @param kept ids that stay as recorded (caller, call, organisation)
 * @param unique other recorded texts that must differ at each replay (a dossier number)
 */
export function templateOf(
  statements: readonly Statement[],
  given: readonly string[],
  kept: readonly string[],
  unique: readonly string[] = [],
): Template {
  const marks = new Map<string, string>(given.map((text, index) => [text, `{${index}}`]));
  let fresh = 0;
  const mark = (text: string): string => {
    const known = marks.get(text);
    if (known !== undefined) return known;
    const made = `<${fresh}>`;
    fresh += 1;
    marks.set(text, made);
    return made;
  };
  const rewrite = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rewrite);
    if (typeof value !== 'string') return value;
    let text = value;
    for (const known of [...given, ...unique]) if (text.includes(known)) text = text.replaceAll(known, mark(known));
    return text.replace(UUID, (id) => (kept.includes(id) ? id : mark(id)));
  };
  return { statements: statements.map(({ text, values }) => ({ text, values: values.map(rewrite) })), fresh };
}

/** The values of one replay. */
export function instantiate(value: unknown, given: readonly string[], fresh: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => instantiate(item, given, fresh));
  if (typeof value !== 'string') return value;
  return value.replace(
    /\{(\d+)\}|<(\d+)>/g,
    (whole, one: string | undefined, other: string | undefined) =>
      (one !== undefined ? given[Number(one)] : fresh[Number(other)]) ?? whole,
  );
}
