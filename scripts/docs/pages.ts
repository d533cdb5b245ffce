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
import { triggerBlocks } from './triggerBlocks';

const NOTE = '<!-- Made by npm run docs from the code. Change it there. -->';

function written(page: string, blocks: Readonly<Record<string, string>>): string {
	return withBlocks(readFileSync(path.join(repositoryRoot, page), 'utf8'), blocks);
}

/** The pages that come from the code: path from the root of the repository -> Markdown, not yet formatted. */
export async function generatedPages(sandbox: Sandbox): Promise<Record<string, string>> {
	const loaded = await loadPackage();
	const resources = await resourceFacts(sandbox);
	return {
		'docs/operations.md': `${NOTE}\n\n${operationsPage(resources)}`,
		'docs/permissions.md': `${NOTE}\n\n${permissionsPage(resources)}`,
		'docs/errors.md': `${NOTE}\n\n${errorsPage()}`,
		'docs/triggers.md': written('docs/triggers.md', await triggerBlocks(sandbox, loaded)),
		'docs/limits.md': written('docs/limits.md', {
			mediaLimits: mediaLimits(),
			messageLimits: messageLimits(),
		}),
	};
}
