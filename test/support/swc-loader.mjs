// Lets plain Node import the TypeScript sources, for Jest and for the programs that the specs start: Node 20 does not read types.
// `node --import ./test/support/swc-loader.mjs prisma/migrate.ts status` starts one.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

if (isMainThread) register(import.meta.url);

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Of what the sources became, by what they were: a suite starts twenty programs. */
const CACHE = join(ROOT, 'node_modules/.cache/swc-loader');
const SETTINGS = readFileSync(join(ROOT, '.swcrc'));

export async function resolve(specifier, context, next) {
  if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (source.protocol === 'file:' && existsSync(source)) return next(source.href, context);
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!/^file:.*\.ts(\?|$)/.test(url)) return next(url, context);
  return { format: 'module', source: await compiled(fileURLToPath(url)), shortCircuit: true };
}

async function compiled(filename) {
  const source = readFileSync(filename);
  const kept = join(CACHE, `${createHash('sha256').update(SETTINGS).update(filename).update(source).digest('hex')}.js`);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const { transformSync } = await import('@swc/core');
    const { code } = transformSync(source.toString(), { filename });
    mkdirSync(CACHE, { recursive: true });
    // Whole or not at all: another process may read it at this moment.
    const half = `${kept}.${process.pid}.${threadId}`;
    writeFileSync(half, code);
    renameSync(half, kept);
    return code;
  }
}
