import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runDemo } from '../src/demo/run.js';
import { faultsOfPain001 } from './support/pain-schema.js';

describe('the demo', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'cofund-demo-'));
  /** Where PostgreSQL's data is when an administrator runs the specs: it refuses to run as one. */
  let elsewhere: string | undefined;

  afterAll(() => {
    for (const folder of [dataDir, elsewhere]) if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it('finds the published result of 2023, to the cent, through HTTP alone', async () => {
    const { passed, printed, artefacts, minutes, payments, openData } = await runDemo({
      dataDir,
      secret: randomBytes(48).toString('base64url'),
      progress: () => undefined,
    });
    const { 'results.json': results, 'audit-verification.json': audit } = artefacts;
    // Printed first: it names each figure that differs.
    if (!passed) throw new Error(printed);
    expect(results.retained).toBe(19);
    expect(Object.keys(results.departments)).toHaveLength(10);
    expect(results.totalCents).toBe(239_500_000);
    expect(results.funderCents).toEqual({ STATE: 119_750_000, CNAF: 119_750_000 });
    for (const xml of Object.values(payments)) expect(faultsOfPain001(xml)).toEqual([]);
    expect(Object.keys(payments)).toHaveLength(10);
    expect(Object.keys(openData).sort()).toEqual(['360-giving.json', 'subventions-cnaf.csv', 'subventions-state.csv']);
    const [state, cnaf] = ['STATE', 'CNAF'].map((code) => results.ledger.find((row) => row.funder === code && row.year === null));
    expect(state).toEqual({
      funder: 'STATE',
      year: null,
      credits: 120_000_000,
      // 2 500 € never awarded, 3 000 € of the amendment, 9 450 € of a last tranche that was not owed.
      available: 1_495_000,
      committed: 118_505_000,
      paid: 118_505_000,
      recovered: 1_417_500,
    });
    expect(cnaf).toEqual({ ...state, funder: 'CNAF' });
    expect(results.letters.written).toBe(results.letters.owed);
    expect(audit).toMatchObject({ ok: true });
    // Thirteen sessions held, and the one adjourned for want of a quorum: a PDF and its data each, sealed.
    const pdfs = Object.entries(minutes).filter(([name]) => name.endsWith('.pdf'));
    expect(pdfs).toHaveLength(14);
    for (const [name, pdf] of pdfs) {
      const data = JSON.parse(String(minutes[name.replace('.pdf', '.json')])) as { state: string; pdfSha256: string };
      expect(data).toMatchObject({ state: 'SIGNED', pdfSha256: createHash('sha256').update(pdf).digest('hex') });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    }
    expect(results.jury.open.optimum).toBeGreaterThan(results.jury.open.choice);
    expect(results.jury.favoured.optimum).toBe(results.jury.favoured.choice);
    for (const section of [
      'Délibération écrite, 66',
      'Scrutin secret, ',
      'Vote en bloc, 31',
      'motif du jury, ',
      'Saint-Jean renonce',
      'en retard, Lunel',
      'Avenant du 2024-10-21',
      'Nîmes, qui a moins dépensé',
    ])
      expect(printed).toContain(section);
    const { both, ...others } = results.refusals;
    expect([both.code, both.conflicts?.length]).toEqual(['stale-version', 1]);
    for (const { code } of Object.values(others)) expect(code).toBe('rule-not-met');
  }, 600_000);
});
