import { createHash } from 'node:crypto';

import { PROBLEMS, type ProblemCode } from '../../kernel/errors.js';

const STYLE =
  'body{font:1.1rem/1.6 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color:#1e1e1e;background:#fff}h1{font-size:1.6rem}code{background:#eee;padding:.1em .3em}section{margin-top:2rem}';

/** Nothing runs and nothing is fetched: one style sheet, named by its hash. */
export const PROBLEM_PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);

/** The page behind a problem's `type`: what happened and what to do, French then English. */
export function problemPage(code: ProblemCode): string {
  const { status, title, advice } = PROBLEMS[code];
  return `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title.fr)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title.fr)}</h1>
<p>${escaped(advice.fr)}</p>
<p>Code <code>${code}</code>, statut HTTP ${status}.</p>
<section lang="en">
<h2>${escaped(title.en)}</h2>
<p>${escaped(advice.en)}</p>
<p>Code <code>${code}</code>, HTTP status ${status}.</p>
</section>
</main>
</body>
</html>
`;
}
