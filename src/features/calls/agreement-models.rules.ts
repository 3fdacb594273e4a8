// What the law and the models of agreements leave to no call. Pure.

/** Models of agreements, and the versions of each that may still be chosen; what they write is in the agreements' templates. */
export const AGREEMENT_MODELS = { standard: [1] } as const satisfies Readonly<Record<string, readonly number[]>>;
export type AgreementModel = keyof typeof AGREEMENT_MODELS;

/**
 * Above this, in cents a year, the law asks for an agreement, and for the publication of the essential data of the grant (loi 2000-321,
 * article 10; décret 2001-495, article 1: 23 000 €).
 */
export const AGREEMENT_THRESHOLD_CENTS = 2_300_000;
