// Small rewritings of the generated description.

const NAMED = new Set(['properties', 'patternProperties', '$defs', 'schemas']);
const DATA = new Set(['example', 'examples', 'default', 'const', 'enum']);

type Node = Record<string, unknown>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON Schema 2020-12, which OpenAPI 3.1 uses, has `examples` and no `example`. */
export function examplesAsArrays<T extends object>(document: T): T {
  walk(document, false);
  return document;
}

function walk(value: unknown, isSchema: boolean): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, isSchema);
    return;
  }
  if (!isNode(value)) return;
  for (const [key, child] of Object.entries(value)) {
    if (DATA.has(key) || key.startsWith('x-')) continue;
    if (NAMED.has(key) && isNode(child)) for (const schema of Object.values(child)) walk(schema, true);
    else walk(child, isSchema || key === 'schema');
  }
  if (isSchema && 'example' in value) {
    value.examples = [value.example];
    delete value.example;
  }
}

/** The same value with the keys of every object in order; arrays keep theirs. */
export function sorted<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => sorted(item)) as T;
  if (!isNode(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined).map(([key, item]) => [key, sorted(item)])) as T;
}
