// Two dossiers that may be one project: shown to those who instruct, who decide. No rule of any machine reads this.

export const LIKENESSES = ['SAME_SIRET', 'SAME_SIREN', 'SIMILAR_TEXT'] as const;
export type Likeness = (typeof LIKENESSES)[number];

/** How many are shown. */
export const MOST_SHOWN = 10;

/**
 * From here on, title and place are said to be alike. Of pg_trgm's scale from 0 to 1; ours, no source gives one: at 0.45 an edition's
 * title with another year or "micro-crèche" for "crèche" passes, and two nurseries of two towns do not.
 */
const ALIKE_FROM = 0.45;

/** What a common SIRET or SIREN weighs beside the text. Ours: a town often files several projects, so alone it says little. */
const SAME_SIRET_WEIGHS = 0.5;
const SAME_SIREN_WEIGHS = 0.4;

export interface Compared {
  readonly siret: string;
  readonly otherSiret: string;
  /** Trigram similarity of title and place, 0 to 1. */
  readonly similarity: number;
}

const siren = (siret: string): string => siret.slice(0, 9);

export function likenesses({ siret, otherSiret, similarity }: Compared): Likeness[] {
  const holder: Likeness[] = siret === otherSiret ? ['SAME_SIRET'] : siren(siret) === siren(otherSiret) ? ['SAME_SIREN'] : [];
  return similarity >= ALIKE_FROM ? [...holder, 'SIMILAR_TEXT'] : holder;
}

/** 0 to 100: each sign takes away its share of the doubt that the others leave. */
export function likenessScore(compared: Compared): number {
  const found = likenesses(compared);
  const holder = found.includes('SAME_SIRET') ? SAME_SIRET_WEIGHS : found.includes('SAME_SIREN') ? SAME_SIREN_WEIGHS : 0;
  return Math.round(100 * (1 - (1 - holder) * (1 - compared.similarity)));
}
