import config from './jest.config.js';

/** Twenty seasons of the simulation in the place of the suite's one, and what was done in each. */
process.env.SIMULATE_COMMANDS ??= '100000';
process.env.SIMULATE_TELL ??= 'true';

/** @type {import('jest').Config} */
export default { ...config, testMatch: ['<rootDir>/test/simulation/simulation.spec.ts'] };
