import config from './jest.config.js';

/**
 * The suite on the PostgreSQL, Redis and clamd of this machine: all that speaks to one of them. Left out is what would do the same again —
 * pure rules, documents, the programs that start a PostgreSQL of their own, the walks that end at the door of each route, and the simulated
 * life, which `npm run simulate` plays at length.
 *
 * @type {import('jest').Config}
 */
export default {
  ...config,
  testPathIgnorePatterns: [
    ...config.testPathIgnorePatterns,
    String.raw`\.(rules|machine)\.spec\.ts$`,
    '/src/kernel/',
    '/src/platform/(documents|optimiser|sheets)/',
    '/src/platform/database/embedded',
    '/src/features/applications/dossier-pdf',
    '/src/features/selection/portfolio',
    '/test/(cli|demo|layers|law|start|tour)\\.spec\\.ts$',
    '/test/access/access-',
    '/test/simulation/',
  ],
};
