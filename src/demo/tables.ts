// What the demo prints.

import type { AwardSummaryView, CofundingView, EnvelopeLineView } from '../features/awards/awards.dto.js';
import type { Problem } from './client.js';
import { euros, table, type Counts, type Refusals } from './report.js';

interface Printed {
  readonly states: Counts;
  readonly awards: readonly AwardSummaryView[];
  readonly cofunding: CofundingView;
  readonly refusals: Refusals;
  /** Name of a department. */
  readonly nameOf: (code: string) => string;
}

export function tables({ states, awards, cofunding, refusals, nameOf }: Printed): string {
  const { funders, departments, awarded } = cofunding;
  const committed = funders.map((funder) => `${funder.name} ${euros(funder.committed.cents)}`).join(' · ');
  return [
    table(
      'Dossiers par état',
      ['état', 'dossiers'],
      Object.entries(states).map(([state, count]) => [state, String(count)]),
    ),
    table(
      'Attributions par département',
      ['département', 'projets', 'montant'],
      departments.map(({ department, awards: count, total }) => [
        `${department} ${nameOf(department)}`,
        String(count),
        euros(total.cents),
      ]),
    ),
    table(
      'Cofinancement par financeur et par année',
      ['financeur', 'année', 'enveloppe', 'réservé', 'engagé', 'reste'],
      funders.flatMap((funder) => [
        ...funder.years.map((line) => [funder.code, String(line.year), ...amounts(line)]),
        [`${funder.code} total`, '', ...amounts(funder)],
      ]),
    ),
    `\n${awards.length} projets · ${departments.length} départements · ${euros(awarded.cents)} · ${committed}`,
    refused('Même champ écrit par deux personnes', refusals.both),
    refused('Dépôt après la date limite', refusals.late),
    refused('Vote d’un membre déporté', refusals.recused),
    refused('Écart à l’optimum sans motif', refusals.unexplained),
    refused('Attribution au-delà de l’enveloppe', refusals.beyond),
  ].join('\n');
}

function amounts({ envelope, reserved, committed, left }: EnvelopeLineView): string[] {
  return [envelope, reserved, committed, left].map(({ cents }) => euros(cents));
}

/** The whole problem is in out/results.json. */
function refused(what: string, { title, status, code, reasons = [] }: Problem): string {
  return [
    `\nRefus — ${what} : ${title} (${status} ${code})`,
    ...reasons.map(({ rule, message }) => `  ${rule} : ${message}`),
  ].join('\n');
}
