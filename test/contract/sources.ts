import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import ts from 'typescript';

export const root = path.resolve(__dirname, '..', '..');

/** All files below a folder, as paths from that folder with forward slashes. */
export function filesBelow(folder: string, { recursive = true } = {}): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive, encoding: 'utf8' })
		.filter((file) => statSync(path.join(folder, file)).isFile())
		.map((file) => file.split(path.sep).join('/'))
		.sort();
}

/** Whether a text contains this checkout's path, a home folder (except that of n8n's Docker image) or a temporary folder. */
export function namesMachinePath(text: string): boolean {
	return (
		text.includes(root) || /(^|[\s'"`(=])(\/(root|home(?!\/node\b)|Users|tmp|work)\/\w|[A-Z]:\\\w)/.test(text)
	);
}

/** TypeScript sources below some folders of the repository, as paths from its root. */
export function sourcesOf(...folders: string[]): string[] {
	return folders.flatMap((folder) =>
		filesBelow(path.join(root, folder))
			.filter((file) => file.endsWith('.ts') && !file.includes('node_modules/'))
			.map((file) => `${folder}/${file}`),
	);
}

/** What a TypeScript or JavaScript text imports, requires or re-exports, types included. */
export function importsIn(text: string): string[] {
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		const specifier =
			ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
				? node.moduleSpecifier
				: ts.isCallExpression(node) &&
					  (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require')
					? node.arguments[0]
					: undefined;
		if (specifier) found.push(ts.isStringLiteral(specifier) ? specifier.text : specifier.getText());
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true));
	return found;
}

/** The repository's own files that a source imports, as paths from the root. */
export function localImports(file: string): string[] {
	return importsIn(readFileSync(path.join(root, file), 'utf8'))
		.filter((name) => name.startsWith('.'))
		.map((name) => {
			const base = path.posix.join(path.posix.dirname(file), name);
			const candidates = [base, `${base}.ts`, `${base}/index.ts`];
			const resolved = candidates.find((candidate) => {
				const whole = path.join(root, candidate);
				return existsSync(whole) && statSync(whole).isFile();
			});
			if (!resolved) throw new Error(`${file} imports ${name}, which is not there`);
			return resolved;
		});
}
