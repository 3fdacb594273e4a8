import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** An error whose message is read by the person who starts the application: French, English, then the technical detail. */
export function bilingual(french: string, english: string, detail = ''): Error {
  return new Error([french, english, detail.trim()].filter(Boolean).join('\n'));
}

/** What a running server says of itself in `postmaster.pid`. */
export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

export function readPostmaster(clusterDir: string): Postmaster | undefined {
  let text: string;
  try {
    text = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8');
  } catch {
    return undefined;
  }
  const lines = text.split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (!Number.isInteger(pid)) return undefined;
  return { pid, port: Number.parseInt(lines[3] ?? '', 10), ready: lines[7]?.trim() === 'ready' };
}

/**
 * Whether the process is a live PostgreSQL server of this cluster. A number that answers a signal is not enough: numbers are reused
 * (in a container the same low ones come back at each start), perhaps by another PostgreSQL that must not be stopped, and a dead
 * process its parent has not collected still answers.
 */
export function isLivePostgres(pid: number, clusterDir: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  try {
    if (process.platform === 'linux') {
      const [, name, state] = /\((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      // PostgreSQL moves to its cluster at start and stays there.
      return (
        name === 'postgres' && state !== 'Z' && state !== 'X' && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(clusterDir)
      );
    }
    if (process.platform === 'win32') return true;
    const [state, command] = execFileSync('ps', ['-o', 'stat=,comm=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/, 2);
    return !state?.startsWith('Z') && !!command?.includes('postgres');
  } catch {
    return false;
  }
}

/**
 * Removes the lock file a dead server left behind, only in the case PostgreSQL cannot settle itself: its number now belongs to
 * another program or to an uncollected dead process. A number nobody holds is left to PostgreSQL, which also checks the shared memory.
 */
export async function clearStaleLock(clusterDir: string): Promise<void> {
  const found = readPostmaster(clusterDir);
  if (!found || isLivePostgres(found.pid, clusterDir)) return;
  try {
    process.kill(found.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
  }
  // Backends outlive a killed postmaster by an instant and may still write: wait for the last one.
  for (let attempt = 0; attempt < 100 && backendsOf(clusterDir).length > 0; attempt++) await pause(100);
  const left = backendsOf(clusterDir);
  if (left.length > 0) {
    throw bilingual(
      `Des processus d'un ancien serveur PostgreSQL utilisent encore les données (${left.join(', ')}).`,
      `Processes of an earlier PostgreSQL server still use the data (${left.join(', ')}).`,
    );
  }
  rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
}

/** Live server processes of the cluster. Linux only; elsewhere none. */
function backendsOf(clusterDir: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isLivePostgres(pid, clusterDir));
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
