import { writeSelectionLetter } from './selection-letters.rules.js';
import type { SelectionLetterFacts } from './selection-letter.reader.js';

const facts: SelectionLetterFacts = {
  title: 'Micro-crèche',
  number: '2023-31-00007',
  callTitle: 'FIPE',
  timeZone: 'Europe/Paris',
  rank: 2,
  requestedCents: 7_000_000n,
  offeredCents: 5_500_001n,
  dueAt: new Date('2023-12-05T22:59:59.999Z'),
  reasons: 'Reste à charge trop élevé.',
  awarded: false,
};
const written = (letter: Parameters<typeof writeSelectionLetter>[0], language: 'fr' | 'en', changes = {}): string => {
  const { subject, body } = writeSelectionLetter(letter, { ...facts, ...changes }, language);
  return [subject, ...body.flat()].join('\n').replaceAll(/\s/g, ' ');
};

describe('letters on what follows the jury’s choice', () => {
  it('offer the amount with both sums, the last moment and what is expected', () => {
    const french = written('amountOffered', 'fr');
    for (const part of [
      '2023-31-00007',
      '70 000,00 €',
      '55 000,01 €',
      '5 décembre 2023',
      'plan de financement rééquilibré',
      'Le jury propose',
    ])
      expect(french).toContain(part);
    expect(written('amountOffered', 'fr', { awarded: true })).toContain('Les deux financeurs ont décidé ce montant.');
    expect(written('amountOffered', 'en')).toContain('The legal representative accepts it in writing');
  });

  it('tell the jury which rank freed credits allow, why an offer was declined, and that none was answered', () => {
    expect(written('reserveProposed', 'fr')).toContain('Rang 2, 70 000,00 € demandés');
    expect(written('reserveProposed', 'en')).toContain('Rank 2');
    expect(written('offerDeclined', 'fr')).toContain('Motifs du porteur : Reste à charge trop élevé.');
    expect(written('offerDeclined', 'en')).toContain('Reasons of the holder');
    expect(written('offerLapsed', 'fr')).toContain('aucune convention n’est signée');
    expect(written('offerLapsed', 'en')).toContain('no agreement is signed');
  });
});
