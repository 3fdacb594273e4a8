// What is due is certified by the examiner of each funder, liquidated and ordered by its officer, batched for the bank and paid by its
// accountant.

import type { BatchView, ReturnView } from '../features/payments/batches.dto.js';
import type { PaymentView } from '../features/payments/payments.dto.js';
import { batchesOf, paymentAt, paymentsOf, returnsOf, under } from './addresses.js';
import { forEach, type Awarded } from './awarded.js';
import type { Calendar } from './dossier.js';
import { fundersOf, type Funder } from './funders.js';
import type { World } from './world.js';

/** Orders given to the bank together, and what came back. */
export interface Round {
  readonly batch: BatchView;
  /** As pain.001.001.03 (ISO 20022). */
  readonly xml: Buffer;
  readonly returned: ReturnView;
}

interface Days {
  /** Calendar day on which what is due is ordered. */
  readonly ordered: string;
  /** Two days later or more: the bank's answer. */
  readonly paid: string;
}

/** Pays all that is due of the awards; a funder without anything to pay has no round. */
export async function payDue(
  world: World,
  callId: string,
  awarded: readonly Awarded[],
  { ordered, paid }: Days,
  calendar: Calendar,
): Promise<Round[]> {
  await calendar.passTo(`${ordered}T08:00:00Z`);
  const orders = (await forEach(awarded, (one) => orderDue(world, one))).flat();
  const batches: { funder: Funder; batch: BatchView; xml: Buffer; numbers: string[] }[] = [];
  for (const funder of fundersOf(world)) {
    const numbers = orders.filter(({ funder: { code } }) => code === funder.code).map(({ number }) => number);
    if (numbers.length === 0) continue;
    const batch = await funder.accountant.post(batchesOf(callId, funder.code), { executionOn: paid, debtor: funder.debtor });
    const xml = await funder.accountant.download(under(batchesOf(callId, funder.code), `${batch.id}/orders.xml`));
    batches.push({ funder, batch, xml, numbers });
  }
  await calendar.passTo(`${paid}T15:00:00Z`);
  return Promise.all(
    batches.map(async ({ funder, batch, xml, numbers }) => {
      const returns = [
        'Paiement;Résultat;Date de valeur;Référence;Motif',
        ...numbers.map((number) => `${number};PAID;${paid};VIR-${number};`),
      ].join('\n');
      return { batch, xml, returned: await funder.accountant.sendCsv(returnsOf(callId, funder.code, batch.id), returns) };
    }),
  );
}

async function orderDue(world: World, { award, dossier }: Awarded): Promise<PaymentView[]> {
  const { legs } = await world.auditor.get(paymentsOf(award.id));
  const ordered: PaymentView[] = [];
  for (const { officer, examinerOf, code } of fundersOf(world)) {
    const due = legs.find(({ funder }) => funder.code === code)?.payments.filter(({ state }) => state === 'DUE') ?? [];
    for (const { id, version } of due) {
      const step = (event: string, asWhom: typeof officer, at: number): Promise<PaymentView> =>
        asWhom.post(under(paymentAt(id), event), {}, `"${at}"`);
      const certified = await step('certify', examinerOf(dossier.department), version);
      const liquidated = await step('liquidate', officer, certified.version);
      ordered.push(await step('order', officer, liquidated.version));
    }
  }
  return ordered;
}
