// The Instagram node of this package, in n8n-core, with a credential that went through the consent screen.
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { SANDBOX_APPS } from '../../sandbox/apps';
import { connectThroughConsent, CredentialStore, runListSearch } from '../../tools/n8n-harness';
import type { Job, Prepare } from '../job';
import type { Work } from '../work';
import { captionsOf, childUrls, mediaUrl, READ_FIELDS } from '../work';
import { storedItem, timedRun } from './n8nRun';

function parametersOf({ kind }: Work): INodeParameters {
	const publish = { resource: 'post', operation: 'publish', caption: '={{ $json.caption }}' };
	switch (kind) {
		case 'image':
			return { ...publish, postType: 'image', mediaUrl: '={{ $json.url }}' };
		case 'reel':
			return { ...publish, postType: 'reel', mediaUrl: '={{ $json.url }}' };
		case 'upload':
			return { ...publish, postType: 'reel', mediaSource: 'binary', binaryPropertyName: 'data' };
		case 'read':
			return { resource: 'media', operation: 'get', mediaId: '={{ $json.id }}', fields: READ_FIELDS };
		case 'carousel':
			return {
				...publish,
				postType: 'carousel',
				carouselItems: { item: childUrls.map((url) => ({ mediaType: 'image', url })) },
			};
	}
}

async function itemsOf({ work, file, mediaIds }: Job): Promise<INodeExecutionData[]> {
	if (mediaIds) return mediaIds.map((id) => ({ json: { id } }));
	const stored = file ? await storedItem(file) : undefined;
	return captionsOf(work).map((caption, index) => ({
		...stored,
		json: { caption, url: mediaUrl(work, index) },
	}));
}

export const prepare: Prepare = async (job) => {
	const { work, accountId, pageId } = job;
	const { appId, appSecret } = SANDBOX_APPS[work.login];
	const credentials = await CredentialStore.create();
	const { connected, reference } = await connectThroughConsent(
		credentials,
		{ loginMethod: work.login, clientId: appId, clientSecret: appSecret },
		pageId ? { pages: [pageId] } : { account: accountId },
	);
	if (!connected) throw new Error('The consent flow did not connect the account');
	const selected = { instagramOAuth2Api: reference };
	// Exchanges the token of the consent flow, as the first use of a credential does.
	const parameters = { authentication: 'oAuth2' };
	await runListSearch('instagram', 'searchAccounts', { credentials, reference: selected, parameters });
	const node = { credentials: selected, parameters: { ...parameters, ...parametersOf(work) } };
	const items = await itemsOf(job);
	return async () => await timedRun({ credentials, node, items, mode: 'trigger' }, job);
};
