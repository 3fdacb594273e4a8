// Rules on the people of a project holder. Each refusal tells what to do.

import type { Reason } from '../../kernel/errors.js';
import type { Role } from '../../kernel/actor.js';
import { label, reason } from '../../kernel/reasons.js';

export const CONTRACT_BASES = ['SIGNED', 'STATE_APPROVAL', 'PUBLIC_UTILITY'] as const;
export type ContractBasis = (typeof CONTRACT_BASES)[number];

export const HOLDER_ROLE_NAMES = ['HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE'] as const satisfies readonly Role[];
export type HolderRole = (typeof HOLDER_ROLE_NAMES)[number];

/** Days during which an invitation may be accepted. */
export const INVITATION_DAYS = 14;

export interface OwnRepresentation {
  readonly id: string;
  readonly delegated: boolean;
  readonly endsAt: Date | null;
}

/** A delegation of signature comes from who represents by right, and lasts no longer than that. Delegated power is not delegated again. */
export function delegationFaults(
  own: OwnRepresentation | undefined,
  period: { readonly startsAt: Date; readonly endsAt: Date },
  now: Date,
): Reason[] {
  if (own === undefined || own.delegated) {
    return [
      reason(
        'delegatedByRight',
        undefined,
        label(
          'Demandez la délégation au représentant légal lui-même : une délégation de signature ne se subdélègue pas.',
          'Ask the legal representative: a delegation of signature is not delegated again.',
        ),
      ),
    ];
  }
  const faults: Reason[] = [];
  if (period.endsAt <= period.startsAt || period.endsAt <= now) {
    faults.push(
      reason(
        'delegationDated',
        '/endsAt',
        label('Donnez une fin à venir, postérieure au début.', 'Give an end to come, after the start.'),
      ),
    );
  }
  if (own.endsAt !== null && period.endsAt > own.endsAt) {
    faults.push(
      reason(
        'delegationWithinMandate',
        '/endsAt',
        label(
          'Donnez une fin qui ne dépasse pas celle de votre propre mandat.',
          'Give an end that is not after the end of your own mandate.',
        ),
      ),
    );
  }
  return faults;
}

/** An organisation with dossiers in progress keeps somebody who may sign for it. */
export function lastRepresentativeFaults(others: number, dossiersInProgress: number): Reason[] {
  if (others > 0 || dossiersInProgress === 0) return [];
  return [
    reason(
      'representativeStays',
      undefined,
      label(
        'Transmettez d’abord la représentation à une autre personne : des dossiers sont en cours et vous êtes seul à pouvoir les signer.',
        'Hand the representation over first: applications are in progress and nobody else may sign them.',
      ),
    ),
  ];
}

/** Law 2000-321, art. 10-1: associations and foundations; the number of the national register tells an association whatever its type. */
export function owesRepublicanContract(holderType: string, rna: string | null): boolean {
  return holderType === 'ASSOCIATION' || rna !== null;
}

export function contractFaults(
  { basis, signedOn }: { readonly basis: ContractBasis; readonly signedOn: string },
  organisation: { readonly holderType: string; readonly rna: string | null },
  today: string,
  byAgency: boolean,
): Reason[] {
  const faults: Reason[] = [];
  if (!owesRepublicanContract(organisation.holderType, organisation.rna)) {
    faults.push(
      reason(
        'contractOfAnAssociation',
        undefined,
        label(
          'Seules les associations et fondations souscrivent ce contrat : rien n’est à enregistrer.',
          'Only associations and foundations sign this contract: there is nothing to record.',
        ),
      ),
    );
  }
  if (signedOn > today) {
    faults.push(reason('contractNotInTheFuture', '/signedOn', label('Donnez une date passée.', 'Give a date that has passed.')));
  }
  if (basis !== 'SIGNED' && !byAgency) {
    faults.push(
      reason(
        'deemedByAnAgency',
        '/basis',
        label(
          'L’agrément de l’État et l’utilité publique sont constatés par la Caf ou la DDETS : demandez-le-leur, ou enregistrez le contrat signé.',
          'State approval and public utility are recorded by the Caf or the DDETS: ask them, or record the signed contract.',
        ),
      ),
    );
  }
  return faults;
}
