import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { Sandbox } from '../../sandbox';
import type { FaultOptions } from '../../sandbox/faults';
import { storeBinary } from '../../tools/n8n-harness';
import { video } from '../unit/publishing/media/files';
import type { Login } from '../../tools/n8n-harness/arrange';
import type { ErrorSample } from '../samples/errorSamples';
import { answerOf } from '../samples/errorSamples';
import {
	ACCOUNT,
	failures,
	connectedCredential,
	media,
	newCaptions,
	run,
} from '../../tools/n8n-harness/arrange';

const PERSON = '17841499000000101';
const post = ({ world }: Sandbox) => world.postsOf(ACCOUNT.instagram)[0]!.id;
const publish = { resource: 'post', operation: 'publish', caption: 'Only once' };
const image = { ...publish, mediaUrl: media('pottery-1.jpg') };
const reel = { ...publish, postType: 'reel', mediaUrl: media('clip-1.mp4') };
const insights = { operation: 'getInsights', metrics: ['reach'] };
const message = { resource: 'message', operation: 'send', recipientId: PERSON, text: 'Hello' };
const readPost = (sandbox: Sandbox) => ({ resource: 'media', operation: 'get', mediaId: post(sandbox) });
const comment = (sandbox: Sandbox) => ({
	resource: 'comment',
	operation: 'create',
	mediaId: post(sandbox),
	text: 'Hello',
});

/** How a call is provoked, and what the sandbox calls its endpoint. */
interface Provocation {
	endpoint: string;
	parameters: INodeParameters | ((sandbox: Sandbox) => INodeParameters);
	login?: Login;
	items?: () => Promise<INodeExecutionData[]>;
}

/** Every call that a sample came from and that an operation makes, by the sample's name for it. */
export const CALLS: Readonly<Record<string, Provocation>> = {
	any: { endpoint: 'read', parameters: readPost },
	GET: { endpoint: 'read', parameters: readPost },
	'GET graph.instagram.com': { endpoint: 'read', parameters: readPost },
	'GET media': { endpoint: 'read', parameters: readPost },
	'GET with a large page': {
		endpoint: 'list',
		parameters: { resource: 'media', operation: 'getMany', returnAll: true },
	},
	'GET media insights': {
		endpoint: 'insights',
		parameters: (sandbox) => ({ resource: 'media', ...insights, metrics: ['views'], mediaId: post(sandbox) }),
	},
	'GET story insights': {
		endpoint: 'insights',
		parameters: (sandbox) => ({ resource: 'media', ...insights, mediaId: post(sandbox) }),
	},
	'GET insights': { endpoint: 'insights', parameters: { resource: 'account', ...insights } },
	'GET business_discovery': {
		login: 'facebook',
		endpoint: 'discovery',
		parameters: { resource: 'account', operation: 'discover', username: 'lora.fen' },
	},
	'GET debug_token': {
		login: 'facebook',
		endpoint: 'inspect',
		parameters: { resource: 'token', operation: 'inspect' },
	},
	// The Page's token is read before anything is sent in the Page's name.
	'GET page': { login: 'facebook', endpoint: 'page', parameters: message },
	'GET /me/accounts or media': {
		login: 'facebook',
		endpoint: 'accounts',
		parameters: { resource: 'account', operation: 'getMany' },
	},
	'GET /{igsid}': {
		endpoint: 'profile',
		parameters: { resource: 'user', operation: 'get', userId: PERSON },
	},
	'GET container': { endpoint: 'status', parameters: reel },
	POST: { endpoint: 'comment', parameters: comment },
	'POST graph.instagram.com': { endpoint: 'comment', parameters: comment },
	'POST media': { endpoint: 'create', parameters: image },
	'POST media (collaborators)': {
		endpoint: 'create',
		parameters: { ...image, additionalFields: { collaborators: 'lora.fen' } },
	},
	'POST media_publish': { endpoint: 'publish', parameters: image },
	'GET media permalink after publish': { endpoint: 'permalink', parameters: image },
	'POST messages': { endpoint: 'send', parameters: message },
	'POST messages with a link': {
		endpoint: 'send',
		parameters: { ...message, text: 'See https://shop.example.com' },
	},
	'POST rupload': {
		login: 'facebook',
		endpoint: 'upload',
		parameters: { ...publish, postType: 'reel', mediaSource: 'binary' },
		items: async () => [
			{
				json: {},
				binary: { data: await storeBinary(video({ data: 300_000 }), { mimeType: 'video/mp4' }) },
			},
		],
	},
};

/** Runs the operation that makes a sample's call, with the sample as the answer to it. */
export async function provoke(
	sandbox: Sandbox,
	sample: ErrorSample,
	fault: Partial<FaultOptions> = { times: 99 },
) {
	const { endpoint, parameters, login = 'instagram', items } = CALLS[sample.call]!;
	const connected = await connectedCredential(sandbox, login, 'accessToken');
	sandbox.world.faults.add({ ...answerOf(sample), endpoint, ...fault });
	const { json, last } = await run(
		connected,
		typeof parameters === 'function' ? parameters(sandbox) : parameters,
		{ onError: 'continueRegularOutput', ...(items ? { items: await items() } : {}) },
	);
	return { json, failed: failures(last.outputs[0]!), live: newCaptions(sandbox, ACCOUNT[login]) };
}
