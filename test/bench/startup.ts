import { spawn } from 'node:child_process';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';

const here = dirname(fileURLToPath(import.meta.url));

/** Milliseconds from the start of the process to its first 200, on an existing database. */
export async function measureStart(databaseUrl: string, environment: Record<string, string>): Promise<number> {
  const port = 20_000 + (process.pid % 20_000);
  const started = performance.now();
  const child = spawn(process.execPath, [join(here, '../../src/main.js')], {
    env: { PATH: process.env.PATH, ...environment, DATABASE_URL: databaseUrl, PORT: String(port) },
    stdio: 'ignore',
  });
  try {
    while (performance.now() - started < 20_000) {
      const answered = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
        ({ status }) => status,
        () => 0,
      );
      if (answered === 200) return Math.round(performance.now() - started);
      await pause(10);
    }
    throw new Error('the application did not answer within 20 s');
  } finally {
    child.kill();
  }
}
