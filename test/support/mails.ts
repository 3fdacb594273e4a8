import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { simpleParser, type AddressObject } from 'mailparser';

export interface Mail {
  /** Person, as `TestApp.actor` makes addresses. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Mails written under this DATA_DIR since the last look, oldest first; each is taken once. */
export async function takeMails(dataDir: string): Promise<Mail[]> {
  const mails: Mail[] = [];
  for (const name of readdirSync(join(dataDir, 'mail')).sort()) {
    const path = join(dataDir, 'mail', name);
    const parsed = await simpleParser(readFileSync(path));
    rmSync(path);
    const to = (parsed.to as AddressObject).value.map(({ address }) => address).join();
    mails.push({ to: to.split('@')[0] ?? '', subject: parsed.subject ?? '', text: parsed.text ?? '' });
  }
  return mails;
}
