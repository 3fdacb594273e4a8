// `npm run dev`: compiles on every change and restarts the API on what was compiled. Stops both together.

import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const start = (...args: string[]): ChildProcess => spawn(process.execPath, args, { stdio: 'inherit' });

const children = [
  start(require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'),
  start('--watch', '--watch-preserve-output', '--enable-source-maps', 'dist/src/main.js'),
];

let stopping = false;
function stop(code: number): void {
  if (stopping) return;
  stopping = true;
  process.exitCode = code;
  for (const child of children) child.kill('SIGTERM');
}

process.on('SIGINT', () => {
  stop(0);
});
process.on('SIGTERM', () => {
  stop(0);
});
for (const child of children) {
  child.on('exit', (code) => {
    stop(code ?? 1);
  });
}
