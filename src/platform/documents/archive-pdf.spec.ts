import { createHash } from 'node:crypto';

import fc from 'fast-check';

import { paragraphsOf, plainTextOf, type ArchiveBlock, type ArchiveDocument } from './archive-document.js';
import { drawArchivePdf } from './archive-pdf.js';

const BLOCKS: readonly ArchiveBlock[] = [
  { kind: 'title', text: 'Dossier non retenu — 2023-31-00001' },
  { kind: 'heading', text: 'Motifs' },
  { kind: 'paragraph', text: 'Le besoin n’est pas établi : 12\u202f000 € d’œuvres.\nDeuxième ligne.' },
  { kind: 'list', items: ['Relevé d’identité bancaire', 'Budget'] },
  {
    kind: 'table',
    columns: [
      { title: 'Année', share: 0.3 },
      { title: 'Montant', share: 0.7, right: true },
    ],
    rows: [
      ['2023', '12 500,01 €'],
      ['2024', '12 500,00 €'],
    ],
  },
];
const documentOf = (change: Partial<ArchiveDocument> = {}): ArchiveDocument => ({
  title: 'Dossier non retenu — Crèche & <jardin>',
  author: 'Camille Martin',
  reference: 'Lettre 0193f4a2',
  at: new Date('2023-11-20T09:00:00Z'),
  blocks: BLOCKS,
  ...change,
});
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const latin = (bytes: Buffer): string => bytes.toString('latin1');

describe('archived documents', () => {
  it('are drawn as PDF/A-3a, tagged, in French, with their own fonts and no other', async () => {
    const bytes = await drawArchivePdf(documentOf());
    const source = latin(bytes);
    expect(source.startsWith('%PDF-1.7')).toBe(true);
    expect(source.trimEnd().endsWith('%%EOF')).toBe(true);
    expect(source).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(source).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
    expect(source).toContain('/GTS_PDFA1');
    expect(source).toContain('/Lang (fr-FR)');
    expect(source).toContain('/Marked true');
    for (const tag of ['/S /H1', '/S /H2', '/S /P', '/S /L', '/S /Table', '/S /TH', '/S /TD']) expect(source).toContain(tag);
    const fonts = [...source.matchAll(/\/FontName \/([A-Z]{6}\+\S+)/g)].map(([, name]) => name?.slice(7));
    expect(fonts.sort()).toEqual(['DejaVuSans', 'DejaVuSans-Bold']);
    expect(source.match(/\/FontFile2 /g)).toHaveLength(2);
    expect(source).not.toContain('Helvetica');
  });

  it('keep their properties well-formed whatever a title holds', async () => {
    const source = Buffer.from(await drawArchivePdf(documentOf())).toString('utf8');
    const [xmp = ''] = /<x:xmpmeta[^]*<\/x:xmpmeta>/.exec(source) ?? [];
    expect(xmp).toContain('Crèche et ‹jardin›');
    expect(xmp.replace(/<\/?[a-zA-Z:]+(?: [\w:]+="[^"]*")*\/?>/g, '')).not.toMatch(/[<>&]/);
  });

  it('have the same bytes each time, and others as soon as anything differs', async () => {
    const hashes = await Promise.all(
      [
        documentOf(),
        documentOf({ blocks: [...BLOCKS] }),
        documentOf({ at: new Date('2023-11-20T09:00:01Z') }),
        documentOf({ blocks: BLOCKS.slice(1) }),
        documentOf({ reference: 'Lettre 0193f4a3' }),
      ].map(async (document) => sha256(await drawArchivePdf(document))),
    );
    expect(hashes[1]).toBe(hashes[0]);
    expect(new Set(hashes).size).toBe(4);
  });

  it('are drawn whatever people write, over as many pages as it takes', async () => {
    const long = await drawArchivePdf(
      documentOf({ blocks: [{ kind: 'paragraph', text: 'Motif très détaillé. '.repeat(1_000) }, ...BLOCKS] }),
    );
    expect(latin(long).match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(2);
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        const blocks: ArchiveBlock[] = [
          { kind: 'paragraph', text: value },
          { kind: 'list', items: [value] },
          { kind: 'table', columns: [{ title: value, share: 1 }], rows: [[value]] },
        ];
        const bytes = await drawArchivePdf(documentOf({ title: value, blocks }));
        expect(latin(bytes).startsWith('%PDF-1.7')).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('give their text to a mail word for word, a line an item and a row', () => {
    const document = documentOf();
    expect(paragraphsOf(document)).toEqual([
      'Motifs',
      'Le besoin n’est pas établi : 12\u202f000 € d’œuvres.\nDeuxième ligne.',
      '– Relevé d’identité bancaire',
      '– Budget',
      'Année : 2023 ; Montant : 12 500,01 €',
      'Année : 2024 ; Montant : 12 500,00 €',
    ]);
    expect(plainTextOf(document).split('\n\n')).toEqual(paragraphsOf(document));
  });
});
