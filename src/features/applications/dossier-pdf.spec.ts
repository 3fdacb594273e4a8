import { createHash } from 'node:crypto';

import fc from 'fast-check';

import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import { FIPE_2023 } from '../calls/templates/fipe-2023.js';
import { paperOf, type PaperSource } from './dossier-paper.rules.js';
import { drawDossier } from './dossier-pdf.js';
import { printable, UNPRINTABLE } from './printable-text.rules.js';
import type { ReceiptDocument } from './receipt.rules.js';

const content: PaperSource['content'] = {
  place: 'Lézignan-Corbières',
  summary: 'Une micro-crèche dans une ancienne gare,\navec « un espace » intergénérationnel : 12\u202f000 € d’œuvres.',
  axes: [FIPE_2023.axes[0]?.code ?? ''],
  targetPublic: 'Enfants de moins de trois ans',
  beneficiaries: 1240,
  partners: 'Caf, PMI',
  startsOn: '2023-10-01',
  endsOn: '2026-09-30',
  requestedYears: [
    { year: 2023, cents: 5_600_000 },
    { year: 2024, cents: 5_600_001 },
  ],
  budget: {
    lines: [
      { side: 'EXPENSE', nature: 'STAFF', year: 2023, label: 'Équipe éducative', cents: 8_000_000 },
      { side: 'INCOME', family: 'OWN', year: 2023, label: 'Fonds propres', cents: 2_400_000 },
      { side: 'EXPENSE', nature: 'INVESTMENT', year: 2024, label: 'Travaux', cents: 8_000_002 },
      { side: 'INCOME', family: 'LOCAL', year: 2024, label: 'Département', cents: 2_400_001 },
    ],
    inKindCents: 300_000,
  },
  documents: [
    { code: FIPE_2023.requiredDocuments[0]?.code ?? '', provided: 'ATTACHED', reference: 'budget.pdf' },
    { code: 'UNKNOWN', provided: 'TO_FOLLOW' },
  ],
  declarations: { accurate: true, obligationsMet: false },
  answers: { Q1: 'Oui, dès janvier', Q2: 1_250_000, Q3: [{ mois: 'janvier', places: 12 }], Q4: true },
  placesCreated: 24,
  indicators: [{ label: 'Places', target: 24 }],
};

function sourceOf(change: Readonly<Record<string, unknown>> = {}, receipt: Partial<ReceiptDocument> = {}): PaperSource {
  const whole = { ...content, ...change } as PaperSource['content'];
  return {
    content: whole,
    specification: {
      settings: {
        ...FIPE_2023,
        questions: [
          { code: 'Q1', label: { fr: 'Quand ouvrez-vous ?' } },
          { code: 'Q2', label: 'Loyer', type: 'AMOUNT' },
        ],
      },
    },
    receipt: {
      type: 'cofund-receipt/1',
      number: 'R-2023-11-00007-1',
      keyId: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
      application: { id: 'x', number: '2023-11-00007', title: 'Requalification d’une gare', department: '11' },
      version: 1,
      call: { id: 'y', title: 'Fonds d’innovation', edition: 2023, specification: 1 },
      organisation: { name: 'Commune de Lézignan', siret: '21110203500016', holderType: 'COMMUNE' },
      submittedAt: '2023-08-31T21:59:59.999Z',
      legalTime: { zone: 'Europe/Paris', local: '2023-08-31T23:59:59.999+02:00', text: '31 août 2023 à 23:59 (heure de Paris)' },
      deadlineAt: '2023-08-31T21:59:59.999Z',
      graceSeconds: 0,
      withinGrace: false,
      late: false,
      content: { sha256: sha256Hex(canonicalJson(whole)), fields: {} },
      documents: [],
      files: [{ code: 'RIB', version: 2, name: 'rib.pdf', size: 1234, sha256: 'a'.repeat(64) }],
      ...receipt,
    },
  };
}

const draw = (source: PaperSource): Promise<Buffer> => {
  const { receipt } = source;
  const { application, organisation, number, submittedAt } = receipt;
  return drawDossier(paperOf(source), {
    title: application.title,
    author: organisation.name,
    receiptNumber: number,
    at: new Date(submittedAt),
  });
};

