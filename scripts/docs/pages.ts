import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { Sandbox } from '../../sandbox';
import { loadPackage, repositoryRoot } from '../../tools/n8n-harness';
import { withBlocks } from './blocks';
import { errorsPage } from './errorsPage';
import { resourceFacts } from './facts';
import { mediaLimits, messageLimits } from './limitTables';
import { operationsPage } from './operationsPage';
import { permissionsPage } from './permissionsPage';
import { operationSchema, triggerSchema } from './schemas';
import { triggerBlocks } from './triggerBlocks';
import { triggerFacts } from './triggerFacts';

const NOTE = '<!-- Made by npm run docs from the code. Change it there. -->';

function written(page: string, blocks: Readonly<Record<string, string>>): string {
	return withBlocks(readFileSync(path.join(repositoryRoot, page), 'utf8'), blocks);
}

/** The files that come from the code: path from the root of the repository -> text, not yet formatted. */
export async function generatedPages(sandbox: Sandbox): Promise<Record<string, string>> {
	const triggers = await triggerFacts(sandbox, await loadPackage());
	const resources = await resourceFacts(sandbox);
	const schemas = [
		...resources.flatMap(({ value: resource, operations }) =>
			operations.map(({ value, outputs }) => operationSchema(resource, value, outputs)),
		),
		...triggers.map(({ description, items }) => triggerSchema(description.name, items.all)),
	];
	return {
		...(Object.assign({}, ...schemas) as Record<string, string>),
		'docs/operations.md': `${NOTE}\n\n${operationsPage(resources)}`,
		'docs/permissions.md': `${NOTE}\n\n${permissionsPage(resources)}`,
		'docs/errors.md': `${NOTE}\n\n${errorsPage()}`,
		'docs/triggers.md': written('docs/triggers.md', triggerBlocks(triggers)),
		'docs/limits.md': written('docs/limits.md', {
			mediaLimits: mediaLimits(),
			messageLimits: messageLimits(),
		}),
	};
}
