import type { PortfolioProblem } from '../../src/features/selection/portfolio.rules.js';

const YEARS = [2023, 2024, 2025];
const DEPARTMENTS = ['09', '11', '12', '30', '31', '32', '34', '46', '48', '65', '66', '81', '82'];
const AXES = ['QUALITY', 'DIVERSIFICATION', 'FAMILY_INFORMATION', 'INDIVIDUAL_CHILDCARE'];
const FUNDERS = [
  { code: 'STATE', position: 0, weight: 1, family: 'STATE' },
  { code: 'CNAF', position: 1, weight: 1, family: 'FAMILY_BRANCH' },
];

/**
 * A call of a whole region: amounts to the cent, a quarter of what is asked in the envelopes, two projects at least in each department, a
 * third of priority territories, quotas by axis. The same for the same seed.
 */
export function manyDossiers(count: number, seed: number): PortfolioProblem {
  let state = seed;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const candidates = Array.from({ length: count }, (_, index) => {
    const base = 500_000 + next(10_000_000);
    return {
      id: `dossier-${index}`,
      department: DEPARTMENTS[next(DEPARTMENTS.length)] ?? '31',
      axes: [AXES[next(AXES.length)] ?? 'QUALITY'],
      priority: next(10) < 3,
      years: YEARS.map((year) => ({ year, cents: Math.floor(base * (0.6 + next(80) / 100)) + next(2) })),
      score: next(25),
      beneficiaries: next(800),
      places: next(30),
    };
  });
  const asked = (year: number): number =>
    candidates.reduce((sum, { years }) => sum + (years.find((own) => own.year === year)?.cents ?? 0), 0);
  return {
    funders: FUNDERS,
    envelopes: FUNDERS.flatMap(({ code }) =>
      YEARS.map((year) => ({ funderCode: code, year, leftCents: Math.floor(asked(year) / 2 / 4) })),
    ),
    candidates,
    settled: [],
    objective: { score: 1, beneficiaries: 0, places: 0, projects: 0 },
    constraints: {
      departments: DEPARTMENTS.map((department) => ({ department, min: 2 })),
      axes: AXES.map((axis) => ({ axis, min: Math.floor(count / 100), max: Math.floor(count / 8) })),
      priority: { percent: 30 },
      forcedIn: [],
      forcedOut: [],
      exclusive: [['dossier-0', 'dossier-1']],
    },
    stepCents: 10_000,
  };
}
