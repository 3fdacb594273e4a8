// Which decisions a holder is told of by a letter, and what such a letter may not do without. Pure.

import type { Bilingual } from '../../kernel/errors.js';

export const LETTER_KINDS = [
  'AWARD',
  'REFUSAL',
  'LEG_REFUSAL',
  'LEG_NOTIFICATION',
  'LEG_SUSPENSION',
  'LEG_LAPSE',
  'LEG_TERMINATION',
  'LEG_WITHDRAWAL',
  'RECOVERY_ORDER',
  'AMENDMENT_REFUSAL',
  'INELIGIBILITY',
  'DISMISSAL',
  'LATE',
  'RESERVE',
  'RESERVE_LAPSE',
  'APPEAL_UPHELD',
  'APPEAL_REJECTED',
] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

/** State that the decision gave to its subject; of a share, an amendment or a recovery, with that before it. */
export const NOTIFIED_DECISIONS = [
  'AWARDED',
  'REFUSED',
  'INELIGIBLE',
  'DISMISSED',
  'LATE',
  'RESERVE',
  'LEG_REFUSED',
  'LEG_NOTIFIED',
  'LEG_SUSPENDED',
  'LEG_LAPSED',
  'LEG_TERMINATED',
  'LEG_WITHDRAWN',
  'RECOVERY_ORDERED',
  'AMENDMENT_REFUSED',
  'UPHELD',
  'REJECTED',
] as const;
export type NotifiedDecision = (typeof NOTIFIED_DECISIONS)[number];

const KIND_OF: Readonly<Record<NotifiedDecision, LetterKind>> = {
  AWARDED: 'AWARD',
  REFUSED: 'REFUSAL',
  INELIGIBLE: 'INELIGIBILITY',
  DISMISSED: 'DISMISSAL',
  LATE: 'LATE',
  RESERVE: 'RESERVE',
  LEG_REFUSED: 'LEG_REFUSAL',
  LEG_NOTIFIED: 'LEG_NOTIFICATION',
  LEG_SUSPENDED: 'LEG_SUSPENSION',
  LEG_LAPSED: 'LEG_LAPSE',
  LEG_TERMINATED: 'LEG_TERMINATION',
  LEG_WITHDRAWN: 'LEG_WITHDRAWAL',
  RECOVERY_ORDERED: 'RECOVERY_ORDER',
  AMENDMENT_REFUSED: 'AMENDMENT_REFUSAL',
  UPHELD: 'APPEAL_UPHELD',
  REJECTED: 'APPEAL_REJECTED',
};

export const KIND_LABELS: Readonly<Record<LetterKind, Bilingual>> = {
  AWARD: { fr: 'Attribution', en: 'Award' },
  REFUSAL: { fr: 'Refus', en: 'Refusal' },
  LEG_REFUSAL: { fr: 'Refus d’un financeur', en: 'Refusal of one funder' },
  LEG_NOTIFICATION: { fr: 'Notification de la part d’un financeur', en: 'Notification of a funder’s share' },
  LEG_SUSPENSION: { fr: 'Suspension de la part d’un financeur', en: 'Suspension of a funder’s share' },
  LEG_LAPSE: { fr: 'Caducité de la part d’un financeur', en: 'Lapse of a funder’s share' },
  LEG_TERMINATION: { fr: 'Résiliation de la part d’un financeur', en: 'Termination of a funder’s share' },
  LEG_WITHDRAWAL: { fr: 'Retrait de la part d’un financeur', en: 'Withdrawal of a funder’s share' },
  RECOVERY_ORDER: { fr: 'Ordre de recouvrer', en: 'Recovery order' },
  AMENDMENT_REFUSAL: { fr: 'Refus d’un avenant', en: 'Refusal of an amendment' },
  INELIGIBILITY: { fr: 'Inéligibilité', en: 'Ineligibility' },
  DISMISSAL: { fr: 'Classement sans suite', en: 'Dismissal' },
  LATE: { fr: 'Refus d’un dossier tardif', en: 'Refusal of a late application' },
  RESERVE: { fr: 'Liste complémentaire', en: 'Reserve list' },
  RESERVE_LAPSE: { fr: 'Fin de la liste complémentaire', en: 'End of the reserve list' },
  APPEAL_UPHELD: { fr: 'Recours accueilli', en: 'Appeal upheld' },
  APPEAL_REJECTED: { fr: 'Recours rejeté', en: 'Appeal rejected' },
};

/** A refusal pronounced once the reserve list had ended for the dossier is the end of that list. */
export function kindOf(decision: NotifiedDecision, decidedAt: Date, reserveExpiresAt: Date | null): LetterKind {
  const lapsed = decision === 'REFUSED' && reserveExpiresAt !== null && decidedAt > reserveExpiresAt;
  return lapsed ? 'RESERVE_LAPSE' : KIND_OF[decision];
}

const POSITIVE: readonly LetterKind[] = ['AWARD', 'LEG_NOTIFICATION', 'RESERVE', 'APPEAL_UPHELD'];
export const isNegative = (kind: LetterKind): boolean => !POSITIVE.includes(kind);

export const GAPS = ['author', 'capacity', 'service', 'reasons', 'appeal'] as const;
export type Gap = (typeof GAPS)[number];

/** What the law asks of a letter, as far as it is known. The date of a decision is a column that is never empty. */
export interface Substance {
  readonly author: string;
  readonly capacity: string;
  readonly service: string;
  readonly reasons: string;
  readonly appeal: string;
}

/**
 * What is missing for the letter to be written: nothing leaves without its author, capacity and service (CRPA L212-1, L212-2), and no
 * negative answer without reasons (CRPA L211-7) and ways of appeal (CJA R421-5).
 */
export function gapsOf(kind: LetterKind, substance: Substance): Gap[] {
  const owed: readonly Gap[] = isNegative(kind) ? GAPS : ['author', 'capacity', 'service'];
  return owed.filter((gap) => substance[gap].trim() === '');
}
