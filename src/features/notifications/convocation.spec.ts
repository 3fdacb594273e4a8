import type { SessionFacts } from './letter-facts.reader.js';
import { writeConvocation } from './letters.rules.js';

const facts = (over: Partial<SessionFacts> = {}): SessionFacts => ({
  kind: 'session',
  committee: 'CDSF 31',
  scheduledAt: new Date('2023-09-20T12:00:00Z'),
  place: 'Préfecture',
  timeZone: 'Europe/Paris',
  second: false,
  quorum: 21,
  agenda: ['2023-31-00001 — Crèche — Commune'],
  mode: 'ON_SITE',
  closesAt: null,
  documents: [],
  quorumForNew: null,
  ...over,
});
const text = (over: Partial<SessionFacts>, language: 'fr' | 'en' = 'fr'): string =>
  writeConvocation(facts(over), language).body.flat().join('\n');

describe('the convocation letter', () => {
  it('of a meeting on site says when, where and the quorum, and nothing of other modes', () => {
    const letter = text({});
    expect(letter).toContain('séance de « CDSF 31 » du 20 septembre 2023 à 14:00 (heure de Paris)');
    expect(letter).toContain('Quorum : 21 membres.');
    expect(letter).not.toMatch(/ordonnance|Documents joints/);
  });
  it('says how one may attend, and what comes with it', () => {
    expect(text({ mode: 'REMOTE' })).toContain('par conférence téléphonique ou audiovisuelle');
    expect(text({ mode: 'MIXED' })).toContain('sur place, ou par conférence');
    const letter = text({ documents: ['Budget', 'Note de présentation'] });
    expect(letter).toMatch(/Documents joints.*\nBudget\nNote de présentation$/);
  });
  it('of a written deliberation gives both hours, and what makes it valid', () => {
    const written = { mode: 'WRITTEN', closesAt: new Date('2023-09-22T12:00:00Z') } as const;
    expect(text(written)).toMatch(/s’ouvre le 20 septembre 2023 à 14:00.* se clôt le 22 septembre 2023 à 14:00/);
    expect(text(written)).toContain('la moitié au moins des membres');
    expect(text(written, 'en')).toMatch(/opens on .* closes on /);
  });
  it('case 16: of a second session asks for no quorum, save for the new items', () => {
    const second = { second: true, quorum: 0 };
    expect(text(second)).toContain('sans condition de quorum');
    expect(text(second)).not.toContain('points nouveaux');
    expect(text({ ...second, quorumForNew: 21 })).toContain(
      'Pour les points nouveaux, qui suivent cet ordre du jour, le quorum de 21 membres',
    );
  });
});
