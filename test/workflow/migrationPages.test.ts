import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { runWorkflow } from '../../tools/n8n-harness';
import type { WorkflowJson } from '../../tools/n8n-harness';
import {
	ACCOUNT,
	connectedCredential,
	media,
	newCaptions,
	restartN8n,
} from '../../tools/n8n-harness/arrange';

const docs = path.join(__dirname, '..', '..', 'docs');
const pages = readdirSync(docs).filter((file) => file.startsWith('from-'));

/** The nodes that a page offers to paste into a workflow. */
function workflowsOf(page: string): WorkflowJson[] {
	const text = readFileSync(path.join(docs, page), 'utf8');
	return [...text.matchAll(/```json\n([\s\S]*?)```/g)]
		.map(([, block = '']) => JSON.parse(block) as Partial<WorkflowJson>)
		.filter((block): block is WorkflowJson => block.nodes !== undefined);
}

const sandbox = useSandbox({ tls: true });
useVirtualTime(sandbox);
beforeEach(restartN8n);

describe('the nodes to paste in the pages for people who come from elsewhere', () => {
	it('are there, one for each page', () => {
		expect(pages).toEqual([
			'from-http-request.md',
			'from-other-nodes.md',
			'from-upload-post-blotato-postiz.md',
		]);
		expect(pages.map((page) => workflowsOf(page).length)).toEqual([1, 1, 1]);
	});

	it.each([
		['from-http-request.md', { image_url: media('pottery-1.jpg'), caption: 'From a URL' }],
		['from-http-request.md', { video_url: media('clip-1.mp4'), caption: 'A reel' }],
		['from-other-nodes.md', { videoUrl: media('clip-1.mp4'), caption: 'A reel' }],
		[
			'from-upload-post-blotato-postiz.md',
			{ id: 7, mediaUrls: `${media('pottery-1.jpg')}, ${media('pottery-2.jpg')}`, text: 'Several files' },
		],
	])('publish with the fields of the old workflow: %s %j', async (page, fields) => {
		const { credentials, reference } = await connectedCredential(sandbox.get());
		const [toPaste] = workflowsOf(page) as [WorkflowJson];
		const nodes = toPaste.nodes.map((node) => ({ ...node, credentials: reference }));
		const { json, status } = await runWorkflow({
			credentials,
			workflow: { ...toPaste, nodes },
			items: [fields],
		});
		expect(status).toBe('success');
		expect(json).toEqual([expect.objectContaining({ status: 'PUBLISHED' })]);
		expect(newCaptions(sandbox.get(), ACCOUNT.instagram)).toEqual([
			'caption' in fields ? fields.caption : fields.text,
		]);
	});
});
