import { readFileSync } from 'node:fs';

import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import type { AmendmentData } from './amendment-data.js';
import { drawAmendment } from './amendment-document.js';
import { amendmentV1 } from './templates/amendment.v1.js';

const DECISION = { number: 'AV-7', date: '2024-03-20', authority: 'Préfet de la Lozère', delegation: null };
const TEXT = { title: 'Micro-crèche', summary: 'Une micro-crèche.', object: null, startsOn: '2023-10-01', endsOn: '2026-09-30' };
const DATA: AmendmentData = {
  amendmentId: '0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a11',
  awardId: '0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a12',
  number: 2,
  kind: 'AMOUNT',
  writtenAt: '2024-03-21T09:00:00.000Z',
  call: { title: 'Petite enfance', edition: 2023 },
  application: { number: '2023-48-00007', title: 'Micro-crèche « des Minimes »' },
  reasons: 'Moins de places ouvertes.',
  holder: { name: 'Association Les Minimes', siret: '12345678901234' },
  newHolder: null,
  deed: null,
  holderCeased: false,
  before: TEXT,
  after: TEXT,
  lines: [{ side: 'EXPENSE', heading: 'STAFF', year: 2024, label: 'Équipe', cents: '1600000' }],
  funders: [
    {
      code: 'STATE',
      name: 'État',
      underAgreement: true,
      decision: DECISION,
      before: [{ year: 2024, cents: '700001' }],
      after: [{ year: 2024, cents: '500000' }],
    },
    {
      code: 'CNAF',
      name: 'Cnaf',
      underAgreement: false,
      decision: { ...DECISION, delegation: { reference: 'RAA 118', from: '2023-09-12', to: '2024-09-11' } },
      before: [{ year: 2024, cents: '700000' }],
      after: [{ year: 2024, cents: '500000' }],
    },
  ],
};

/** Published: it wrote amendments that are kept. What must change is a new version. */
const SOURCE = 'e6dc335dfc54647c86e23e411e4b31da29cae60d99f7a1aed71113a6ba6d5864';
const OUTPUT = 'c7c3135cfea9d842d95997bc08e41d77e906269fbd775e4807bf0c7c47dd86e2';

describe('the model of amendments', () => {
  it('is as it was published, and gives the same amendment for the same data, to the byte', async () => {
    expect(sha256Hex(readFileSync(new URL('./templates/amendment.v1.ts', import.meta.url), 'utf8'))).toBe(SOURCE);
    expect(sha256Hex(canonicalJson(amendmentV1(DATA)))).toBe(OUTPUT);
    const [one, other] = [await drawAmendment(DATA), await drawAmendment(DATA)];
    expect(one.pdf.equals(other.pdf)).toBe(true);
  });

  it('says what each kind changes', () => {
    const said = (data: Partial<AmendmentData>): string => JSON.stringify(amendmentV1({ ...DATA, ...data }).blocks);
    expect(said({})).toContain('modifie son arrêté attributif par l’arrêté AV-7');
    expect(said({ kind: 'DATES', after: { ...TEXT, endsOn: '2026-08-31' } })).toContain('31 août 2026');
    expect(said({ kind: 'BUDGET' })).toContain('Équipe');
    const commune = { name: 'Commune de Mende', siret: '21480095500017' };
    const transfer = said({ kind: 'HOLDER', newHolder: commune, deed: 'Délibération 12', holderCeased: true });
    expect(transfer).toContain('Commune de Mende (SIRET 21480095500017) prend la place de Association Les Minimes');
    expect(transfer).toContain('qui n’existe plus');
    expect(said({ kind: 'PROJECT', after: { ...TEXT, title: 'La gare', object: 'Un café des parents' } })).toContain(
      'Un café des parents',
    );
  });
});
