import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of package.json at or above `folder`: the same from the sources and from dist/. */
export function packageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error('package.json not found');
  return packageRoot(above);
}
