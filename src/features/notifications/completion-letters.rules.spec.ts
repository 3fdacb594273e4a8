import { writeCompletionLetter, type CompletionLetterFacts } from './completion-letters.rules.js';
import type { CompletionLetterName } from './mail-plan.js';

const FACTS: CompletionLetterFacts = {
  title: 'Micro-crèche',
  number: '2023-11-00007',
  callTitle: 'Petite enfance',
  timeZone: 'Europe/Paris',
  submittedAt: new Date('2023-06-15T08:00:00Z'),
  dueAt: new Date('2023-06-30T21:59:59.999Z'),
  items: [
    { label: 'Budget', defect: 'WRONG', explanation: 'Recettes de 2024 absentes.' },
    { label: 'RIB', essential: false, sent: {} },
    { label: 'Signature', defect: 'FORMAL', explanation: 'Signer (CRPA, L212-1).' },
    { label: 'Statuts', sent: {}, settlement: { accepted: true } },
    { label: 'Comptes', sent: {}, settlement: { accepted: false, reason: 'Exercice 2019.' } },
  ],
  conditions: [
    { label: 'RIB', effect: 'PAYMENT', reason: 'À produire.' },
    { label: 'Signature', effect: 'AWARD', reason: 'À régulariser.' },
  ],
  forwarding: { from: '11', to: '31', reasons: 'Projet à Toulouse.' },
};
const write = (
  letter: CompletionLetterName,
  change: Partial<CompletionLetterFacts> = {},
  language: 'fr' | 'en' = 'fr',
): string[] => {
  const { subject, body } = writeCompletionLetter(letter, { ...FACTS, ...change }, language);
  return [subject, ...body.flat()];
};

describe('letters of the completeness', () => {
  it('ask for each item with its flaw and its reason, until the legal time, and say what is suspended', () => {
    expect(write('incomplete')).toEqual([
      'Pièces manquantes — 2023-11-00007',
      'Dossier 2023-11-00007 « Micro-crèche », appel à projets « Petite enfance ».',
      'Il manque à votre dossier, ou il faut y corriger :',
      'Budget (à corriger) — Recettes de 2024 absentes.',
      'RIB (non essentiel : son absence n’arrête pas le dossier)',
      'Signature (à régulariser, CRPA, article L114-6) — Signer (CRPA, L212-1).',
      'Comptes — Exercice 2019.',
      'Répondez au plus tard le 30 juin 2023 à 23:59 (heure de Paris).',
      'Le délai de réponse de l’administration est suspendu jusqu’à la réception de ces éléments, au plus tard jusqu’au 30 juin 2023 à 23:59 (heure de Paris) (CRPA, articles L114-5 et R112-11-4).',
    ]);
    expect(write('incomplete', { items: [{ label: 'RIB', essential: false }] }).join()).not.toContain('suspendu');
    expect(write('incomplete', {}, 'en')).toContain('Answer by 30 June 2023 at 23:59 (Paris time).');
  });

  it('remind of what nothing was sent for, and threaten only for what is essential', () => {
    const reminder = write('reminder');
    expect(reminder).toEqual(expect.arrayContaining([expect.stringContaining('Budget'), expect.stringContaining('Signature')]));
    expect(reminder.join()).not.toMatch(/RIB|Statuts|Comptes/);
    expect(reminder).toContain('Sans réponse, il pourra être classé sans suite.');
    expect(write('reminder', { items: [{ label: 'RIB', essential: false }] }).join()).not.toContain('classé');
  });

  it('tell what the award or its payment waits for', () => {
    expect(write('continued')).toEqual(
      expect.arrayContaining([
        'RIB : sans cela, une aide accordée n’est pas payée. À produire.',
        'Signature : sans cela, une aide accordée ne prend pas effet. À régulariser.',
      ]),
    );
  });

  it('tell who has the dossier now, and that it is still on time', () => {
    expect(write('forwarded')).toEqual(
      expect.arrayContaining([
        'Reçu par le département 11, il est transmis au département 31, compétent pour l’instruire (CRPA, article L114-2).',
        'Motifs : Projet à Toulouse.',
        'Vous n’avez rien à refaire : la date de réception reste le 15 juin 2023 à 10:00 (heure de Paris) (CRPA, article L114-3).',
      ]),
    );
  });
});
