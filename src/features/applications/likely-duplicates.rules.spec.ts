import { likenesses, likenessScore } from './likely-duplicates.rules.js';

const SIRET = '21110203600016';
const SIREN = '21110203600099';
const OTHER = '26110203600016';

describe('likeness of two dossiers', () => {
  it.each([
    [SIRET, 0.9, ['SAME_SIRET', 'SIMILAR_TEXT'], 95],
    [SIRET, 0.1, ['SAME_SIRET'], 55],
    [SIREN, 0.5, ['SAME_SIREN', 'SIMILAR_TEXT'], 70],
    [OTHER, 0.45, ['SIMILAR_TEXT'], 45],
    [OTHER, 0.449, [], 45],
    [SIRET, 1, ['SAME_SIRET', 'SIMILAR_TEXT'], 100],
    [OTHER, 0, [], 0],
  ])('with %s at %d: %j, %d', (otherSiret, similarity, reasons, score) => {
    const compared = { siret: SIRET, otherSiret, similarity };
    expect(likenesses(compared)).toEqual(reasons);
    expect(likenessScore(compared)).toBe(score);
  });
});
