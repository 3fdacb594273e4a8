// What the demo prints of the balances and of what came back, and what must be true of them.

import type { CofundingView } from '../features/awards/awards.dto.js';
import type { Closing } from './closing.js';
import type { ClosingRow } from './ledger-told.js';
import { euros, type Checks } from './report.js';

const finalCents = ({ balances }: Closing): number => balances.reduce((sum, { final }) => sum + (final?.cents ?? 0), 0);

export function linesOfClosing(closing: Closing): string[] {
  const { balances, recoveries } = closing;
  return [
    `\nSoldes : ${balances.length} arrêtés, montants définitifs ${euros(finalCents(closing))}`,
    ...balances
      .filter(({ over }) => (over?.cents ?? 0) > 0)
      .flatMap(({ holder, sentences }) => [
        `  ${holder}, qui a moins dépensé que prévu :`,
        ...sentences.map((line) => `    ${line}`),
      ]),
    ...recoveries.map(
      ({ number, funder, received, stateLabel }) =>
        `  ${number}, ${funder.code} : ${stateLabel}, ${euros(received.cents)} encaissés`,
    ),
  ];
}

/** Every award ends at its final amount, and both funders bear the same. */
export function checkClosing(checks: Checks, closing: Closing, ledger: readonly ClosingRow[], cofunding: CofundingView): void {
  const { balances, recoveries, shares } = closing;
  checks.equal('soldes arrêtés', [...new Set(balances.map(({ state }) => state))], ['FIXED']);
  checks.equal('parts closes', [...new Set(shares)], ['CLOSED']);
  checks.equal('un reversement par financeur', recoveries.map(({ funder }) => funder.code).sort(), ['CNAF', 'STATE']);
  checks.equal('reversements moitié-moitié', new Set(recoveries.map(({ received }) => received.cents)).size, 1);
  checks.equal(
    'reversements encaissés',
    recoveries.map(({ state, left }) => [state, left.cents]),
    recoveries.map(() => ['RECOVERED', 0]),
  );
  const kept = ledger.filter(({ year }) => year === null).reduce((sum, { paid, recovered }) => sum + paid - recovered, 0);
  checks.equal('payé moins reversé : les montants définitifs', kept, finalCents(closing));
  checks.equal('parité des financeurs à la fin', cofunding.parity.equal, true);
}
