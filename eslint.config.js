import { defineConfig, globalIgnores } from 'eslint/config'
import rxjsX from 'eslint-plugin-rxjs-x'
import simpleImportSort from 'eslint-plugin-simple-import-sort'
import tseslint from 'typescript-eslint'

const deepImports = {
  patterns: [
    {
      regex: '^fp-ts$|^fp-ts/(?!lib/.+\\.js$)',
      message: "Values come from '#fp-ts/X'; types in public signatures from 'fp-ts/lib/X.js'.",
    },
    { regex: '^io-ts/', message: "Node's ESM cannot load io-ts's subpaths: import from 'io-ts'." },
    { regex: '^rxjs/(?!testing$)', message: "All but the test scheduler is exported by 'rxjs' itself." },
  ],
}

/** What floor 0 must not reach without an import: the outside world, clocks, timers, chance. */
const impureGlobals = [
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
  ...['queueMicrotask', 'requestAnimationFrame', 'performance', 'crypto', 'fetch', 'console'],
  ...['process', 'global', 'globalThis', 'window', 'self', 'document', 'navigator', 'location', 'WebSocket', 'Buffer'],
].map((name) => ({ name, message: 'floor 0 is pure: take it as an argument, or move up a floor.' }))

/** With `exactOptionalPropertyTypes` a field `port?: number` refuses `{ port: undefined }`, which works at run time. */
const exactOptionalField = {
  selector:
    'TSInterfaceDeclaration[id.name=/(Options|Settings|Limits|Rates|Faults)$/] > TSInterfaceBody > TSPropertySignature[optional=true]:not(:has(TSUndefinedKeyword))',
  message: 'An optional field of options accepts undefined: `field?: T | undefined`.',
}

export default defineConfig(
  globalIgnores([
    'dist/',
    // The site that is built meanwhile writes these for a moment.
    'docs/.vitepress/config.ts.timestamp-*',
    'coverage/',
    'temp/',
    'docs/node_modules/',
    'scripts/verify/packages/fixtures/',
    'examples/clients/',
  ]),
  // They import packages of docs/, which are installed for the site only: the step `site` checks their types.
  globalIgnores(['docs/.vitepress/*.ts', 'docs/.vitepress/theme/', '!docs/.vitepress/contents.ts']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{js,cjs,ts,tsx}'],
    plugins: { 'simple-import-sort': simpleImportSort },
    rules: {
      'simple-import-sort/imports': 'error',
      'simple-import-sort/exports': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-imports': ['error', deepImports],
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, rxjsX.configs.strict],
    // Two programs for all files. `projectService` makes one for each folder with a tsconfig.json, 16 in all, and each
    // checks lib/ and its dependencies anew: 235 s of CPU time and 4.3 GB, instead of 111 s and 2 GB.
    languageOptions: {
      parserOptions: { project: ['tsconfig.json', 'tsconfig.lint.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, allowDefaultCaseForExhaustiveSwitch: false },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-misused-spread': ['error', { allow: [{ from: 'lib', name: 'string' }] }],
      // A connection is an Observable.
      'rxjs-x/no-subclass': 'off',
      // The `$` belongs to nodes too (`receive$()`), and a parameter is named by what it is.
      'rxjs-x/finnish': 'off',
      'rxjs-x/no-subject-value': 'error',
    },
  },
  {
    files: ['lib/**/*.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      'no-console': 'error',
      'no-restricted-syntax': ['error', exactOptionalField],
    },
  },
  {
    files: ['lib/{model,codecs,machine}/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Chance is an argument.' },
        { object: 'Date', property: 'now', message: 'Time is an argument.' },
      ],
      'no-restricted-syntax': [
        'error',
        exactOptionalField,
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time is an argument.' },
      ],
    },
  },
  {
    // `expect(x).to.be.true` is an expression; a spec may subscribe to see that nothing is thrown, or return early.
    files: ['spec/**/*.{ts,tsx}', 'bench/**/*.ts', 'examples/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'rxjs-x/no-ignored-default-value': 'off',
      'rxjs-x/no-ignored-error': 'off',
      'rxjs-x/no-implicit-any-catch': 'off',
      'rxjs-x/no-ignored-subscription': 'off',
      'rxjs-x/no-nested-subscribe': 'off',
      'rxjs-x/no-exposed-subjects': 'off',
      'rxjs-x/throw-error': 'off',
    },
  },
)
