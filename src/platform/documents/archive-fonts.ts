// The faces of archived documents: fonts under a free licence, embedded in each file, so that it reads the same in thirty years.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

export interface Faces {
  readonly regular: Buffer;
  readonly bold: Buffer;
}

const require = createRequire(import.meta.url);
let loading: Promise<Faces> | undefined;

async function load(): Promise<Faces> {
  const [regular, bold] = await Promise.all([
    readFile(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
    readFile(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')),
  ]);
  return { regular, bold };
}

/** Read once a process. */
export function archiveFaces(): Promise<Faces> {
  loading ??= load();
  return loading;
}
