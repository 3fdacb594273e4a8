/** @type {import('jest').Config} */
export default {
  runtime: '<rootDir>/test/support/jest/native-runtime.cjs',
  testEnvironment: '<rootDir>/test/support/jest/native-environment.cjs',
  testSequencer: '<rootDir>/test/support/jest/longest-first.cjs',
  transform: {},
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/prisma/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  maxWorkers: 2,
  // Node frees no module, and with it no spec that has ended: a worker that holds too many of them spends its time collecting garbage.
  workerIdleMemoryLimit: '1GB',
  testTimeout: 60_000,
};
