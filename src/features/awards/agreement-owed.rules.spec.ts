import fc from 'fast-check';

import { HOLDER_TYPES, type AgreementSettings } from '../calls/call-settings.js';
import { isPrivateHolder } from '../calls/private-holder.rules.js';
import { FIPE_2023 } from '../calls/templates/fipe-2023.js';
import { agreementOwed } from './agreement-owed.rules.js';

const settings = (change: Partial<AgreementSettings> = {}): AgreementSettings => ({ ...FIPE_2023.agreement!, ...change });
const owedFor = (holderType: string, cents: readonly bigint[], change?: Partial<AgreementSettings>) =>
  agreementOwed({
    holderType,
    years: cents.map((sum, index) => ({ year: 2023 + index, cents: sum })),
    settings: settings(change),
  });

describe('an agreement is owed', () => {
  it('by law to a private holder, strictly above 23 000 € in one year, and for that year', () => {
    expect(owedFor('ASSOCIATION', [2_300_000n])).toMatchObject({ owed: false, by: null });
    const above = owedFor('ASSOCIATION', [2_300_000n, 2_300_001n]);
    expect(above).toMatchObject({ owed: true, by: 'LAW', source: 'Loi 2000-321, art. 10 ; décret 2001-495, art. 1er' });
    expect(above.reasons.map(({ fr }) => fr.replaceAll(/\s/g, ' '))).toEqual([
      '2024 : ce financeur verse 23 000,01 € à un organisme de droit privé, plus de 23 000,00 € : une convention est obligatoire.',
    ]);
    // A call that says nothing follows the law.
    const silent = agreementOwed({ holderType: 'COMPANY', years: [{ year: 2023, cents: 2_300_001n }], settings: undefined });
    expect(silent.by).toBe('LAW');
  });

  it('case 29: never on the sum of two funders: 25 000 € a year in halves to an association', () => {
    expect(owedFor('ASSOCIATION', [1_250_000n, 1_250_000n, 1_250_000n])).toMatchObject({ owed: false });
    expect(owedFor('ASSOCIATION', [1_250_000n], { required: 'ALWAYS' })).toMatchObject({ owed: true, by: 'CALL' });
    expect(owedFor('ASSOCIATION', [1_250_000n], { thresholdCents: 1_000_000 })).toMatchObject({ owed: true });
  });

  it('for each holder, year and threshold: by law if and only if private and above in some year; a call only adds to it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...HOLDER_TYPES),
        fc.array(fc.bigInt({ min: 0n, max: 5_000_000n }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 2_300_000 }),
        fc.constantFrom('BY_LAW', 'ALWAYS', 'NEVER'),
        (holderType, cents, thresholdCents, required) => {
          const verdict = owedFor(holderType, cents, { thresholdCents, required });
          const law = isPrivateHolder(holderType) && cents.some((sum) => sum > BigInt(thresholdCents));
          expect(verdict.by).toBe(law ? 'LAW' : required === 'ALWAYS' ? 'CALL' : null);
          expect(verdict.owed).toBe(verdict.by !== null);
          expect(verdict.reasons.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
