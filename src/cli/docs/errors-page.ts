import { PROBLEMS } from '../../kernel/errors.js';
import { both, code, GENERATED, table } from './markdown.js';

/** docs/errors.md: the closed vocabulary. */
export function errorsPage(): string {
  const rows = Object.entries(PROBLEMS).map(([name, { status, title, advice }]) => [
    code(name),
    String(status),
    both(title),
    advice.fr,
    advice.en,
  ]);
  return `# Erreurs / Errors

${GENERATED}

Toute erreur est un problème RFC 9457 (\`application/problem+json\`) de cette liste fermée ; son \`type\` est l’adresse d’une page qui l’explique. /
Every error is an RFC 9457 problem of this closed list; its \`type\` is the address of a page that explains it.

\`validation-failed\` donne chaque champ fautif dans \`errors\` (pointeur JSON) ; \`rule-not-met\` donne toutes les règles non satisfaites dans
\`reasons\`. / \`validation-failed\` gives each faulty field in \`errors\` (JSON pointer); \`rule-not-met\` gives all unmet rules in \`reasons\`.

${table(['Code', 'HTTP', 'Titre / Title', 'Que faire', 'What to do'], rows)}
`;
}
