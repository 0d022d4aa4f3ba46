import eslint from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import tseslint from 'typescript-eslint'

const typed = [
  'protocol/**/*.ts',
  'server/**/*.ts',
  'sandbox/**/*.ts',
  'widget/**/*.{ts,tsx}',
  'prisma/**/*.ts',
  'scripts/**/*.ts',
  'bench/**/*.ts',
  'e2e/**/*.ts',
]

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/generated/',
      '**/build/',
      '**/dist/',
      '**/.svelte-kit/',
      '.data/',
      'test-results/',
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: typed,
    extends: tseslint.configs.recommendedTypeCheckedOnly,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  },
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'] } },
  },
  {
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: {
      'max-lines': ['error', { max: 400 }],
      'no-console': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // The compiler settles both: an undefined global does not type-check.
      'no-undef': 'off',
    },
  },
  {
    // Only the configuration reads the environment.
    files: ['server/src/**/*.ts'],
    ignores: ['server/src/config*.ts', 'server/src/**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only config.ts reads the environment.' },
      ],
    },
  },
  {
    // The portal stands at the root of its host, beside `/api` and `/auth`: there is no base path to resolve.
    files: ['portal/**'],
    rules: { 'svelte/no-navigation-without-resolve': 'off' },
  },
  {
    // Programs that talk to a terminal.
    files: [
      'scripts/**',
      'prisma/**',
      'bench/**',
      'sandbox/src/main.ts',
      'server/src/main.ts',
      'widget/*.ts',
      'e2e/**',
      'portal/tests/look.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    // Answers of a server under test come as `any`; a wrong one fails the assertion that reads it.
    files: ['**/*.test.ts', 'server/tests/**', 'e2e/**', '**/tests/**'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
)
