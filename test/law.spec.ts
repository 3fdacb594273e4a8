import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// docs/law.md is for a lawyer, who does not run the code: each path, name, constraint and test that it quotes must be there,
// and no article that a guard gives as its source may be missing from it.

const ROOT = join(import.meta.dirname, '..');
const HEADERS = ['rule', 'article', 'code', 'held by PostgreSQL', 'test'];

interface Row {
  readonly article: string;
  readonly code: string;
  readonly held: string;
  readonly test: string;
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const filesIn = (folder: string, wanted: RegExp): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => wanted.test(path) && !path.startsWith('generated'))
    .map((path) => join(folder, path));
const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const page = read('docs/law.md').split('\n');

/** Rows of the tables that have these headers, in order. */
function rowsUnder(headers: readonly string[]): string[][] {
  const rows: string[][] = [];
  let within = false;
  for (const line of page) {
    if (!line.startsWith('|')) within = false;
    else if (cellsOf(line).join('|') === headers.join('|')) within = true;
    else if (within && !/^\|[\s:|-]+$/.test(line)) rows.push(cellsOf(line));
  }
  return rows;
}

/** `path` and the names in backquotes that follow it, path by path. */
function codeOf(cell: string): { path: string; names: string[] }[] {
  const found: { path: string; names: string[] }[] = [];
  for (const [, quoted = ''] of cell.matchAll(/`([^`]+)`/g)) {
    if (/\.tsx?$/.test(quoted)) found.push({ path: `src/${quoted}`, names: [] });
    else found.at(-1)?.names.push(quoted);
  }
  return found;
}

/** `path` and the names in double quotes that follow it. */
function testsOf(cell: string): { path: string; names: string[] }[] {
  return [...cell.matchAll(/`([^`]+\.spec\.ts)`([^`]*)/g)].map(([, path = '', rest = '']) => ({
    path,
    names: [...rest.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name),
  }));
}

/** Articles of a source, one by one: `CRPA R133-11, R133-12` is two, of laws and orders the number and its articles. */
function articlesOf(source: string): string[] {
  const found: string[] = [];
  let text = '';
  for (const [token] of source.matchAll(
    /CRPA|CASF|CJA|CGCT|patrimoine|\b\d{4}-\d{2,5}\b|\bart\. [\d-]+|(?<= et )\d+\b|\b[LRD]\d+(?:-\d+)*/g,
  )) {
    if (/^(C[A-Z]+|patrimoine|\d{4}-\d+)$/.test(token)) text = token;
    else found.push(`${text} ${token.replace('art. ', '')}`);
  }
  return found;
}

const rules: Row[] = rowsUnder(HEADERS).map(([, article = '', code = '', held = '', test = '']) => ({
  article,
  code,
  held,
  test,
}));
const cases = rowsUnder(['case', 'what happens', 'test']).map(([number = '', , test = '']) => ({ number, test }));

describe('docs/law.md', () => {
  it('has rules, each with its article or the programme’s, and code or a constraint', () => {
    expect(rules.length).toBeGreaterThan(60);
    expect(rules.filter(({ article }) => article !== 'programme' && articlesOf(article).length === 0)).toEqual([]);
    expect(rules.filter(({ code, held }) => codeOf(code).length === 0 && held === '–')).toEqual([]);
  });

  it('quotes code that is there', () => {
    const missing: string[] = [];
    for (const { path, names } of rules.flatMap(({ code }) => codeOf(code))) {
      const text = read(path);
      missing.push(...names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text)).map((name) => `${path} ${name}`));
    }
    expect(missing).toEqual([]);
  });

  it('quotes constraints, triggers and tables that the migrations make', () => {
    const migrations = filesIn('prisma/migrations', /\.sql$/)
      .map(read)
      .join('\n');
    const quoted = rules.flatMap(({ held }) => [...held.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
    expect(quoted.filter((name) => !new RegExp(`\\b${name}\\b`).test(migrations))).toEqual([]);
  });

  it('quotes tests that are there, at least one a rule and a case', () => {
    const missing: string[] = [];
    for (const { test } of [...rules, ...cases]) {
      const quoted = testsOf(test);
      if (quoted.every(({ names }) => names.length === 0)) missing.push(test);
      for (const { path, names } of quoted) {
        const text = read(path);
        missing.push(...names.filter((name) => !/['"`]$/.test(text.split(name, 1)[0] ?? '')).map((name) => `${path} ${name}`));
      }
    }
    expect(missing).toEqual([]);
  });

  it('ties every article that the code gives as the source of a rule to the file that holds it', () => {
    const known = new Set(
      rules.flatMap(({ article, code }) =>
        articlesOf(article).flatMap((one) => codeOf(code).map(({ path }) => `${one} in ${path}`)),
      ),
    );
    const missing = new Set<string>();
    let sources = 0;
    for (const path of filesIn('src', /(?<!\.spec)\.ts$/)) {
      if (!/\.(rules|machine|store)\.ts$/.test(path)) continue;
      for (const [, source = ''] of read(path).matchAll(
        /(?:source: |SOURCE = |^ +)'((?:CRPA|CASF|CJA|CGCT|[Ll]oi|[Oo]rdonnance) [^']*\d[^']*)',?;?$/gm,
      )) {
        const articles = articlesOf(source);
        if (articles.length === 0) missing.add(`${path}: no article read in ${source}`);
        sources += articles.length;
        for (const one of articles) if (!known.has(`${one} in ${path}`)) missing.add(`${one} in ${path}`);
      }
    }
    expect(sources).toBeGreaterThan(80);
    expect([...missing]).toEqual([]);
  });

  it('names a test after every difficult case of the programme', () => {
    const span = (from: number, to: number): string[] =>
      Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
    expect(cases.map(({ number }) => number)).toEqual(span(7, 50));
    const unnamed = cases.filter(
      ({ number, test }) => !testsOf(test).some(({ names }) => names.some((name) => name.startsWith(`case ${number}: `))),
    );
    expect(unnamed).toEqual([]);
  });
});