/** 0x80 to 0x9f of WinAnsi; the decoder of Node reads them as Latin-1. */
const HIGH = Array.from('€\u0000‚ƒ„…†‡ˆ‰Š‹Œ\u0000Ž\u0000\u0000‘’“”•–—˜™š›œ\u0000žŸ');
const decode = (hex: string): string =>
  Array.from(Buffer.from(hex, 'hex'), (code) => HIGH[code - 0x80] ?? String.fromCharCode(code)).join('');

/** Text of each page, from the operators that show text: what a reader sees, not what the program meant. */
function pagesOf(pdf: Buffer): string[] {
  return pdf
    .toString('latin1')
    .split(/\bstream\n/)
    .slice(1)
    .map((part) => part.split('endstream')[0] ?? '')
    .filter((part) => part.includes(' TJ'))
    .map((stream) =>
      [...stream.matchAll(/\[([^\]]*)\] TJ/g)]
        .map(([, shown = '']) => [...shown.matchAll(/<([0-9a-f]*)>/g)].map(([, hex = '']) => decode(hex)).join(''))
        .join('\n'),
    );
}
const words = (pdf: Buffer): string =>
  pagesOf(pdf)
    .map((page) => page.replace(/Accusé de réception \S+\nPage \d+ \/ \d+$/, ''))
    .join('\n')
    .replace(/\s+/g, ' ');

