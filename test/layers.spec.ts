import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = process.cwd();
const cruiser = resolve(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const rules = resolve(root, '.dependency-cruiser.cjs');

type Tree = Record<string, string>;

/** Packages as npm would have installed them: enough for the tool to resolve an import to a kind of dependency. */
const packages: Tree = {
  'package.json': JSON.stringify({
    name: 'tree',
    type: 'module',
    dependencies: { '@nestjs/common': '1.0.0', luxon: '1.0.0' },
    devDependencies: { supertest: '1.0.0' },
  }),
  ...Object.fromEntries(
    ['@nestjs/common', 'luxon', 'supertest', 'undeclared'].flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'main.js' })],
      [`node_modules/${name}/main.js`, 'exports.x = 1;'],
    ]),
  ),
};

/** A small application that follows every rule; each violation below is this tree with a few files replaced. */
const clean: Tree = {
  ...packages,
  'src/kernel/money.ts':
    "import { createHash } from 'node:crypto';\nimport { DateTime } from 'luxon';\nexport const x = [createHash, DateTime];",
  'src/access/policies.ts': "import { x } from '../kernel/money.js';\nexport const p = x;",
  'src/platform/database/database.ts':
    "import { p } from '../../access/policies.js';\nimport { PrismaClient } from '../../generated/prisma/client.js';\nexport const db = [p, PrismaClient];",
  'src/generated/prisma/client.ts': "import { y } from './internal.js';\nexport const PrismaClient = y;",
  'src/generated/prisma/internal.ts':
    "import { PrismaClient } from './client.js';\nexport const y: unknown = () => PrismaClient;",
  'src/features/accounts/accounts.store.ts':
    "import { db } from '../../platform/database/database.js';\nexport const s = db;\nexport type Facts = { n: number };",
  'src/features/accounts/accounts.rules.ts':
    "import { x } from '../../kernel/money.js';\nimport type { Facts } from './accounts.store.js';\nexport const r = (facts: Facts) => [x, facts];",
  'src/features/accounts/accounts.reader.ts': "import { s } from './accounts.store.js';\nexport const reader = s;",
  'src/features/accounts/accounts.dto.ts': "import { x } from '../../kernel/money.js';\nexport const dto = x;",
  'src/features/accounts/accounts.controller.ts':
    "import { Controller } from '@nestjs/common';\nimport { reader } from './accounts.reader.js';\nimport { dto } from './accounts.dto.js';\nexport const c = [Controller, reader, dto];",
  'src/features/calls/calls.machine.ts': "import { r } from '../accounts/accounts.rules.js';\nexport const m = r;",
  'src/features/calls/calls.machine.spec.ts':
    "import 'supertest';\nimport { m } from './calls.machine.js';\nimport '../../../test/support/app.js';\nexport const t = m;",
  'src/main.ts':
    "import { c } from './features/accounts/accounts.controller.js';\nimport { m } from './features/calls/calls.machine.js';\nconsole.log(c, m);",
  'test/support/app.ts': "import 'supertest';\nimport '../../src/main.js';",
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layers-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Names of the rules that the tool reports on the tree, once each, with the file that broke it. */
async function violations(tree: Tree): Promise<string[]> {
  for (const [path, text] of Object.entries(tree)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const args = [cruiser, '--config', rules, '--output-type', 'json', 'src', 'test'];
  const { stdout } = await run(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 });
  const { summary } = JSON.parse(stdout) as {
    summary: { totalCruised: number; violations: { from: string; rule: { name: string } }[] };
  };
  expect(summary.totalCruised).toBeGreaterThan(10);
  return [...new Set(summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`))].sort();
}

it('accepts a tree that follows the layers', async () => {
  expect(await violations(clean)).toEqual([]);
});

const broken: [rule: string, file: string, text: string][] = [
  ['kernel-imports-kernel-only', 'src/kernel/up.ts', "import '../platform/database/database.js';"],
  ['access-imports-kernel-only', 'src/access/up.ts', "import '../features/calls/calls.machine.js';"],
  ['platform-below-features', 'src/platform/up.ts', "import '../features/calls/calls.machine.js';"],
  ['features-below-the-roots', 'src/features/calls/up.ts', "import '../../main.js';"],
  ['feature-rank-accounts', 'src/features/accounts/up.ts', "import '../calls/calls.machine.js';"],
  ['feature-rank-awards', 'src/features/awards/up.ts', "import '../notifications/notices.js';"],
  ['feature-has-a-rank', 'src/features/grants/new.ts', "import '../../kernel/money.js';"],
  [
    'pure-layers-use-pure-packages',
    'src/kernel/nest.ts',
    "import { Injectable } from '@nestjs/common';\nexport const i = Injectable;",
  ],
  [
    'pure-layers-use-pure-packages',
    'src/access/nest.ts',
    "import type { Injectable } from '@nestjs/common';\nexport type I = Injectable;",
  ],
  ['kernel-does-no-io', 'src/kernel/file.ts', "import { readFileSync } from 'node:fs';\nexport const f = readFileSync;"],
  ['access-does-no-io', 'src/access/hash.ts', "import { createHash } from 'node:crypto';\nexport const h = createHash;"],
  [
    'pure-files-stay-pure',
    'src/features/calls/deadline.rules.ts',
    "import { Injectable } from '@nestjs/common';\nexport const i = Injectable;",
  ],
  [
    'pure-files-stay-pure',
    'src/features/calls/load.machine.ts',
    "import { s } from '../accounts/accounts.store.js';\nexport const l = s;",
  ],
  ['pure-files-stay-pure', 'src/features/calls/net.rules.ts', "import { connect } from 'node:net';\nexport const n = connect;"],
  ['controller-touches-no-database', 'src/features/calls/calls.controller.ts', "import '../accounts/accounts.store.js';"],
  ['controller-touches-no-database', 'src/features/calls/raw.controller.ts', "import '../../generated/prisma/client.js';"],
  ['store-and-reader-know-no-http', 'src/features/calls/calls.reader.ts', "import '../accounts/accounts.dto.js';"],
  ['store-and-reader-know-no-http', 'src/features/calls/calls.store.ts', "import '../accounts/accounts.controller.js';"],
  ['generated-client-stays-inside', 'src/worker.ts', "import './generated/prisma/client.js';"],
  ['no-barrel-file', 'src/features/calls/use.ts', "import './index.js';"],
  ['source-never-imports-test', 'src/platform/helper.ts', "import '../../test/support/app.js';"],
  ['source-never-imports-test', 'src/features/calls/spec.ts', "import './calls.machine.spec.js';"],
  ['production-needs-no-dev-dependency', 'src/platform/dev.ts', "import 'supertest';"],
  ['package-is-declared', 'src/platform/undeclared.ts', "import 'undeclared';"],
  ['package-is-declared', 'src/platform/missing.ts', "import './nowhere.js';"],
  ['no-circular-import', 'src/platform/a.ts', "import { b } from './b.js';\nexport const a = b;"],
  ['no-orphan', 'src/platform/alone.ts', 'export const alone = 1;'],
];

it('reports every violation, in the very file that commits it', async () => {
  const reported = await violations({
    ...clean,
    'src/features/notifications/notices.ts': "import '../../kernel/money.js';",
    'src/features/calls/index.ts': "import './calls.machine.js';",
    'src/platform/b.ts': "import { a } from './a.js';\nexport const b: unknown = () => a;",
    ...Object.fromEntries(broken.map(([, file, text]) => [file, text])),
  });
  expect(reported).toEqual(expect.arrayContaining(broken.map(([rule, file]) => `${rule}: ${file}`)));
  // A machine that reads a store is one violation: the other rules must stay silent on it.
  expect(reported.filter((line) => line.endsWith('src/features/calls/load.machine.ts'))).toHaveLength(1);
});

it('has a violation here for every rule, the ranks aside', async () => {
  const config = (await import(rules)) as { default: { forbidden: { name: string }[] } };
  const names = config.default.forbidden.map(({ name }) => name).filter((name) => !name.startsWith('feature-rank-'));
  const bitten = new Set(broken.map(([rule]) => rule));
  expect(names.filter((name) => !bitten.has(name))).toEqual([]);
});
