import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import fc from 'fast-check';

import { makeApplication, makeContent, makeOrganisation, type MadeOrganisation } from '../../../test/support/applications.js';
import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { FORMULAS, storedTexts } from '../../../test/support/formulas.js';
import { newId } from '../../kernel/ids.js';
import { CSV, XLSX } from '../../platform/http/raw-body.js';
import type { ApplicationContent, Budget } from './application-content.js';
import { FAMILIES, NATURES } from './budget-labels.rules.js';

interface Sent {
  readonly status: number;
  readonly etag: string | null;
  readonly body: {
    readonly code?: string;
    readonly version?: number;
    readonly content?: ApplicationContent;
    readonly errors?: { pointer: string; message: string }[];
  };
}
type Row = readonly (string | number | boolean | Date | object | null)[];

const HEADER = ['Sens', 'Poste', 'Année', 'Libellé', 'ETP', 'Montant (EUR)'];
const euros = fc.integer({ min: 0, max: 1_000_000_000_00 });
const year = fc.integer({ min: 2000, max: 2100 });
const line = fc.oneof(
  fc.record(
    {
      side: fc.constant('EXPENSE' as const),
      nature: fc.constantFrom(...NATURES.filter((nature) => nature !== 'STAFF')),
      year,
      label: storedTexts,
      cents: euros,
    },
    { noNullPrototype: true },
  ),
  fc.record(
    {
      side: fc.constant('EXPENSE' as const),
      nature: fc.constant('STAFF' as const),
      year,
      label: storedTexts,
      cents: euros,
      fte: fc.integer({ min: 0, max: 100_000 }),
    },
    { noNullPrototype: true, requiredKeys: ['side', 'nature', 'year', 'label', 'cents'] },
  ),
  fc.record(
    { side: fc.constant('INCOME' as const), family: fc.constantFrom(...FAMILIES), year, label: storedTexts, cents: euros },
    { noNullPrototype: true },
  ),
);
const inKind = fc.record({ year, label: storedTexts, cents: euros }, { noNullPrototype: true });
const budgets: fc.Arbitrary<Budget> = fc.oneof(
  fc.record(
    { lines: fc.array(line, { minLength: 1, maxLength: 8 }), inKind: fc.array(inKind, { minLength: 1, maxLength: 3 }) },
    { noNullPrototype: true },
  ),
  fc.record({ lines: fc.array(line, { minLength: 1, maxLength: 8 }), inKindCents: euros }, { noNullPrototype: true }),
);
const requests = fc.uniqueArray(fc.record({ year, cents: euros }, { noNullPrototype: true }), {
  selector: (one) => one.year,
  minLength: 1,
  maxLength: 3,
});

