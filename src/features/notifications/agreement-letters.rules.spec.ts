import { writeAgreementLetter, writeLegLetter } from './agreement-letters.rules.js';
import type { AgreementLetterName, LegLetterName } from './mail-plan.js';

const dossier = { title: 'Micro-crèche', number: '2023-48-00007', callTitle: 'FIPE' };
const agreement = { ...dossier, parties: ['Association', 'État', 'Cnaf'], reasons: 'Erreur sur le siège', sent: true };
const leg = { ...dossier, funder: 'Cnaf', reasons: 'Compte rendu non remis', appeal: 'Deux mois, tribunal administratif' };
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

describe('letters on a share', () => {
  it('give reasons, and the ways of appeal of what is suspended or lost', () => {
    const told = (letter: LegLetterName): string => text(writeLegLetter(letter, leg, 'fr'));
    for (const letter of ['legSuspended', 'legResumed', 'legLapsed'] as const) {
      expect(told(letter)).toContain('Motifs : Compte rendu non remis');
      expect(told(letter).includes('Voies et délais de recours : Deux mois')).toBe(letter !== 'legResumed');
    }
    expect(text(writeLegLetter('legLapsed', leg, 'en'))).toContain('"Cnaf" records that its share lapsed');
  });
});
