import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { INodeExecutionData } from 'n8n-workflow';

import type { RunOptions } from '../../tools/n8n-harness';
import { runWorkflow } from '../../tools/n8n-harness';
import type { Job, Span } from '../job';

/**
 * Runs a workflow and takes the times from n8n itself.
 *
 * @throws Error if the workflow stopped, or its last node put out another number of posts or in another order
 */
export async function timedRun(options: RunOptions, { work, mediaIds }: Job): Promise<Span> {
	const { posts } = work;
	const { error, json, run } = await runWorkflow(options);
	if (error) throw new Error(`The workflow stopped: ${error.message} ${error.description ?? ''}`);
	const published = json.filter(({ permalink }) => typeof permalink === 'string').length;
	if (published > posts || published === 0)
		throw new Error(`The workflow put out ${published} posts, not ${posts}`);
	if (mediaIds && json.map(({ id }) => id).join() !== mediaIds.join()) {
		throw new Error('The workflow put out other media than those it was to read, or in another order');
	}
	return { startedAt: run.startedAt.getTime(), stoppedAt: run.stoppedAt?.getTime() ?? Date.now() };
}

/** Puts a file into n8n's binary storage by copying it there, so that this process never holds it. */
export async function storedItem(file: string): Promise<INodeExecutionData> {
	const data = await Container.get(BinaryDataService).copyBinaryFile(
		{ type: 'execution', workflowId: 'harness', executionId: 'harness' },
		{ data: '', mimeType: 'video/mp4', fileName: 'reel.mp4' },
		file,
	);
	return { json: {}, binary: { data } };
}
