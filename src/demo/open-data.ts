// The essential data of the grants, once all is closed: a file a funder, in the format of the State's open data, and what must be true of them.

import type { OpenDataFunder } from '../features/calls/call-settings.js';
import type { OpenDataFunderView } from '../features/open-data/open-data.views.js';
import { openDataOf, under } from './addresses.js';
import { euros, type Checks } from './report.js';
import type { World } from './world.js';

/** As the call names who gives. The numbers are not theirs: the sources have none, and these have a valid key. */
export const PUBLISHERS: readonly OpenDataFunder[] = [
  { funderCode: 'STATE', name: 'DREETS Occitanie', siret: '99900101900010' },
  { funderCode: 'CNAF', name: 'Caisse nationale des allocations familiales', siret: '99900102700013' },
];

export interface OpenData {
  readonly funders: readonly OpenDataFunderView[];
  /** File name → content, for `out/open-data/`. */
  readonly files: Readonly<Record<string, Buffer>>;
}

const fileOf = (funderCode: string): string => `subventions-${funderCode.toLowerCase()}.csv`;

export async function publish({ manager }: World, callId: string): Promise<OpenData> {
  const at = openDataOf(callId);
  const { funders } = await manager.get(at);
  const files: Record<string, Buffer> = { '360-giving.json': await manager.download(under(at, '360-giving.json')) };
  for (const { funderCode } of funders)
    files[fileOf(funderCode)] = await manager.download(under(at, `${funderCode}/subventions.csv`));
  return { funders, files };
}

export const linesOfOpenData = ({ funders }: OpenData): string[] =>
  funders.map(
    ({ name, published, total, withheld }) =>
      `Données essentielles, ${name} : ${published} subventions, ${euros(total.cents)}, ${withheld} sous le seuil`,
  );

/** What is published is what was given: a line a grant, and nothing left out but under the threshold. */
export function checkOpenData(checks: Checks, { funders, files }: OpenData, awards: number): void {
  for (const { funderCode, published, withheld } of funders) {
    checks.equal(`données essentielles ${funderCode}`, published + withheld, awards);
    const csv = String(files[fileOf(funderCode)]);
    checks.equal(`lignes publiées ${funderCode}`, csv.trim().split('\n').length - 1, published);
  }
}
