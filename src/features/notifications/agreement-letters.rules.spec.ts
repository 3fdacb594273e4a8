import { writeAgreementLetter, writeResumedLetter } from './agreement-letters.rules.js';
import type { AgreementLetterName } from './mail-plan.js';

const dossier = { title: 'Micro-crèche', number: '2023-48-00007', callTitle: 'FIPE' };
const agreement = { ...dossier, parties: ['Association', 'État', 'Cnaf'], reasons: 'Erreur sur le siège', sent: true };
const leg = { ...dossier, funder: 'Cnaf', reasons: 'Compte rendu remis' };
const text = (written: { subject: string; body: readonly (string | readonly string[])[] } | undefined): string =>
  written === undefined ? '' : [written.subject, ...written.body.flat()].join('\n');

describe('letters on agreements', () => {
  it('name the dossier, the parties, and what is expected', () => {
    const told = (letter: AgreementLetterName, language: 'fr' | 'en' = 'fr'): string =>
      text(writeAgreementLetter(letter, agreement, language));
    expect(told('agreementToSign')).toContain('attend votre signature');
    expect(told('agreementToSign')).toContain('Association, État, Cnaf');
    expect(told('agreementReminder')).toContain('attend toujours');
    expect(told('agreementSigned', 'en')).toContain('All parties have signed');
    expect(told('agreementVoided')).toContain('Motifs : Erreur sur le siège');
    for (const letter of ['agreementToSign', 'agreementReminder', 'agreementSigned', 'agreementVoided'] as const)
      expect(told(letter)).toMatch(/^[A-Z].+ — 2023-48-00007\n/);
  });

  it('do not tell its holder of one that was never sent', () => {
    expect(writeAgreementLetter('agreementVoided', { ...agreement, sent: false }, 'fr')).toBeUndefined();
  });
});

it('the end of a suspension is told with its reasons', () => {
  expect(text(writeResumedLetter(leg, 'fr'))).toContain('« Cnaf » lève la suspension de sa part.\nMotifs : Compte rendu remis');
  expect(text(writeResumedLetter(leg, 'en'))).toMatch(/^Suspension ended — 2023-48-00007\n/);
});
