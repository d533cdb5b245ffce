// For everything that helps to build, try and trust the package. nodes/ and credentials/ are held to n8n's own rules by
// eslint.config.mjs, which n8n allows nobody to change.
import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const unused = { varsIgnorePattern: '^_', argsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' };

export default tseslint.config(
	{ ignores: ['dist', 'output', 'node_modules', 'e2e/node_modules', 'nodes', 'credentials'] },
	js.configs.recommended,
	{
		files: ['**/*.{js,mjs,cjs}'],
		languageOptions: { globals: globals.node },
	},
	{
		// The sandbox's page runs in a browser.
		files: ['sandbox/page/**/*.js'],
		languageOptions: { globals: globals.browser },
	},
	{
		files: ['**/*.ts'],
		extends: [tseslint.configs.recommended],
		languageOptions: {
			parserOptions: { project: 'tsconfig.tools.json', tsconfigRootDir: import.meta.dirname },
		},
		rules: {
			'@typescript-eslint/no-unused-vars': ['error', unused],
			// Of the rules that need types, those that find faults rather than tastes.
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-for-in-array': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/no-unnecessary-type-assertion': 'error',
			'@typescript-eslint/only-throw-error': 'error',
			'@typescript-eslint/prefer-promise-reject-errors': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': 'error',
		},
	},
	{
		// Numbers beyond 2^53 are what some of the tests are about.
		files: ['test/**/*.ts'],
		rules: { 'no-loss-of-precision': 'off' },
	},
	{
		// n8n loads a package's files by require.
		files: ['tools/n8n-harness/fixture/*.js', 'gulpfile.js', 'jest.config.js'],
		languageOptions: { sourceType: 'commonjs' },
	},
);
