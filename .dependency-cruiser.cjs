// Layers of the code (docs/architecture.md). Arrows point one way:
//   kernel ← access ← platform ← features ← main, worker, app.module, cli, demo
// test/layers.spec.ts feeds these rules trees that break them, so a rule that no longer bites fails the tests.

/** A feature may import the ones before it in this list, never the ones after it. */
const FEATURES = [
  'accounts',
  'holders',
  'ledger',
  'calls',
  'applications',
  'documents',
  'instruction',
  'experts',
  'committees',
  'minutes',
  'selection',
  'awards',
  'agreements',
  'payments',
  'reports',
  'amendments',
  'recoveries',
  'measures',
  'balances',
  'open-data',
  'funds',
  'remedies',
  'letters',
  'correspondence',
  'desk',
  'notifications',
];

/** Packages without I/O, clock or framework: the only ones that pure code may use. */
const PURE_PACKAGES = [
  'ajv',
  'ajv-formats',
  '@etalab/decoupage-administratif',
  'ibantools',
  'json-canonicalize',
  'luxon',
  '@types/luxon',
  'uuid',
];

const SPEC = '\\.spec\\.ts$';
const PURE_LAYER = '^src/(kernel|access)/';
const PURE_FILE = '\\.(machine|rules)\\.ts$';
const anyOf = (names) => `(${names.join('|')})`;

const layer = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `${from} may import only ${allowed.join(', ')}.`,
  from: { path: `^src/${from}/` },
  to: { path: `^src/(?!${anyOf(allowed.map((folder) => `${folder}/`))})` },
});

const featureRank = (feature, index) => ({
  name: `feature-rank-${feature}`,
  severity: 'error',
  comment: `${feature} knows nothing of the features above it: what it needs done there is a reaction they register.`,
  from: { path: `^src/features/${feature}/` },
  to: { path: `^src/features/(?!${anyOf(FEATURES.slice(0, index + 1).map((lower) => `${lower}/`))})` },
});

module.exports = {
  forbidden: [
    layer('kernel-imports-kernel-only', 'kernel', ['kernel']),
    layer('access-imports-kernel-only', 'access', ['kernel', 'access']),
    layer('platform-below-features', 'platform', ['kernel', 'access', 'platform', 'generated']),
    layer('features-below-the-roots', 'features', ['kernel', 'access', 'platform', 'features', 'generated']),
    ...FEATURES.map(featureRank),
    {
      name: 'feature-has-a-rank',
      severity: 'error',
      comment: 'A new feature takes its place in the ordered list at the top of this file.',
      from: { path: `^src/features/(?!${anyOf(FEATURES.map((feature) => `${feature}/`))})` },
      to: {},
    },
    {
      name: 'pure-layers-use-pure-packages',
      severity: 'error',
      comment: 'kernel and access hold decisions: no framework, database or network, not even their types.',
      from: { path: PURE_LAYER, pathNot: SPEC },
      to: { path: '.', pathNot: ['^src/', `node_modules/${anyOf(PURE_PACKAGES)}/`], dependencyTypesNot: ['core'] },
    },
    {
      name: 'kernel-does-no-io',
      severity: 'error',
      comment: 'Of Node: crypto for hashes and identifiers, util, and module to load the data of a pure package. No I/O.',
      from: { path: '^src/kernel/', pathNot: SPEC },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|module|util)$' },
    },
    {
      name: 'access-does-no-io',
      severity: 'error',
      comment: 'Access rules are predicates on their arguments.',
      from: { path: '^src/access/', pathNot: SPEC },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-files-stay-pure',
      severity: 'error',
      comment: 'Machines and rules import kernel, access, other machines and rules; of anything else, types alone.',
      from: { path: PURE_FILE, pathNot: PURE_LAYER },
      to: {
        path: '.',
        pathNot: [PURE_LAYER, PURE_FILE, `node_modules/${anyOf(PURE_PACKAGES)}/`],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'controller-touches-no-database',
      severity: 'error',
      comment: 'A controller is HTTP, a line a route: it calls a service, a reader or the executor.',
      from: { path: '\\.controller\\.ts$' },
      to: { path: ['\\.store\\.ts$', '^src/generated/'] },
    },
    {
      name: 'store-and-reader-know-no-http',
      severity: 'error',
      comment: 'Persistence does not depend on wire shapes.',
      from: { path: '\\.(store|reader)\\.ts$' },
      to: { path: '\\.(controller|dto)\\.ts$' },
    },
    {
      name: 'generated-client-stays-inside',
      severity: 'error',
      comment: 'Only platform and features (and the tests) speak to the generated database client.',
      from: { path: '^(src|prisma)/', pathNot: '^src/(platform|features|generated)/' },
      to: { path: '^src/generated/' },
    },
    {
      name: 'no-barrel-file',
      severity: 'error',
      comment: 'An index file hides which file depends on which, and makes cycles easy.',
      from: {},
      to: { path: ['^(src|test)/index\\.ts$', '^(src|test)/.*/index\\.ts$'], pathNot: '^src/generated/' },
    },
    {
      name: 'source-never-imports-test',
      severity: 'error',
      comment: 'Only a spec beside its file may use test/support.',
      from: { path: '^(src|prisma)/', pathNot: SPEC },
      to: { path: ['^test/', SPEC] },
    },
    {
      name: 'production-needs-no-dev-dependency',
      severity: 'error',
      comment: '`npm ci --omit=dev` must be enough to run the built application.',
      from: { path: '^(src|prisma)/', pathNot: SPEC },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'package-is-declared',
      severity: 'error',
      comment: 'What is imported is in package.json, and resolves.',
      from: { pathNot: '^src/generated/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
    {
      name: 'no-circular-import',
      severity: 'error',
      comment: 'Files that need each other are one file, or miss a third one below them.',
      from: { pathNot: '^src/generated/' },
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      severity: 'error',
      comment: 'Nothing imports this file and it imports nothing: delete it.',
      from: {
        orphan: true,
        path: '^(src|prisma|test)/',
        pathNot: [SPEC, '^test/support/jest/', '\\.d\\.ts$', '^src/generated/'],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^src/generated/'] },
    // Type-only imports count too: they are erased at run time, but a layer that needs another's types depends on it.
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
    skipAnalysisNotInRules: true,
  },
};
