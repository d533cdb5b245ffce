import type { Sandbox } from '../../sandbox';
import { startSandbox } from '../../sandbox';
import type { MintOptions } from '../../sandbox/oauth/tokenStore';
import type { MetaAnswer } from './metaClient';
import { meta } from './metaClient';

export const sample = (name: string) => `https://media.example.com/${name}`;

export const NORTH = '17841400000000001';
export const BAKERY = '17841400000000003';

/** A sandbox for the tests of a file; each begins in a new world. What is sent to it may be wrong on purpose. */
export function ownSandbox(): { get(): Sandbox } {
	let sandbox: Sandbox | undefined;
	const get = (): Sandbox => {
		if (!sandbox) throw new Error('The sandbox runs only within tests');
		return sandbox;
	};
	beforeAll(async () => {
		sandbox = await startSandbox({ certificateDirectory: process.env.SANDBOX_CERTIFICATES });
	});
	beforeEach(() => get().world.reset());
	afterAll(async () => await sandbox?.close());
	return { get };
}

type Login = MintOptions['loginMethod'];

/** Where the account of each login method lives. */
export const ACCOUNT_AT: Record<Login, string> = {
	instagram: 'graph.instagram.com/v26.0/me',
	facebook: `graph.facebook.com/v26.0/${BAKERY}`,
};

/** Somebody with a token, and what they can do with it. */
export function graphUser(sandbox: Sandbox, login: Login, options: Partial<MintOptions> = {}) {
	const { value: token } = sandbox.world.tokens.mint({ loginMethod: login, kind: 'long', ...options });
	const host = ACCOUNT_AT[login].replace(/\/.*/, '');
	const call = (method: string, address: string, parameters: Record<string, string> = {}) =>
		meta(sandbox, method, address, { access_token: token, ...parameters });
	return {
		token,
		call,
		/** A path on the Graph host. */
		get: (path: string, parameters?: Record<string, string>) =>
			call('GET', `${host}/v26.0/${path}`, parameters),
		/** An edge of the account. */
		edge: (edge: string, parameters?: Record<string, string>) =>
			call('GET', `${ACCOUNT_AT[login]}/${edge}`, parameters),
		create: (parameters: Record<string, string>): Promise<MetaAnswer> =>
			call('POST', `${ACCOUNT_AT[login]}/media`, parameters),
		publish: (containerId: string): Promise<MetaAnswer> =>
			call('POST', `${ACCOUNT_AT[login]}/media_publish`, { creation_id: containerId }),
		statusOf: async (containerId: string): Promise<string> => {
			const { json } = await call('GET', `${host}/v26.0/${containerId}`, { fields: 'status_code' });
			return json.status_code as string;
		},
	};
}
