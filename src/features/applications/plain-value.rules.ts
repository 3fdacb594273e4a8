/** A label of a call's own question: a text, or one in each language. */
export function labelOf(label: unknown): string | undefined {
  if (typeof label === 'string') return label;
  if (typeof label !== 'object' || label === null) return undefined;
  const { fr } = label as { fr?: unknown };
  return typeof fr === 'string' ? fr : undefined;
}

const DEEPEST = 4;

/** Any value as lines of text, whatever a call or a later edition put there. */
export function plain(value: unknown, depth = 0): string {
  if (value === null || value === undefined || value === '') return 'Non renseigné';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return value.toLocaleString('fr-FR');
  if (typeof value === 'boolean') return value ? 'Oui' : 'Non';
  if (depth >= DEEPEST || typeof value !== 'object') return JSON.stringify(value);
  const indent = '   '.repeat(depth);
  if (Array.isArray(value)) return value.map((item) => `${indent}– ${inline(item, depth)}`).join('\n') || 'Non renseigné';
  return Object.entries(value)
    .map(([name, item]) => `${indent}${name} : ${plain(item, depth + 1)}`)
    .join('\n');
}

/** An item on its own line: the cells of a table stand beside one another. */
function inline(item: unknown, depth: number): string {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return plain(item, depth + 1);
  return Object.entries(item)
    .map(([name, value]) => `${name} : ${plain(value, depth + 1)}`)
    .join(' ; ');
}
