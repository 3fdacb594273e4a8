import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import { AGREEMENT_MODELS } from '../calls/agreement-models.rules.js';
import { FIPE_2023 } from '../calls/templates/fipe-2023.js';
import type { AgreementData } from './agreement-data.js';
import { drawAgreement, TEMPLATES } from './agreement-document.js';
import { agreementV1 } from './templates/agreement.v1.js';

const DECISION = { number: 'ARR-2023-17', date: '2023-11-20', authority: 'Préfet de la Lozère', delegation: null };
const DATA: AgreementData = {
  agreementId: '0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a11',
  awardId: '0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a12',
  draftedAt: '2023-11-21T09:00:00.000Z',
  form: 'TRIPARTITE',
  model: { code: 'standard', version: 1 },
  call: { title: 'Petite enfance', edition: 2023 },
  application: { number: '2023-48-00007', title: 'Micro-crèche « des Minimes »', submittedVersion: 1 },
  holder: { name: 'Association Les Minimes', siret: '12345678901234', rna: 'W482000123', holderType: 'ASSOCIATION' },
  object: {
    summary: 'Une micro-crèche dans une ancienne gare.',
    place: 'Mende',
    targetPublic: 'Enfants de moins de trois ans',
    startsOn: '2023-10-01',
    endsOn: '2026-09-30',
  },
  budget: [{ year: 2023, expensesCents: '8571430', grantedCents: '6000001' }],
  planAccepted: false,
  funders: [
    { code: 'STATE', name: 'État', decision: DECISION, years: [{ year: 2023, cents: '3000001' }], totalCents: '3000001' },
    {
      code: 'CNAF',
      name: 'Cnaf',
      decision: { ...DECISION, number: 'CA-7', delegation: { reference: 'RAA 118', from: '2023-09-12', to: '2024-09-11' } },
      years: [{ year: 2023, cents: '3000000' }],
      totalCents: '3000000',
    },
  ],
  totalCents: '6000001',
  terms: FIPE_2023.agreement!.terms!,
  republicanContract: true,
};

/** Published models wrote agreements that are kept: they are never edited. What must change is a new version, with its own line here. */
const SOURCES: Readonly<Record<string, string>> = {
  'agreement.v1': '299ad850ca056bd5ed2f060dfde1030da4089f51ff23e927b54cbe1d97098b84',
};
const OUTPUT = '9ef8de935fd03652e824dd1fa7db704cfe4e14374c00976d01ba7011a22d452b';

describe('models of agreements', () => {
  it.each(Object.entries(SOURCES))('%s is as it was published', (name, hash) => {
    expect(sha256Hex(readFileSync(new URL(`./templates/${name}.ts`, import.meta.url), 'utf8'))).toBe(hash);
  });

  it('give the same agreement for the same data as when they were published, to the byte', async () => {
    expect(sha256Hex(canonicalJson(agreementV1(DATA)))).toBe(OUTPUT);
    const [one, other] = [await drawAgreement(DATA, 'standard', 1), await drawAgreement(DATA, 'standard', 1)];
    expect(one.pdf.equals(other.pdf)).toBe(true);
    expect(one.pdfSha256).toBe(createHash('sha256').update(one.pdf).digest('hex'));
    await expect(drawAgreement(DATA, 'standard', 2)).rejects.toThrow(RangeError);
  });

  it('are those that a call may choose', () => {
    expect(
      Object.fromEntries(Object.entries(TEMPLATES).map(([code, versions]) => [code, versions.map((_, index) => index + 1)])),
    ).toEqual(AGREEMENT_MODELS);
  });

  it('say what the law asks for: object, amounts per funder and year, payment, use, control, evaluation, unspent amount', () => {
    const text = JSON.stringify(agreementV1(DATA).blocks).replaceAll(/\s/g, ' ');
    for (const part of [
      'Une micro-crèche dans une ancienne gare.',
      '30 000,01 €',
      '30 000,00 €',
      '60 000,01 €',
      ...Object.values(DATA.terms),
      'contrat d’engagement républicain',
      'SIRET 12345678901234, RNA W482000123',
      'par délégation de signature (RAA 118, du 12 septembre 2023 au 11 septembre 2024)',
      'Chaque financeur ne s’engage que pour sa part.',
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/undefined|null|\[object/);
    const bilateral = JSON.stringify(
      agreementV1({ ...DATA, form: 'BILATERAL', funders: DATA.funders.slice(0, 1), republicanContract: false }),
    );
    expect(bilateral).toContain('Les autres financeurs du projet s’engagent chacun par leur propre acte.');
    expect(bilateral).not.toContain('qu’il a souscrit');
  });
});
