// What the demo prints of the years of the awards, and what must be true of them.

import { LOWERED_BY } from './amendment.js';
import { linesOfClosing } from './closing-told.js';
import { euros, table, type Checks } from './report.js';
import type { Carried } from './years.js';

export function linesOfYears({ rounds, late, amendment, closing }: Carried): string[] {
  const { holder, shares } = late;
  return [
    `\nCompte rendu de 2023 en retard, ${holder} : parts ${shares.map((states) => states.join(' et ')).join(', puis ')}`,
    `Avenant du ${amendment.inForceOn ?? ''} : ${euros(LOWERED_BY)} de moins en 2025, signé de ${amendment.parties.map(({ name }) => name).join(', ')}`,
    table(
      'Paiements, par lot remis à la banque',
      ['financeur', 'lot', 'exécution', 'ordres', 'payés', 'montant'],
      rounds.map(({ batch: { funderCode, number, executionOn, orders, total }, returned }) => [
        funderCode,
        String(number),
        executionOn,
        String(orders),
        String(returned.applied),
        euros(total.cents),
      ]),
    ),
    ...linesOfClosing(closing),
  ];
}

export function checkCarried(checks: Checks, { rounds, late, amendment }: Carried): void {
  checks.equal('compte rendu en retard, puis accepté', late.late, [true, false]);
  checks.equal('parts suspendues, puis reprises', late.shares, [
    ['SUSPENDED', 'SUSPENDED'],
    ['ACTIVE', 'ACTIVE'],
  ]);
  checks.equal('avenant en vigueur, signé de toutes les parties', unsigned(amendment), {
    state: 'IN_FORCE',
    parties: 3,
    unsigned: 0,
  });
  for (const { batch, returned } of rounds)
    checks.equal(`lot ${batch.funderCode} ${batch.number} payé`, returned.applied, batch.orders);
}

const unsigned = ({ state, parties }: Carried['amendment']): object => ({
  state,
  parties: parties.length,
  unsigned: parties.filter(({ signature }) => signature === null).length,
});

/** File name → the orders of a batch. */
export const ordersOf = ({ rounds }: Carried): Record<string, Buffer> =>
  Object.fromEntries(rounds.map(({ batch, xml }) => [`${batch.funderCode.toLowerCase()}-${batch.number}.xml`, xml]));
