// n8n's own HTTP Request, Wait, If and Merge nodes in n8n-core, with a token in a Header Auth credential.
import type { INodeExecutionData } from 'n8n-workflow';

import { runWorkflow } from '../../tools/n8n-harness';
import type { Job, Prepare } from '../job';
import { captionsOf, childUrls, mediaUrl } from '../work';
import { httpWorkflow, warmUpWorkflow } from './httpWorkflow';
import { storeWithN8nNodes } from './n8nNodes';
import { storedItem, timedRun } from './n8nRun';

async function itemsOf({ work, file, mediaIds }: Job): Promise<INodeExecutionData[]> {
	if (mediaIds) return mediaIds.map((id) => ({ json: { id } }));
	const [caption = ''] = captionsOf(work);
	if (work.kind === 'carousel') return childUrls.map((url) => ({ json: { caption, url } }));
	const stored = file ? await storedItem(file) : undefined;
	return captionsOf(work).map((text, index) => ({
		...stored,
		json: { caption: text, url: mediaUrl(work, index) },
	}));
}

export const prepare: Prepare = async (job) => {
	const { work, account, token, n8nModules = '' } = job;
	const credentials = await storeWithN8nNodes(n8nModules);
	const header = (value: string) => credentials.add('httpHeaderAuth', { name: 'Authorization', value });
	const headers = { graph: header(`Bearer ${token}`), upload: header(`OAuth ${token}`) };
	const { error } = await runWorkflow({ workflow: warmUpWorkflow(work, account, headers), credentials });
	if (error) throw new Error(`The first call failed: ${error.message}`);
	const workflow = httpWorkflow(work, account, headers);
	const items = await itemsOf(job);
	return async () => await timedRun({ credentials, workflow, items, mode: 'trigger' }, job);
};
