// The file that leaves for the bank, against the schema of its standard and the characters of the SEPA.

import fc from 'fast-check';

import { faultsOfPain001, schemaHash } from '../../../test/support/pain-schema.js';
import { accountFaults } from './bank-details.rules.js';
import type { BatchOrder, BatchRow } from './batches.store.js';
import { writePain001 } from './pain001.js';
import { sepaText } from './sepa-text.rules.js';

const BATCH: BatchRow = {
  id: '0193a5b0-7c1e-7f00-8a2b-0123456789ab',
  callId: 'c',
  callTitle: 'Petite enfance',
  funderCode: 'CNAF',
  funderName: 'Cnaf',
  officerRole: 'CNAF_OFFICER',
  number: 1,
  departments: ['48'],
  executionOn: '2023-11-22',
  debtorName: 'Caf de la Lozère',
  debtorIban: 'FR7630006000011234567890189',
  debtorBic: 'AGRIFRPP',
  createdAt: new Date('2023-11-20T09:00:00.123Z'),
  count: 1,
  totalCents: 1n,
  interestedPersonIds: [],
};
const ORDER: BatchOrder = {
  paymentId: 'p',
  number: 123n,
  line: 1,
  cents: 1_250_001n,
  bankDetailsId: 'b',
  iban: 'FR1420041010050500013M02606',
  bic: 'PSSTFRPPXXX',
  accountHolder: 'COMMUNE DE MENDE',
  applicationNumber: '2023-48-00007',
  year: 2023,
};
const written = (batch: Partial<BatchRow> = {}, ...orders: Partial<BatchOrder>[]): string =>
  writePain001(
    { ...BATCH, ...batch },
    (orders.length === 0 ? [{}] : orders).map((order) => ({ ...ORDER, ...order })),
  ).toString();
const texts = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'g'))].map(([, text = '']) =>
    text.replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
  );
const SEPA = /^[A-Za-z0-9/?:().,'+ -]*$/;

describe('pain.001', () => {
  it('is valid against the published schema, which refuses what is out of order, too long or of a wrong form', () => {
    expect(schemaHash()).toBe('ae2bbba02a6be0119a26f4afcb65ced067453cb1b81d38b26bcc569f19eca93e');
    const xml = written({}, {}, { number: 124n, cents: 1n });
    expect(faultsOfPain001(xml)).toEqual([]);
    for (const [from, to, fault] of [
      ['<PmtMtd>TRF</PmtMtd>', '', /PmtMtd/],
      [/<MsgId>.*<\/MsgId>/, `<MsgId>${'x'.repeat(36)}</MsgId>`, /maxLength/],
      ['<BIC>AGRIFRPP</BIC>', '<BIC>AGRIFR00</BIC>', /pattern/],
      ['12500.01', '12500,01', /not a valid value/],
      ['<Nm>Caf de la Lozere</Nm>', '<Nm></Nm>', /minLength/],
    ] as const)
      expect(faultsOfPain001(xml.replace(from, to)).join('\n')).toMatch(fault);
  });

  it('gives the same identifiers and the same bytes each time, and others to another batch', () => {
    expect(written()).toBe(written());
    expect(texts(written(), 'MsgId')).toEqual(['0193a5b07c1e7f008a2b0123456789ab']);
    expect(texts(written(), 'PmtInfId')).toEqual(['CNAF-1-0123456789ab']);
    const other = { id: '0193a5b0-7c1e-7f00-8a2b-ffffffffffff' };
    expect(texts(written(other), 'PmtInfId')).toEqual(['CNAF-1-ffffffffffff']);
    expect(texts(written({}, {}, { number: 999_999_999n }), 'EndToEndId')).toEqual(['PAY-000000123', 'PAY-999999999']);
    const longest = { funderCode: 'CONSEIL_DEPARTEMENTAL_DE_LA_HAUTE-GARONN', number: 999_999_999 };
    expect(texts(written(longest), 'PmtInfId')).toEqual(['CONSEIL-DEPA-999999999-0123456789ab']);
    expect(faultsOfPain001(written(longest))).toEqual([]);
  });

  it('writes names and references in the characters that every bank takes, 70 and 140 of them at most', () => {
    expect(sepaText('Crèche « L’Œuf & la Poule » – Aÿ, Île-de-Bréhat', 70)).toBe("Creche L'OEuf + la Poule - Ay, Ile-de-Brehat");
    expect(sepaText('Straße Łódź ﬁlles №1', 70)).toBe('Strasse Lodz filles No1');
    const [name = ''] = texts(written({}, { accountHolder: 'Ligue de l’enseignement '.repeat(4) }), 'Nm').slice(-1);
    expect([name.length <= 70, name.trim()]).toEqual([true, name]);
    // A long title loses its own end: what tells the holder which payment it is stays.
    const [remittance = ''] = texts(written({ callTitle: 'Accueil du jeune enfant '.repeat(10) }), 'Ustrd');
    expect(remittance).toMatch(/^2023-48-00007 2023 Accueil du jeune enfant/);
    expect(remittance.length).toBeLessThanOrEqual(140);
    // A name of which nothing is left is refused when it is given.
    const account = { iban: ORDER.iban, bic: ORDER.bic };
    expect(accountFaults({ ...account, accountHolder: '—«»' }).map(({ rule }) => rule)).toEqual(['nameWritable']);
    expect(accountFaults({ ...account, bic: 'PSSTFR00', accountHolder: 'X' }).map(({ rule }) => rule)).toEqual(['bicValid']);
  });

  it('stays valid whatever a call or a holder is called', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 200 }));
    fc.assert(
      fc.property(text, text, text, fc.bigInt({ min: 1n, max: 99_999_999_999n }), (callTitle, debtor, holder, cents) => {
        const xml = written({ callTitle, debtorName: `Caf ${debtor}` }, { accountHolder: `Ligue ${holder}`, cents });
        expect(faultsOfPain001(xml)).toEqual([]);
        for (const found of [...texts(xml, 'Nm'), ...texts(xml, 'Ustrd')]) expect(found).toMatch(SEPA);
      }),
      { numRuns: 60 },
    );
  });
});