describe('the dossier as a PDF', () => {
  it('holds all that was filed, in French, with amounts by year and totals computed', async () => {
    const text = words(await draw(sourceOf()));
    for (const part of [
      'Requalification d’une gare',
      'Dossier tel que déposé, version 1',
      'Fonds d’innovation (édition 2023, cahier des charges n° 1)',
      '31 août 2023 à 23:59 (heure de Paris)',
      'Commune de Lézignan',
      '211 102 035 00016',
      FIPE_2023.axes[0]?.label ?? '',
      '1er octobre 2023',
      '36 mois',
      '1 240',
      'avec « un espace » intergénérationnel : 12 000 € d’œuvres.',
      'Année 2023',
      'Équipe éducative',
      '80 000,00 €',
      'Année 2024',
      '56 000,01 €',
      '80 000,02 €',
      '160 000,02 €',
      '112 000,01 €',
      '3 000,00 €',
      'Quand ouvrez-vous ?',
      'Oui, dès janvier',
      '12 500,00 €',
      'mois : janvier ; places : 12',
      'Places créées',
      'label : Places ; target : 24',
      'jointe : budget.pdf',
      'à venir',
      'rib.pdf (version 2, 1234 octets)',
      'Clé de signature (Ed25519)',
    ]) {
      expect(text).toContain(part);
    }
    expect(text.replace(/ /g, '')).toContain('a'.repeat(64));
    expect(text.replace(/ /g, '')).toContain(sourceOf().receipt.content.sha256);
  });

  it('has the receipt’s number and the page’s on each page, a language, a title and a structure', async () => {
    const lines = Array.from({ length: 120 }, (_, index) => ({
      side: 'EXPENSE' as const,
      nature: 'STAFF' as const,
      year: 2023,
      label: `Ligne ${index}`,
      cents: index,
    }));
    const pdf = await draw(sourceOf({ budget: { lines } }));
    const pages = pagesOf(pdf);
    expect(pages.length).toBeGreaterThan(3);
    for (const [index, page] of pages.entries()) {
      expect(page).toContain('Accusé de réception R-2023-11-00007-1');
      expect(page).toContain(`Page ${index + 1} / ${pages.length}`);
    }
    expect(pages.filter((page) => page.includes('Intitulé')).length).toBeGreaterThan(2);
    for (let index = 0; index < 120; index += 1) expect(pages.join('\n')).toContain(`Ligne ${index}\n`);
    const raw = pdf.toString('latin1');
    expect(raw).toContain('/Lang (fr-FR)');
    expect(raw).toContain('/Marked true');
    expect(raw).toContain('/StructTreeRoot');
    expect(raw).toContain('/DisplayDocTitle true');
    for (const tag of ['/S /Document', '/S /H1', '/S /H2', '/S /Table', '/S /TR', '/S /TH', '/S /TD']) expect(raw).toContain(tag);
  });

  it('is the same bytes each time, and others for another version', async () => {
    const hash = async (source: PaperSource): Promise<string> =>
      createHash('sha256')
        .update(await draw(source))
        .digest('hex');
    const first = await hash(sourceOf());
    expect(await hash(sourceOf())).toBe(first);
    expect(await hash(sourceOf({}, { version: 2 }))).not.toBe(first);
    expect(await hash(sourceOf({}, { submittedAt: '2023-08-31T21:59:59.998Z' }))).not.toBe(first);
  });

  it('says that a dossier is late, or within the grace', async () => {
    expect(words(await draw(sourceOf({}, { late: true })))).toContain('Reçu après la date limite.');
    expect(words(await draw(sourceOf({}, { withinGrace: true, graceSeconds: 30 })))).toContain('tolérance de 30 secondes');
  });

  it('holds an empty dossier', async () => {
    const empty: PaperSource = { ...sourceOf(), content: {}, specification: {} };
    expect(words(await draw(empty))).toContain('Non renseigné');
  });

  it('stands hostile texts, and says what it could not print', async () => {
    const text = words(
      await draw(
        sourceOf({
          summary: `${'x'.repeat(30_000)}\n\u202eabc\u202c \u0000\u0007\u001b[31m ((\\) >> stream endstream שלום 漢字 ${'\n'.repeat(300)}fin`,
          partners: Array.from({ length: 200 }, (_, index) => `ligne ${index}`).join('\n'),
          targetPublic: 'é'.normalize('NFD').repeat(700),
          answers: Object.fromEntries(
            Array.from({ length: 60 }, (_, index) => [`Q${index}`, { a: { b: { c: { d: { e: [index] } } } } }]),
          ),
        }),
      ),
    );
    expect(text.replace(/[ \n]/g, '').includes('x'.repeat(30_000))).toBe(true);
    expect(text).toContain('abc [31m ((\\) >> stream endstream ???? ??');
    expect(text).toContain('fin');
    expect(text).toContain('ligne 199');
    expect(text).toContain('6 caractère(s)');
  });

  it('takes bounded time and memory, whatever the text', async () => {
    const before = process.memoryUsage().rss;
    const started = performance.now();
    let longest = 0;
    let last = performance.now();
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    const pdf = await draw(sourceOf({ summary: 'mot '.repeat(500_000), partners: 'y'.repeat(500_000) }));
    clearInterval(beat);
    expect(words(pdf)).toContain('Document abrégé');
    console.info(
      `largest dossier: ${Math.round(performance.now() - started)} ms, longest stop ${Math.round(longest)} ms, ${Math.round(pdf.length / 1e6)} MB`,
    );
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(longest).toBeLessThan(1_500);
    expect(process.memoryUsage().rss - before).toBeLessThan(400e6);
  }, 60_000);

  it('never breaks on any text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        async (one, two) => {
          const pdf = await draw(sourceOf({ summary: one, place: two, answers: { [one.slice(0, 20)]: two } }, { number: 'R-1' }));
          expect(pdf.subarray(0, 8).toString('latin1')).toBe('%PDF-1.7');
          expect(words(pdf)).toContain('Preuve du dépôt');
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe('what the standard fonts print', () => {
  it.each([
    ['€ é œ Œ ’ « » – … Ÿ ž', '€ é œ Œ ’ « » – … Ÿ ž'],
    ['12\u202f000\u00a0€', '12\u00a0000\u00a0€'],
    ['e\u0301', 'é'],
    ['ﬁn ４２', 'fin 42'],
    ['Łódź ā', '?ódz a'],
    ['≥ 80 % → ☑', '>= 80 % -> [x]'],
    ['a\u200b\u202eb\u0000c', 'abc'],
    ['a\r\nb\rc', 'a\nb\nc'],
  ])('%j is printed %j', (given, shown) => {
    expect(printable(given).text).toBe(shown);
  });

  it('prints only WinAnsi, and counts what it replaced', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const { text, replaced } = printable(value);
        expect(text).toMatch(/^[\n\u0020-\u007e\u00a0-\u00ffƒ–—‘’‚“”„†‡•…€‰‹›ˆ™Œœ˜ŠšŸŽž]*$/);
        expect(Array.from(text).filter((character) => character === UNPRINTABLE).length).toBeGreaterThanOrEqual(replaced);
      }),
    );
    expect(printable('漢字')).toEqual({ text: '??', replaced: 2 });
  });
});
