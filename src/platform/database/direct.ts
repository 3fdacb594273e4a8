// Raw SQL straight through `pg`: the statements that features write by hand need none of Prisma's query engine, which took three times
// the processor time of the driver itself on a read by id. Same tagged templates, same types of values as `$queryRaw` of Prisma.

import pg from 'pg';

import { Prisma } from '../../generated/prisma/client.js';

/** A pool or one of its connections. */
export type Connection = Pick<pg.ClientBase, 'query'>;

type Parser = (text: string) => unknown;

const { builtins } = pg.types;
const parserOf = pg.types.getTypeParser as (oid: number, format?: 'text' | 'binary') => Parser;
const instant: Parser = (text) => new Date(`${text.replace(' ', 'T')}${/[+-]\d\d$/.test(text) ? ':00' : ''}`);
const utc: Parser = (text) => new Date(`${text.replace(' ', 'T')}Z`);
const day: Parser = (text) => new Date(text);
const decimal: Parser = (text) => new Prisma.Decimal(text);
const TEXT_ARRAY = 1009;
const texts = parserOf(TEXT_ARRAY) as (text: string) => (string | null)[];
const each =
  (parse: Parser): Parser =>
  (text) =>
    texts(text).map((item) => (item === null ? null : parse(item)));

/** Where Prisma's values are not those of `pg`: BIGINT is a bigint, NUMERIC a Decimal, a DATE is midnight UTC. */
const PARSERS: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [builtins.INT8, BigInt],
  [1016, each(BigInt)],
  [builtins.NUMERIC, decimal],
  [1231, each(decimal)],
  [builtins.TIMESTAMPTZ, instant],
  [1185, each(instant)],
  [builtins.TIMESTAMP, utc],
  [1115, each(utc)],
  [builtins.DATE, day],
  [1182, each(day)],
]);

const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary'): Parser =>
    (format === 'binary' ? undefined : PARSERS.get(oid)) ?? parserOf(oid, format),
};

/**
 * A statement that begins with this is planned at each call, for the values it brings, and takes none of the names below: the text of a
 * screen with a dozen optional filters has thousands of variants.
 */
export const PLANNED_EACH_TIME = '/* planned each time */';

const names = new Map<string, string>();
/**
 * Prepared statement names: +51 % on reads by id. Bounded, above the six hundred that the sources hold: beyond it PostgreSQL plans each time
 * instead of keeping more.
 */
export function nameStatement(text: string): string {
  if (text.startsWith(PLANNED_EACH_TIME)) return '';
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= 1_000) return '';
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}

/** Texts of the templates that hold no other fragment: the same at each call. */
const written = new WeakMap<TemplateStringsArray, string>();

function statementOf(
  query: TemplateStringsArray | Prisma.Sql,
  values: readonly unknown[],
): { text: string; values: readonly unknown[] } {
  if (!('raw' in query)) return query;
  if (values.some((value) => value instanceof Prisma.Sql)) return Prisma.sql(query, ...values);
  const known = written.get(query);
  if (known !== undefined) return { text: known, values };
  const statement = Prisma.sql(query, ...values);
  written.set(query, statement.text);
  return statement;
}

/** ISO 8601 with its zone, whatever the time zones of the process and of the session. */
function sent(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.map(sent) : value;
}

async function run(
  connection: Connection,
  query: TemplateStringsArray | Prisma.Sql,
  given: readonly unknown[],
): Promise<pg.QueryResult> {
  const { text, values } = statementOf(query, given);
  return connection.query({ name: nameStatement(text), text, values: values.map(sent), types });
}

/** `$queryRaw` and `$executeRaw` on a connection. Errors are those of `pg`: see faults.ts. */
export interface Direct {
  readonly $queryRaw: (query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) => Promise<unknown[]>;
  readonly $executeRaw: (query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) => Promise<number>;
}

export function directTo(connection: Connection): Direct {
  return {
    $queryRaw: async (query, ...values) => (await run(connection, query, values)).rows as unknown[],
    $executeRaw: async (query, ...values) => (await run(connection, query, values)).rowCount ?? 0,
  };
}
