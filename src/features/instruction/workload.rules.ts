// Who should examine next: the one of the agency with the fewest instructions in hand in the department. Pure.

import type { Guard } from '../../kernel/machine.js';
import { written } from '../../kernel/reasons.js';
import { absentUntil } from './absence.rules.js';
import type { InstructionFacts } from './instruction-facts.rules.js';
import type { AssignInput } from './instruction.rules.js';

/** A person entitled today to examine for the agency in the department. */
export interface Workload {
  readonly personId: string;
  readonly name: string;
  /** Instructions in hand for the agency in the department: assigned or in progress. */
  readonly open: number;
  readonly absent: boolean;
  /** An interest in the dossier is recorded, or the person acts for its holder. */
  readonly interested: boolean;
  /** Stands in for the examiner in charge, who is away. */
  readonly deputy: boolean;
}

interface InCharge {
  readonly examinerId: string | null;
  readonly otherExaminerId: string | null;
}

/**
 * Those who may be named on a dossier, the one to propose first: the deputy of who is away, then the least loaded; between equals the account
 * created first (identifiers are in order of creation), so that the same question has the same answer.
 */
export function inOrder(workloads: readonly Workload[], { examinerId, otherExaminerId }: InCharge): Workload[] {
  return workloads
    .filter(
      ({ personId, absent, interested }) => !absent && !interested && personId !== examinerId && personId !== otherExaminerId,
    )
    .sort((a, b) => Number(b.deputy) - Number(a.deputy) || a.open - b.open || (a.personId < b.personId ? -1 : 1));
}

export const someoneAvailable: Guard<InstructionFacts> = {
  name: 'someoneAvailable',
  label: { fr: 'une autre personne du service est disponible', en: 'another person of the agency is available' },
  needsInput: true,
  check: ({ facts }) =>
    facts.candidate === undefined
      ? {
          fr: 'Personne d’autre ne peut instruire ce dossier pour ce service : ni absent, ni intéressé, ni déjà chargé de l’autre avis.',
          en: 'Nobody else can examine this application for this agency: neither absent, nor interested, nor in charge of the other opinion.',
        }
      : undefined,
};

export const examinerPresent: Guard<InstructionFacts, AssignInput> = {
  name: 'examinerPresent',
  label: { fr: 'l’instructeur désigné n’est pas absent', en: 'the examiner is not away' },
  needsInput: true,
  check: ({ facts, now }) =>
    absentUntil(facts.candidate?.absences ?? [], now) === undefined
      ? undefined
      : [
          {
            rule: 'examinerPresent',
            pointer: '/examinerId',
            message: {
              fr: 'Désignez une autre personne : l’absence de celle-ci est déclarée. Si elle est revenue, mettez d’abord fin à l’absence.',
              en: 'Name another person: this one is declared away. If they are back, end the absence first.',
            },
          },
        ],
};

/** An examination under way is taken from somebody: the file says why. */
export const reassignmentExplained: Guard<InstructionFacts, { readonly reason?: string }> = written('reason', {
  name: 'reassignmentExplained',
  label: { fr: 'la réattribution est motivée', en: 'the reassignment is explained' },
  message: {
    fr: 'Dites pourquoi l’instruction en cours change de main.',
    en: 'Say why the examination under way changes hands.',
  },
});
