// The minutes of every session (CRPA R133-13): drawn up by the secretary, signed by the president, kept as PDF and JSON, drawn again.

import { sha256Hex } from '../kernel/canonical.js';
import type { MinutesVerificationView, MinutesView } from '../features/minutes/minutes.views.js';
import { minutesAt, minutesOf, under } from './addresses.js';
import type { Calendar } from './dossier.js';
import type { Session } from './session.js';
import type { World } from './world.js';

export interface KeptMinutes {
  /** Without extension: department and day of the session. */
  readonly name: string;
  readonly view: MinutesView;
  readonly pdf: Buffer;
  /** SHA-256 of the bytes received. */
  readonly receivedSha256: string;
  readonly verification: MinutesVerificationView;
}

export async function drawUpMinutes(world: World, sessions: readonly Session[], calendar: Calendar): Promise<KeptMinutes[]> {
  calendar.goTo('2023-10-16T08:00:00Z');
  const kept: KeptMinutes[] = [];
  for (const { at, committee } of sessions) {
    const { secretary, code } = committee.department;
    const { id } = await secretary.post(minutesOf(at));
    const address = minutesAt(id);
    await committee.president.person.act(address, 'sign');
    // The auditor reads the whole of every session; a member who was recused would not.
    const view = await world.auditor.get(address);
    const { scheduledAt } = await world.auditor.get(at);
    const pdf = await world.auditor.download(under(address, 'pdf'));
    const verification = await world.auditor.get<MinutesVerificationView>({ path: `${address.path}/verification` });
    kept.push({
      name: `${code}-${scheduledAt.slice(0, 10)}`,
      view,
      pdf,
      receivedSha256: sha256Hex(pdf),
      verification,
    });
  }
  return kept;
}

/** File name → content: for each session the PDF as signed, and the data, hashes and seal that it is drawn from. */
export function filesOf(minutes: readonly KeptMinutes[]): Record<string, Buffer> {
  return Object.fromEntries(
    minutes.flatMap(({ name, view, pdf }) => [
      [`${name}.pdf`, pdf],
      [`${name}.json`, Buffer.from(`${JSON.stringify(view, null, 2)}\n`)],
    ]),
  );
}
