import fc from 'fast-check';

import { FIPE_2023 } from '../calls/templates/fipe-2023.js';
import { cents, sumCents } from '../../kernel/money.js';
import type { ApplicationContent } from './application-content.js';
import type { ApplicationFacts } from './application-facts.js';
import { budgetYears, cappedMoney, formatShare, projectMonths, sharesByYear, splitYears, totalCost } from './budget.rules.js';
import {
  amountWithinLimits,
  budgetBalances,
  budgetYearsOfCall,
  durationWithinLimit,
  publicShareWithinCap,
} from './submission.rules.js';

const FUNDERS = [
  { code: 'CNAF', position: 1, weight: 1, family: 'FAMILY_BRANCH' },
  { code: 'STATE', position: 0, weight: 1, family: 'STATE' },
];
const call = {
  settings: { ...FIPE_2023, maxPublicSharePercent: 80, maxMonths: 36 },
  funders: FUNDERS,
  budgetYears: [2023, 2024, 2025],
};
const context = (content: ApplicationContent, settings: object = {}) => ({
  facts: { content, call: { ...call, settings: { ...call.settings, ...settings } } } as unknown as ApplicationFacts,
  input: undefined as never,
  actor: { personId: 'p', grants: [] },
  now: new Date('2023-06-15T08:00:00Z'),
});
const plan = (
  cost: number,
  asked: number,
  others: { family: 'STATE' | 'FAMILY_BRANCH' | 'OWN'; cents: number }[],
): ApplicationContent => ({
  requestedYears: [{ year: 2023, cents: asked }],
  budget: {
    lines: [
      { side: 'EXPENSE', nature: 'STAFF', year: 2023, label: 'Équipe', cents: cost },
      ...others.map((line) => ({ side: 'INCOME' as const, year: 2023, label: 'Recette', ...line })),
    ],
  },
});

const amount = fc.integer({ min: 0, max: 1_000_000_000 });
const asked = fc.uniqueArray(fc.record({ year: fc.integer({ min: 2023, max: 2030 }), cents: amount }), {
  selector: ({ year }) => year,
  maxLength: 5,
});

