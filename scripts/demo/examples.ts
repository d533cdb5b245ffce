import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { WorkflowJson } from '../../tools/n8n-harness';
import { repositoryRoot } from '../../tools/n8n-harness';

/** A workflow of examples/, its Instagram nodes using the credential as if a person had chosen it there. */
export function exampleWorkflow(file: string, credential: { id: string; name: string }): WorkflowJson {
	const text = readFileSync(path.join(repositoryRoot, 'examples', file), 'utf8');
	const workflow = JSON.parse(text) as WorkflowJson;
	return {
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.type.startsWith('n8n-nodes-instagram-platform.')
				? { ...node, credentials: { instagramOAuth2Api: credential } }
				: node,
		),
	};
}
