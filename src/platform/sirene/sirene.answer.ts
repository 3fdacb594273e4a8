// What the API Recherche d'entreprises answers, checked field by field: a foreign answer is input like any other.

import { isRna, isSiret } from '../../kernel/siret.js';

/** What the register says of one establishment. */
export interface Establishment {
  readonly siret: string;
  readonly name: string;
  readonly active: boolean;
  /** INSEE code of the commune, when given. */
  readonly commune: string | null;
  /** Category of the legal unit (INSEE nomenclature, four digits), when given. */
  readonly legalCategory: string | null;
  readonly rna: string | null;
}

const MAX_TEXT = 300;
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const text = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, MAX_TEXT) : null;
const shaped = (value: unknown, shape: RegExp): string | null => (typeof value === 'string' && shape.test(value) ? value : null);

class UnexpectedAnswer extends Error {}

/**
 * The establishment asked for; undefined: the register does not know it.
 * @throws UnexpectedAnswer when the body is not what the API documents
 */
export function establishmentOf(body: unknown, siret: string): Establishment | undefined {
  if (!isObject(body) || !Array.isArray(body.results)) throw new UnexpectedAnswer('no list of results');
  for (const unit of body.results.slice(0, 25) as unknown[]) {
    if (!isObject(unit)) throw new UnexpectedAnswer('a result that is no object');
    const matching: unknown[] = Array.isArray(unit.matching_etablissements) ? unit.matching_etablissements : [];
    const places = [unit.siege, ...matching];
    const place = places.filter(isObject).find((candidate) => candidate.siret === siret);
    if (place === undefined) continue;
    const name = text(unit.nom_complet) ?? text(unit.nom_raison_sociale);
    const state = place.etat_administratif;
    if (name === null || (state !== 'A' && state !== 'F') || !isSiret(siret)) {
      throw new UnexpectedAnswer('a result without name or state');
    }
    const complements = isObject(unit.complements) ? unit.complements : {};
    const rna = text(complements.identifiant_association);
    return {
      siret,
      name,
      active: state === 'A',
      commune: shaped(place.commune, /^[0-9][0-9AB][0-9]{3}$/),
      legalCategory: shaped(unit.nature_juridique, /^[0-9]{4}$/),
      rna: rna !== null && isRna(rna) ? rna : null,
    };
  }
  return undefined;
}
