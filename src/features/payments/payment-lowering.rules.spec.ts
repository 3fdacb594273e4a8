import fc from 'fast-check';

import type { PaymentState } from './payment-facts.rules.js';
import { loweringOf, type YearPayment } from './payment-lowering.rules.js';

const payment = (
  position: number,
  plannedCents: bigint,
  state: PaymentState = 'PLANNED',
  liquidatedCents: bigint | null = null,
): YearPayment => ({
  id: `p${position}`,
  position,
  state,
  plannedCents,
  liquidatedCents,
});

describe('a lowered share', () => {
  const year = [payment(1, 700n, 'PAID', 650n), payment(2, 200n, 'DUE'), payment(3, 100n)];

  it('takes from the last tranche backwards: whole ones are cancelled, the one in part is replaced', () => {
    expect(loweringOf(year, 950n)).toEqual({ cancelled: [], replaced: null });
    expect(loweringOf(year, 949n)).toEqual({ cancelled: ['p3'], replaced: { id: 'p3', cents: 99n } });
    expect(loweringOf(year, 850n)).toEqual({ cancelled: ['p3'], replaced: null });
    expect(loweringOf(year, 651n)).toEqual({ cancelled: ['p3', 'p2'], replaced: { id: 'p2', cents: 1n } });
    expect(loweringOf(year, 650n)).toEqual({ cancelled: ['p3', 'p2'], replaced: null });
    expect(() => loweringOf(year, 649n)).toThrow(RangeError);
  });

  it('leaves what was cut or cancelled before where it is', () => {
    expect(loweringOf([...year, payment(4, 900n, 'CANCELLED')], 950n)).toEqual({ cancelled: [], replaced: null });
  });

  it('leaves, whatever the tranches, what the share is: not a cent more, nor less than there was', () => {
    const state = fc.constantFrom<PaymentState>('PLANNED', 'DUE', 'HELD', 'LIQUIDATED', 'ORDERED', 'PAID', 'CANCELLED');
    fc.assert(
      fc.property(fc.array(fc.tuple(state, fc.bigInt(1n, 10n ** 9n)), { maxLength: 8 }), fc.nat(100), (tranches, part) => {
        const payments = tranches.map(([now, cents], index) =>
          payment(index + 1, cents, now, now === 'PAID' ? cents / 2n + 1n : cents),
        );
        const worth = (one: YearPayment): bigint =>
          one.state === 'CANCELLED'
            ? 0n
            : one.state === 'ORDERED' || one.state === 'PAID'
              ? (one.liquidatedCents ?? 0n)
              : one.plannedCents;
        const total = payments.reduce((sum, one) => sum + worth(one), 0n);
        const fixed = payments
          .filter((one) => one.state === 'ORDERED' || one.state === 'PAID')
          .reduce((sum, one) => sum + worth(one), 0n);
        const left = fixed + ((total - fixed) * BigInt(part)) / 100n;
        const { cancelled, replaced } = loweringOf(payments, left);
        const kept = payments.filter(({ id }) => !cancelled.includes(id)).reduce((sum, one) => sum + worth(one), 0n);
        expect(kept + (replaced?.cents ?? 0n)).toBe(left);
      }),
    );
  });
});
