// `npm run docs` writes what can be told from the code: docs/openapi.json, docs/workflow/, docs/errors.md. `--check` writes nothing and
// exits with 1 when a file is not what the code says, naming it. `--out=<folder>` writes (or checks) elsewhere. Needs no database.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createApp } from '../create-app.js';
import { packageRoot } from '../demo/package-root.js';
import { SystemClock } from '../kernel/clock.js';
import { MACHINES } from '../machines.js';
import { readConfig } from '../platform/config/config.js';
import { buildOpenApi } from '../platform/http/openapi.js';
import { errorsPage } from './docs/errors-page.js';
import { pageName, workflowIndex, workflowPage } from './docs/workflow-pages.js';

/** The application assembled but not started. Port 1 answers nobody: a query, should one run, would fail the command. */
async function openApiText(): Promise<string> {
  const config = readConfig({ JWT_SECRET: '-'.repeat(32), LOG_LEVEL: 'silent', JOBS_IN_API: 'false' });
  const app = await createApp({
    config,
    clock: new SystemClock(),
    database: { url: 'postgresql://nobody@127.0.0.1:1/none', poolSize: 1 },
  });
  return `${JSON.stringify(await buildOpenApi(app), null, 2)}\n`;
}

async function generate(): Promise<Map<string, string>> {
  return new Map([
    ['openapi.json', await openApiText()],
    ['errors.md', errorsPage()],
    ['workflow/README.md', workflowIndex(MACHINES)],
    ...MACHINES.map((machine): [string, string] => [`workflow/${pageName(machine)}`, workflowPage(machine)]),
  ]);
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Pages of machines that no longer exist. */
function leftovers(folder: string, files: ReadonlyMap<string, string>): string[] {
  let found: string[];
  try {
    found = readdirSync(join(folder, 'workflow'));
  } catch {
    return [];
  }
  return found.map((name) => `workflow/${name}`).filter((name) => name.endsWith('.md') && !files.has(name));
}

const options = process.argv.slice(2);
const root = packageRoot(dirname(fileURLToPath(import.meta.url)));
const folder = options.find((option) => option.startsWith('--out='))?.slice('--out='.length) ?? join(root, 'docs');
const files = await generate();
const obsolete = leftovers(folder, files);
const stale = [
  ...[...files].filter(([name, text]) => readOrNothing(join(folder, name)) !== text).map(([name]) => name),
  ...obsolete,
];
const names = stale.map((name) => relative(process.cwd(), join(folder, name)));
let code = 0;
if (options.includes('--check')) {
  if (stale.length > 0) {
    process.stderr.write(`À régénérer avec « npm run docs » / to be regenerated with "npm run docs":\n${names.join('\n')}\n`);
    code = 1;
  }
} else {
  for (const name of obsolete) rmSync(join(folder, name));
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  if (names.length > 0) process.stdout.write(`${names.join('\n')}\n`);
}
// The application was never started: nothing is open that should be closed first.
process.exit(code);
