// The end of the awards: each balance computed on the accepted reports, proposed to the holder, agreed by both funders; what is left is paid,
// what was paid above the real cost comes back to each funder, and each closes its share.

import type { BalanceView } from '../features/balances/balances.dto.js';
import type { RecoveryView } from '../features/recoveries/recoveries.dto.js';
import { awardAt, balanceAt, balanceOf, recoveriesOf, recoveryAt, under } from './addresses.js';
import { forEach, type Awarded } from './awarded.js';
import type { Calendar } from './dossier.js';
import { actOnShare, fundersOf } from './funders.js';
import type { Round } from './payments.js';
import type { World } from './world.js';
import type { Play } from './play.js';

export interface Closing {
  readonly balances: readonly BalanceView[];
  readonly recoveries: readonly RecoveryView[];
  /** States of the shares at the end, of all awards. */
  readonly shares: readonly string[];
}

const DAYS = {
  proposed: '2026-06-17',
  agreed: '2026-07-20',
  heard: '2026-08-03',
  claimed: '2026-09-07',
  dueOn: '2026-10-31',
  received: '2026-10-15',
  closed: '2026-11-02',
};

export async function closeAll(
  { world, awarded, calendar, progress }: Play,
  pay: () => Promise<Round[]>,
): Promise<{ closing: Closing; rounds: Round[] }> {
  progress('soldes');
  await calendar.passTo(`${DAYS.proposed}T08:00:00Z`);
  await forEach(awarded, async ({ award, dossier: { department } }) => {
    const { id, version } = await department.ddets.get(balanceOf(award.id));
    await department.ddets.post(under(balanceAt(id), 'propose'), {}, `"${version}"`);
  });
  // The holder had thirty days for its remarks.
  await calendar.passTo(`${DAYS.agreed}T08:00:00Z`);
  const balances = await forEach(awarded, (one) => agree(world, one));
  const rounds = await pay();
  const overpaid = awarded.filter(({ award }) =>
    balances.some(({ awardId, over }) => awardId === award.id && (over?.cents ?? 0) > 0),
  );
  const recoveries = (await forEach(overpaid, (one) => recover(world, calendar, one))).flat();

  await calendar.passTo(`${DAYS.closed}T09:00:00Z`);
  for (const funder of fundersOf(world)) await forEach(awarded, ({ award }) => actOnShare(funder, award.id, 'close', {}));

  const shares = (await forEach(awarded, ({ award }) => world.auditor.get(awardAt(award.id)))).flatMap(({ legs }) =>
    legs.map(({ state }) => state),
  );
  return { closing: { balances, recoveries, shares }, rounds };
}

/** The last agreement fixes it. */
async function agree(world: World, { award, serial }: Awarded): Promise<BalanceView> {
  let balance = await world.auditor.get(balanceOf(award.id));
  for (const { code, officer, acts, authority } of fundersOf(world))
    balance = await officer.post(
      under(balanceAt(balance.id), 'agree'),
      {
        funderCode: code,
        decisionNumber: `${acts}-2026-${String(serial).padStart(3, '0')}`,
        decisionDate: DAYS.agreed,
        authority,
      },
      `"${balance.version}"`,
    );
  return balance;
}

/** Heard by the examiner of each funder, ordered by its officer, received by its accountant. */
async function recover(world: World, calendar: Calendar, { award, dossier: { department } }: Awarded): Promise<RecoveryView[]> {
  await calendar.passTo(`${DAYS.heard}T08:00:00Z`);
  const { items } = await world.auditor.get(recoveriesOf(award.id));
  const funders = fundersOf(world).map((funder) => {
    const recovery = items.find((item) => item.funder.code === funder.code);
    if (recovery === undefined) throw new Error(`nothing is claimed for ${funder.code}`);
    return { funder, at: recoveryAt(recovery.id), cents: recovery.due.cents };
  });
  for (const { funder, at } of funders) await funder.examinerOf(department).act(at, 'hear');
  await calendar.passTo(`${DAYS.claimed}T08:00:00Z`);
  for (const { funder, at } of funders)
    await funder.officer.act(at, 'order', {
      decisionNumber: `${funder.acts}-2026-TP-1`,
      decisionDate: DAYS.claimed,
      authority: funder.authority,
      reasons: 'Solde arrêté : la dépense réelle est inférieure à la dépense prévue.',
      dueOn: DAYS.dueOn,
    });
  await calendar.passTo(`${DAYS.received}T15:00:00Z`);
  const received: RecoveryView[] = [];
  for (const { funder, at, cents } of funders)
    received.push(
      await funder.accountant.act(at, 'receive', { cents, valueDate: DAYS.received, reference: `REV-${funder.code}-1` }),
    );
  return received;
}
