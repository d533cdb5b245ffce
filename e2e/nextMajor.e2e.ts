import path from 'node:path';

import { ACCOUNTS, Stage } from './stage';
import { account, byId, containing, given, OperationRunner, resource } from './work';
import type { UsedCredential } from './workflows';

/** n8n's public address, as far as Meta knows; the sandbox leads it to n8n. */
const PUBLIC_HOST = 'n8n.example.com';

/**
 * What n8n 3 does by itself, as far as n8n 2 has switches for it. Manual executions on workers are in the test of queue
 * mode, because they need one.
 */
const SWITCHES = {
	N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_SSRF_PROTECTION_ENABLED: 'true',
	N8N_SSRF_BLOCKED_IP_RANGES: 'default,100.64.0.0/10,64:ff9b::/96,2002::/16',
	// The sandbox's proxy is on this machine.
	N8N_SSRF_ALLOWED_IP_RANGES: '127.0.0.1/32',
};

describe('n8n with the switches of its next major version', () => {
	let stage: Stage;
	let credential: UsedCredential;
	let runner: OperationRunner;

	beforeAll(async () => {
		stage = await Stage.open('next-major', {
			publicHost: PUBLIC_HOST,
			env: SWITCHES,
			preload: [path.join(__dirname, 'fixed-dns.cjs')],
		});
		credential = await stage.connectedCredential('facebook');
		runner = new OperationRunner(stage, 'facebook', credential);
	});

	afterAll(async () => await stage?.close());

	it('reads, downloads, and publishes the file that it has downloaded', async () => {
		const [post] = stage.sandbox.world.postsOf(ACCOUNTS.facebook);
		await runner.expectToWork({
			steps: [
				{
					name: 'got',
					parameters: resource('media')('get', {
						mediaId: byId(given('media')),
						fields: ['media_type'],
						download: true,
					}),
				},
				{
					name: 'posted',
					parameters: resource('post')('publish', {
						account,
						postType: 'image',
						mediaSource: 'binary',
						binaryPropertyName: 'data',
						caption: 'Once more',
					}),
				},
			],
			given: { media: post?.id },
			items: {
				got: [containing({ id: post?.id, binary: { data: containing({ mimeType: 'image/jpeg' }) } })],
				posted: [containing({ status: 'PUBLISHED', id: expect.stringMatching(/^\d+$/) })],
			},
		});
		expect(stage.postsOf('harbour_bakery').map(({ caption }) => caption)).toEqual(['Once more']);
	});
});
