// The computation in sentences that a person checks by hand, with a calculator. French first. Pure.

import type { Bilingual } from '../../kernel/errors.js';
import { formatEuros } from '../../kernel/money.js';
import { label } from '../../kernel/reasons.js';
import type { BalanceFigures, LegBalance } from './balance-figures.rules.js';

const euros = (amount: bigint): string => formatEuros(amount);

export function sentencesOf(figures: BalanceFigures): Bilingual[] {
  const { decidedCents, reducedCents, awardCents, plannedCents, eligibleCents, rateCostCents, cap, otherCents, endedCents } =
    figures;
  const { capCents, unspentCents, keptCents, keptBasisPoints, finalCents, paidCents, overCents, leftCents, legs } = figures;
  const [award, cost] = [euros(awardCents), euros(eligibleCents)];
  const percent = `${cap.numerator} / ${cap.denominator}`;
  const kept = `${keptBasisPoints} / 10 000`;
  return [
    label(
      `Attribution : ${euros(decidedCents)} décidés, ${euros(reducedCents)} retirés depuis, soit ${award}.`,
      `Award: ${euros(decidedCents)} decided, ${euros(reducedCents)} taken off since, hence ${award}.`,
    ),
    label(
      `Taux de participation : ${award} sur ${euros(plannedCents)} de dépenses prévues au plan en vigueur.`,
      `Rate: ${award} on ${euros(plannedCents)} of expenses in the plan in force.`,
    ),
    label(
      `Dépense éligible réelle, d’après les comptes rendus acceptés : ${cost}. Au taux : ${award} × ${cost} ÷ ${euros(plannedCents)} = ${euros(rateCostCents)}, arrondi au centime inférieur.`,
      `Real eligible cost, from the accepted reports: ${cost}. At the rate: ${award} × ${cost} ÷ ${euros(plannedCents)} = ${euros(rateCostCents)}, rounded down to the cent.`,
    ),
    label(
      `Plafond de l’État et de la branche Famille : ${percent} × ${cost}, moins ${euros(otherCents + endedCents)} reçus d’eux par ailleurs, soit ${euros(capCents)} au plus pour l’attribution.`,
      `Cap of State and Family branch: ${percent} × ${cost}, less ${euros(otherCents + endedCents)} received from them otherwise, hence ${euros(capCents)} at most for the award.`,
    ),
    ...(unspentCents === 0n
      ? []
      : [
          label(
            `Somme non dépensée : ${euros(unspentCents)} versés au-delà de la part de dépense. La convention laisse au porteur ${kept} de cette somme, soit ${euros(keptCents)}.`,
            `Not spent: ${euros(unspentCents)} paid above the share of the cost. The agreement lets the holder keep ${kept} of it, hence ${euros(keptCents)}.`,
          ),
        ]),
    label(
      `Montant définitif, le plus petit de ${award}, ${euros(rateCostCents + keptCents)} et ${euros(capCents)} : ${euros(finalCents)}.`,
      `Final amount, the smallest of ${award}, ${euros(rateCostCents + keptCents)} and ${euros(capCents)}: ${euros(finalCents)}.`,
    ),
    conclusion({ finalCents, paidCents, overCents, leftCents }),
    ...legs.map(sentenceOfLeg),
  ];
}

function conclusion({
  finalCents,
  paidCents,
  overCents,
  leftCents,
}: Pick<BalanceFigures, 'finalCents' | 'paidCents' | 'overCents' | 'leftCents'>): Bilingual {
  const [paid, final] = [euros(paidCents), euros(finalCents)];
  if (overCents > 0n)
    return label(
      `Versé ${paid}, soit ${euros(overCents)} de trop : ils sont à reverser, à chaque financeur en proportion de ce qu’il a versé.`,
      `${paid} were paid, ${euros(overCents)} too much: they are to be given back, to each funder in proportion to what it paid.`,
    );
  return label(
    `Versé ${paid} sur ${final} : il reste ${euros(leftCents)} à verser.`,
    `${paid} of ${final} were paid: ${euros(leftCents)} are left to pay.`,
  );
}

export function sentenceOfLeg({ name, finalCents, paidCents, overCents, leftCents }: LegBalance): Bilingual {
  const [final, paid] = [euros(finalCents), euros(paidCents)];
  if (overCents > 0n)
    return label(
      `« ${name} » : part définitive ${final}, versé ${paid}, à reverser ${euros(overCents)}.`,
      `"${name}": final share ${final}, paid ${paid}, to be given back ${euros(overCents)}.`,
    );
  return label(
    `« ${name} » : part définitive ${final}, versé ${paid}, reste à verser ${euros(leftCents)}.`,
    `"${name}": final share ${final}, paid ${paid}, left to pay ${euros(leftCents)}.`,
  );
}
