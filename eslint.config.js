import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const rawSql = {
  selector: 'MemberExpression[property.name=/^\\$(query|execute)RawUnsafe$/]',
  message: 'SQL is never built from strings: use the tagged $queryRaw / $executeRaw, whose values are always parameters.',
};
const randomness = {
  selector: "MemberExpression[object.name='Math'][property.name='random']",
  message: 'Math.random is guessable and cannot be replayed: use node:crypto, or a generator passed as a parameter.',
};
const clock = [
  ["NewExpression[callee.name='Date'][arguments.length=0]", 'new Date()'],
  ["CallExpression[callee.name='Date']", 'Date()'],
  ["MemberExpression[object.name='Date'][property.name='now']", 'Date.now'],
  ["MemberExpression[object.name='DateTime'][property.name='now']", 'DateTime.now'],
].map(([selector, what]) => ({
  selector,
  message: `${what} reads the machine's clock: time is a parameter, taken from the injected Clock.`,
}));

const forwardRef = {
  name: '@nestjs/common',
  importNames: ['forwardRef'],
  message: 'Two modules that need each other are one module, or one of them needs a reaction.',
};
const prismaClient = {
  name: '@prisma/client',
  message: 'The client is generated under src/generated; this package is only its runtime.',
};

export default defineConfig(
  { ignores: ['dist/', 'out/', 'coverage/', '.data/', 'src/generated/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-restricted-imports': ['error', { paths: [forwardRef, prismaClient] }],
      'no-restricted-syntax': ['error', rawSql],
      // The layer rules let a pure file name a type of an impure one, which only an explicit `import type` shows.
      // Files with decorators are left alone by the rule itself: there an import is also the injection token.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Nest's modules are empty classes that carry a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Numbers and bigints print the same everywhere; objects, null and undefined stay forbidden.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `while (true)` around a retry or a page loop is clearer than a flag.
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
      // Views and bodies are shapes written as classes because decorators need one: what travels is plain data, never an instance.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // `() => log.info(…)` is the ordinary form of a callback.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  { files: ['src/**/*.ts'], rules: { 'no-restricted-syntax': ['error', rawSql, randomness] } },
  {
    files: ['src/kernel/**/*.ts', 'src/access/**/*.ts', 'src/features/**/*.ts'],
    // The one place that reads the machine's clock, and its spec.
    ignores: ['src/kernel/clock.ts', 'src/kernel/clock.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', rawSql, randomness, ...clock] },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      // Bodies of HTTP answers are `any`; a wrong property makes the assertion fail, which is what a test is for.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // A missing element throws and fails the test at the very line.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `expect(spy.method)` names a method without calling it.
      '@typescript-eslint/unbound-method': 'off',
      // Fakes implement asynchronous interfaces with nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
);