describe('the budget', () => {
  it('splits every year without losing a cent, the odd one to the first funder by position', () => {
    fc.assert(
      fc.property(asked, (years) => {
        const shares = splitYears(years, FUNDERS);
        for (const { year, cents: total } of years) {
          const of = (code: string) => shares.find((share) => share.year === year && share.funderCode === code)?.cents ?? -1n;
          expect(of('STATE') + of('CNAF')).toBe(BigInt(total));
          expect(of('STATE') - of('CNAF')).toBe(BigInt(total % 2));
        }
        expect(sumCents(sharesByYear(shares).values())).toBe(sumCents(years.map((year) => cents(year.cents))));
      }),
    );
  });

  it('balances when, and only when, each year’s expenses are its income', () => {
    fc.assert(
      fc.property(
        asked,
        fc.array(fc.tuple(fc.integer({ min: 2023, max: 2026 }), amount, amount), { maxLength: 8 }),
        (years, pairs) => {
          const lines = pairs.flatMap(([year, expense, income]) => [
            { side: 'EXPENSE' as const, nature: 'STAFF' as const, year, label: 'a', cents: expense },
            { side: 'INCOME' as const, family: 'OWN' as const, year, label: 'b', cents: income },
          ]);
          const content = { requestedYears: years, budget: { lines, inKindCents: 999 } };
          const wrong = new Set(
            [...years.map(({ year }) => year), ...lines.map(({ year }) => year)].filter((year) => {
              const spent = pairs.filter(([y]) => y === year).reduce((sum, [, expense]) => sum + expense, 0);
              const got = pairs.filter(([y]) => y === year).reduce((sum, [, , income]) => sum + income, 0);
              return spent !== got + (years.find((y) => y.year === year)?.cents ?? 0);
            }),
          );
          const found = budgetBalances.check(context(content)) as readonly { message: { fr: string } }[];
          expect(found.map(({ message }) => Number(message.fr.slice(0, 4))).sort()).toEqual([...wrong].sort());
          expect(budgetYears(content)).toHaveLength(new Set([...years, ...lines].map(({ year }) => year)).size);
        },
      ),
    );
  });

  it('accepts exactly the cap and refuses the first cent above', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000 }), (fifth) => {
        const cost = fifth * 5;
        expect(publicShareWithinCap.check(context(plan(cost, fifth * 4, [])))).toBeUndefined();
        expect(publicShareWithinCap.check(context(plan(cost, fifth * 4 + 1, [])))).toHaveLength(1);
      }),
    );
  });

  it('takes 80.00 % and refuses 80.01 %, and says so', () => {
    expect(publicShareWithinCap.check(context(plan(1_000_000, 800_000, [])))).toBeUndefined();
    const [reason] = publicShareWithinCap.check(context(plan(1_000_000, 800_100, []))) as readonly {
      message: { fr: string; en: string };
    }[];
    expect(reason?.message.fr).toContain('80,01\u00a0%');
    expect(reason?.message.en).toContain('80.01%');
    expect(formatShare(cents(8_000_001), cents(10_000_000), 'en')).toBe('80.01%');
  });

  it('counts all State and Family branch money: 60 % of the fund and 25 % of the service benefit are 85 %', () => {
    const content = plan(1_000_000, 600_000, [
      { family: 'FAMILY_BRANCH', cents: 250_000 },
      { family: 'OWN', cents: 150_000 },
    ]);
    expect(cappedMoney(content, FUNDERS)).toBe(850_000n);
    expect(publicShareWithinCap.check(context(content))).toHaveLength(1);
  });

  it('leaves contributions in kind out of the base', () => {
    const content = plan(1_000_000, 800_100, []);
    const inKind = { ...content, budget: { lines: content.budget?.lines ?? [], inKindCents: 1_000_000 } };
    expect(totalCost(inKind.budget)).toBe(1_000_000n);
    expect(publicShareWithinCap.check(context(inKind))).toHaveLength(1);
  });

  it.each([
    ['2023-10-01', '2026-09-30', 36],
    ['2023-10-01', '2026-10-01', 37],
    ['2023-10-15', '2023-10-15', 1],
    ['2024-01-31', '2024-02-29', 1 + 1],
    ['2023-01-31', '2023-02-27', 1],
  ])('counts the months from %s to %s: %d', (startsOn, endsOn, months) => {
    expect(projectMonths(startsOn, endsOn)).toBe(months);
  });

  it('refuses 37 months and an end before the start', () => {
    expect(durationWithinLimit.check(context({ startsOn: '2023-10-01', endsOn: '2026-09-30' }))).toBeUndefined();
    expect(durationWithinLimit.check(context({ startsOn: '2023-10-01', endsOn: '2026-10-31' }))).toHaveLength(1);
    expect(durationWithinLimit.check(context({ startsOn: '2023-10-01', endsOn: '2023-09-30' }))).toHaveLength(1);
  });

  it('points at each year out of the call, and takes own money in a later year of the project', () => {
    const content: ApplicationContent = {
      startsOn: '2023-10-01',
      endsOn: '2026-09-30',
      requestedYears: [
        { year: 2023, cents: 1 },
        { year: 2026, cents: 1 },
      ],
      budget: {
        lines: [2022, 2026].map((year) => ({ side: 'INCOME' as const, family: 'OWN' as const, year, label: 'x', cents: 1 })),
      },
    };
    const found = budgetYearsOfCall.check(context(content)) as readonly { pointer: string }[];
    expect(found.map(({ pointer }) => pointer)).toEqual(['/requestedYears/1/year', '/budget/lines/0/year']);
  });

  it('keeps the request within the limits of the call, when it sets some', () => {
    const content = plan(1_000_000, 500_000, []);
    expect(amountWithinLimits.check(context(content, { minCents: 500_000, maxCents: 500_000 }))).toBeUndefined();
    expect(amountWithinLimits.check(context(content, { minCents: 500_001 }))).toHaveLength(1);
    expect(amountWithinLimits.check(context(content, { maxCents: 499_999 }))).toHaveLength(1);
  });
});
