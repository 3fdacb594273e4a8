// `npm run check`: what needs nothing of one another runs two at a time, the longest first; all of it runs, so that all that is wrong is told.
import { spawn } from 'node:child_process';

const AT_ONCE = 2;
const waiting = [['lint'], ['compile', 'docs:check'], ['types'], ['format:check'], ['layers'], ['dead']];
const failed = [];

async function run(script) {
  const begun = performance.now();
  const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const seconds = Math.round((performance.now() - begun) / 1000);
  console.log(`--- ${script}: ${code === 0 ? 'ok' : 'FAILED'} (${seconds} s)\n${said}`);
  if (code !== 0) failed.push(script);
  return code === 0;
}

async function lane() {
  for (let chain = waiting.shift(); chain !== undefined; chain = waiting.shift())
    for (const script of chain) if (!(await run(script))) break;
}

await Promise.all(Array.from({ length: AT_ONCE }, lane));
if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