describe('the budget as a sheet', () => {
  let app: TestApp;
  let call: MadeCall;
  let organisation: MadeOrganisation;
  let editor: TestActor;

  beforeAll(async () => {
    app = await TestApp.start();
    call = await makeCall(app);
    organisation = await makeOrganisation(app, { department: '11' });
    editor = await app.actor({ role: 'HOLDER_EDITOR', organisationId: organisation.id });
  });
  afterAll(() => app.stop());

  const draft = (content: ApplicationContent = {}, state: 'DRAFT' | 'SUBMITTED' = 'DRAFT'): ReturnType<typeof makeApplication> =>
    makeApplication(app, { call, organisation, department: '11', state, content });
  const url = (id: string, rest: string): string => `${app.address}/v1/applications/${id}${rest}`;
  async function download(
    id: string,
    format: 'xlsx' | 'csv',
    actor = editor,
  ): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
    const reply = await fetch(url(id, `/budget.${format}`), { headers: { authorization: `Bearer ${actor.token}` } });
    return { status: reply.status, headers: reply.headers, bytes: Buffer.from(await reply.arrayBuffer()) };
  }
  interface Upload {
    readonly actor?: TestActor;
    readonly ifMatch?: number | null;
    readonly key?: string;
    readonly media?: string;
  }
  async function upload(
    id: string,
    bytes: Buffer | string,
    { actor = editor, ifMatch = 1, key = newId(), media = CSV }: Upload = {},
  ): Promise<Sent> {
    const headers = {
      authorization: `Bearer ${actor.token}`,
      'content-type': media,
      'idempotency-key': key,
      ...(ifMatch !== null && { 'if-match': `"${ifMatch}"` }),
    };
    const reply = await fetch(url(id, '/budget/import'), { method: 'POST', headers, body: bytes });
    return { status: reply.status, etag: reply.headers.get('etag'), body: (await reply.json()) as Sent['body'] };
  }
  const stored = async (id: string): Promise<ApplicationContent> =>
    (await app.get<{ content: ApplicationContent }>(`/v1/applications/${id}`, editor)).body.content;
  const workbook = async (
    rows: readonly Row[],
    change: (sheet: ExcelJS.Worksheet) => void = () => undefined,
  ): Promise<Buffer> => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('Budget');
    for (const row of rows) sheet.addRow([...row]);
    change(sheet);
    return Buffer.from(await book.xlsx.writeBuffer());
  };
  const cells = ({ body: { errors = [] } }: Sent): string[] => errors.map(({ pointer }) => pointer);

  it.each(['xlsx', 'csv'] as const)(
    'comes back from %s as it went out',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(budgets, requests, async (budget, requestedYears) => {
          const { id } = await draft({ budget, requestedYears, summary: 'Un projet.' });
          const { bytes } = await download(id, format);
          const target = await draft({
            budget: { lines: [] },
            requestedYears: [{ year: 2023, cents: 1 }],
            summary: 'Un projet.',
          });
          const sent = await upload(target.id, bytes, { media: format === 'csv' ? CSV : XLSX });
          expect([sent.status, sent.body.errors]).toEqual([200, undefined]);
          expect(await stored(target.id)).toEqual({ budget, requestedYears, summary: 'Un projet.' });
        }),
        { numRuns: 40 },
      );
    },
    120_000,
  );

  it('goes out as an attachment, with its version, without a formula and with numbers as amounts', async () => {
    const lines = FORMULAS.map((label) => label.trim()).map((label) => ({
      side: 'EXPENSE' as const,
      nature: 'STAFF' as const,
      year: 2023,
      label,
      cents: 123_456,
      fte: 150,
    }));
    const { id } = await draft({ budget: { lines } });
    const xlsx = await download(id, 'xlsx');
    expect([xlsx.status, xlsx.headers.get('content-type'), xlsx.headers.get('etag')]).toEqual([200, XLSX, '"1"']);
    expect(xlsx.headers.get('content-disposition')).toBe('attachment; filename="budget-brouillon.xlsx"');
    expect(xlsx.headers.get('x-content-type-options')).toBe('nosniff');
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(xlsx.bytes as never);
    expect(book.worksheets.map(({ name }) => name)).toEqual(['Budget', 'Plan calculé']);
    const formulas: unknown[] = [];
    book.eachSheet((sheet) => {
      sheet.eachRow((row) => {
        row.eachCell((cell) => formulas.push(cell.formula));
      });
    });
    expect(formulas.filter((formula) => formula !== undefined)).toEqual([]);
    const budget = book.getWorksheet('Budget');
    for (const index of lines.keys())
      expect(budget?.getRow(index + 2).values).toEqual([
        undefined,
        'Dépense',
        'Personnel',
        2023,
        expect.any(String),
        1.5,
        1234.56,
      ]);
    const plan = book.getWorksheet('Plan calculé');
    const total = (123_456 * lines.length) / 100;
    expect(plan?.getRow(6).values).toEqual([undefined, 'Total des dépenses', total, total]);

    const csv = await download(id, 'csv');
    expect([csv.status, csv.headers.get('content-type')]).toEqual([200, `${CSV}; charset=utf-8`]);
    const text = csv.bytes.toString('utf8');
    expect(text.startsWith('\ufeffSens;Poste;Année;Libellé;ETP;Montant (EUR)\r\n')).toBe(true);
    // Each row's own end is a number; a label with a line break holds no row of its own.
    expect(text.match(/;1,50;1234,56\r\n/g)).toHaveLength(lines.length);
    const read = parse(text, { delimiter: ';', bom: true }).flat();
    expect(read).toHaveLength(6 * (lines.length + 1));
    expect(read.filter((cell) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell))).toEqual([]);
  });

  it('is filled in from the sheet of an empty draft, as a French spreadsheet saves it', async () => {
    const { id } = await draft({ requestedYears: [{ year: 2023, cents: 100 }], summary: 'Un projet.' });
    expect((await download(id, 'csv')).bytes.toString('utf8').split('\r\n')[1]).toBe('Aide demandée;;2023;;;1,00');
    const sheet = [
      'Budget du projet;;;;;',
      'SENS;Nature ou famille;annee;Intitulé;;Montant',
      'dépense;PERSONNEL;2023;"Équipe; deux personnes";;1 234,50 €',
      'Dépenses;Fonctionnement;2023;Loyers;;1\u202f000\u00a0000',
      'Total;;;;;1 001 234,50',
      ';;;Sous-total 2023;;5',
      ';;;;;',
      'Recette;État;2023;DETR;;0,5',
      'recette;fonds propres;2024;Commune;;7',
    ].join('\r\n');
    const sent = await upload(id, Buffer.from(`\ufeff${sheet}`));
    expect([sent.status, sent.etag, sent.body.version]).toEqual([200, '"2"', 2]);
    // Nothing is asked in the sheet: what was asked stays.
    expect(await stored(id)).toEqual({
      summary: 'Un projet.',
      requestedYears: [{ year: 2023, cents: 100 }],
      budget: {
        lines: [
          { side: 'EXPENSE', nature: 'STAFF', year: 2023, label: 'Équipe; deux personnes', cents: 123_450 },
          { side: 'EXPENSE', nature: 'OPERATING', year: 2023, label: 'Loyers', cents: 100_000_000 },
          { side: 'INCOME', family: 'STATE', year: 2023, label: 'DETR', cents: 50 },
          { side: 'INCOME', family: 'OWN', year: 2024, label: 'Commune', cents: 700 },
        ],
      },
    });
  });

  it('takes the saved result of a calculation, rich texts and links', async () => {
    const { id } = await draft();
    const sheet = await workbook([
      HEADER,
      [
        'Dépense',
        'Personnel',
        2023,
        { richText: [{ text: 'Équipe ' }, { font: { bold: true }, text: 'éducative' }] },
        1.5,
        { formula: 'F9*2', result: 0.1 + 0.2 },
      ],
      ['Recette', 'Fonds propres', '2023', { text: 'Mairie', hyperlink: 'http://x.invalid' }, null, '1 234,5'],
      ['Aide demandée', null, 2023, null, null, 10],
      ['En nature', null, null, null, null, 30],
    ]);
    expect((await upload(id, sheet, { media: XLSX })).status).toBe(200);
    expect(await stored(id)).toEqual({
      budget: {
        lines: [
          { side: 'EXPENSE', nature: 'STAFF', year: 2023, label: 'Équipe éducative', cents: 30, fte: 150 },
          { side: 'INCOME', family: 'OWN', year: 2023, label: 'Mairie', cents: 123_450 },
        ],
        inKindCents: 3000,
      },
      requestedYears: [{ year: 2023, cents: 1000 }],
    });
  });

  it('names every faulty cell at once, and stores nothing', async () => {
    const before = makeContent(call);
    const { id } = await draft(before);
    const sheet = await workbook(
      [
        HEADER,
        ['Dépense', 'Personnel', 2023, 'Bonne ligne', 1, 100],
        ['Dépanse', 'Personnel', 2023, 'x', null, 100],
        ['Dépense', 'Loyers', 'l’an prochain', null, null, 10.005],
        ['Recette', 'Personnel', 1999, 'x'.repeat(201), null, -5],
        ['Dépense', 'Investissement', new Date('2023-01-01'), 'x', 1, new Date('2023-01-02')],
        ['Recette', 'État', 2023, 'x', 2, '1.234,56'],
        ['Recette', 'État', 2023, 'x', null, { formula: 'A1' }],
        ['Recette', 'État', 2023, 'x', null, { error: '#REF!' }],
        ['Recette', 'État', 2023, true, null, 1e15],
        ['Aide demandée', null, 2023, null, null, 1],
        ['Aide demandée', null, 2023, null, null, 1],
        ['Recette', 'État', 2023, 'Masquée', null, 1],
        ['Recette', 'État', 2023, 'Fusionnée', null, 1],
        ['Recette', 'État', 2023, 'Fusionnée', null, 1],
        ['En nature', null, 2023, 'x', null, 1],
        ['En nature', null, null, null, null, 1],
      ],
      (made) => {
        made.getRow(13).hidden = true;
        made.mergeCells('F14:F15');
        // Outside the columns that are read.
        made.mergeCells('H2:I40');
      },
    );
    const sent = await upload(id, sheet, { media: XLSX });
    expect([sent.status, sent.body.code]).toEqual([400, 'validation-failed']);
    expect(cells(sent)).toEqual([
      '/rows/14',
      '/rows/3/side',
      '/rows/4/amount',
      '/rows/4/year',
      '/rows/4/label',
      '/rows/4/item',
      '/rows/5/amount',
      '/rows/5/item',
      '/rows/6/amount',
      '/rows/6/year',
      '/rows/6/fte',
      '/rows/7/amount',
      '/rows/7/fte',
      '/rows/8/amount',
      '/rows/9/amount',
      '/rows/10/amount',
      '/rows/10/label',
      '/rows/13',
      '/rows/12',
      '/rows/17',
    ]);
    const said = Object.fromEntries((sent.body.errors ?? []).map(({ pointer, message }) => [pointer, message]));
    expect(said['/rows/3/side']).toBe('Ligne 3, colonne A (Sens) : écrivez Dépense, Recette, Aide demandée, En nature.');
    expect(said['/rows/4/amount']).toBe('Ligne 4, colonne F (Montant (EUR)) : arrondissez à deux décimales.');
    expect(said['/rows/14']).toBe('Ligne 14 : défusionnez les cellules F14:F15 et remplissez chacune.');
    expect(said['/rows/6/year']).toContain('format Date');
    expect(said['/rows/8/amount']).toContain('formule sans résultat');
    expect(await stored(id)).toEqual(before);

    // The limits of the JSON body, told of the cell.
    const limits = await upload(
      id,
      await workbook([
        HEADER,
        ['Dépense', 'Personnel', 1999, 'x'.repeat(201), 5000, 1],
        ['Aide demandée', null, 2101, null, null, 1],
        ['En nature', null, null, null, null, 2e12],
      ]),
      { media: XLSX },
    );
    expect(cells(limits)).toEqual(['/rows/2/year', '/rows/2/label', '/rows/2/fte', '/rows/4/amount', '/rows/3/year']);
    expect(limits.body.errors?.[1]?.message).toBe('Ligne 2, colonne D (Libellé) : Texte trop long.');
    const long = ['Sens;Poste;Année;Libellé;Montant', ...Array.from({ length: 201 }, () => 'Recette;État;2023;x;1')].join('\n');
    expect(cells(await upload(id, long))).toEqual(['/rows']);
    expect(await stored(id)).toEqual(before);
  });

  it.each([
    ['no header', 'Dépense;Personnel;2023;x;;1', '/rows/1'],
    ['a header alone', HEADER.join(';'), '/rows'],
    ['quotes that do not match', `${HEADER.join(';')}\nDépense;Personnel;2023;"x;;1`, ''],
  ])('refuses %s', async (_, text, pointer) => {
    const { id } = await draft();
    const sent = await upload(id, text);
    expect([sent.status, cells(sent)]).toEqual([400, [pointer]]);
  });

  it('takes files on this route alone, of these kinds, up to a limit', async () => {
    const { id } = await draft();
    const text = `${HEADER.join(';')}\nRecette;État;2023;x;;1`;
    for (const [media, refused] of [
      ['application/json', 400],
      ['text/plain', 400],
      ['application/pdf', 415],
    ] as const) {
      const sent = await upload(id, media === 'application/json' ? '{}' : text, { media });
      expect([media, sent.status]).toEqual([media, refused]);
    }
    expect((await upload(id, '')).status).toBe(400);
    expect((await upload(id, Buffer.alloc(1024 * 1024 + 1, 0x3b))).status).toBe(413);
    // A workbook said to be CSV, and the reverse.
    expect((await upload(id, await workbook([HEADER]))).status).toBe(400);
    expect((await upload(id, text, { media: XLSX })).status).toBe(400);
    expect((await upload(id, text, { media: 'Text/CSV; charset=utf-8' })).status).toBe(200);
    const elsewhere = await fetch(`${app.address}/v1/applications`, {
      method: 'POST',
      headers: { authorization: `Bearer ${editor.token}`, 'content-type': CSV, 'idempotency-key': newId() },
      body: text,
    });
    expect(elsewhere.status).toBe(415);
  });

  it('is an edit: theirs, of this version, while it may be edited, once for a key', async () => {
    const { id } = await draft();
    const text = `${HEADER.join(';')}\nRecette;État;2023;x;;1`;
    const stranger = await app.actor({ role: 'HOLDER_EDITOR', organisationId: (await makeOrganisation(app)).id });
    const caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-11' });
    expect((await upload(id, text, { ifMatch: null })).status).toBe(428);
    expect((await upload(id, text, { ifMatch: 9 })).status).toBe(412);
    expect((await upload(id, text, { actor: stranger })).status).toBe(404);
    expect((await upload(id, text, { actor: caf })).status).toBe(403);
    for (const format of ['xlsx', 'csv'] as const) {
      expect((await download(id, format, stranger)).status).toBe(404);
      expect((await download(id, format, caf)).status).toBe(404);
    }
    const key = newId();
    const first = await upload(id, text, { key });
    expect(first.status).toBe(200);
    expect((await upload(id, text, { key })).body).toEqual(first.body);
    expect((await upload(id, `${text}\nRecette;État;2023;y;;1`, { key })).body.code).toBe('idempotency-key-reused');
    const racing = await Promise.all(Array.from({ length: 10 }, (_, index) => upload(id, `${text}${index}`, { ifMatch: 2 })));
    expect(racing.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);

    const filed = await draft(makeContent(call), 'SUBMITTED');
    expect((await upload(filed.id, text)).body.code).toBe('transition-not-allowed');
    const file = await download(filed.id, 'xlsx', caf);
    expect([file.status, file.headers.get('content-disposition')]).toEqual([
      200,
      `attachment; filename="budget-${String(filed.number)}.xlsx"`,
    ]);
  });
});
