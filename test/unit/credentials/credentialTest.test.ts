import nock from 'nock';
import type { ICredentialDataDecryptedObject, INodeType } from 'n8n-workflow';
import { createEmptyRunExecutionData, Workflow } from 'n8n-workflow';
import { ExecuteContext, RoutingNode } from 'n8n-core';

import { additionalDataFor, CredentialStore } from '../../../tools/n8n-harness';
import { useNock } from '../../jest/nock';

const TYPE = 'instagramAccessTokenApi';

useNock();

/** Tests the credential like n8n on saving: with a node that sends the request of the credential's `test`. */
async function testCredential(data: ICredentialDataDecryptedObject) {
	const store = await CredentialStore.create();
	const reference = store.add(TYPE, data);
	const { test: credentialTest } = store.loaded.credentialType(TYPE);
	const nodeType = {
		description: {
			displayName: 'Test',
			name: 'noOp',
			version: 1,
			group: [],
			description: '',
			defaults: {},
			inputs: [],
			outputs: [],
			credentials: [{ name: TYPE, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					routing: { request: credentialTest!.request },
					default: '',
				},
			],
		},
	} as never as INodeType;
	const node = {
		id: 'temp',
		parameters: {},
		name: 'Temp-Node',
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		credentials: { [TYPE]: reference },
	};
	const nodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const additionalData = additionalDataFor(store);
	const context = new ExecuteContext(
		workflow,
		node,
		{ ...additionalData, currentNodeParameters: node.parameters },
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const decrypted = await store.getDecrypted(additionalData, reference, TYPE, 'internal');
	const credential = { ...reference, type: TYPE, data: decrypted };
	const result = await new RoutingNode(context, nodeType as never, credential).runNode().then(
		(output) => ({ output }),
		(error: Error & { cause?: { code?: unknown; response?: { status: number } } }) => ({ error }),
	);
	return { result, stored: store.stored(reference.id) };
}

it('accepts a valid token and exchanges it for a long-lived one', async () => {
	nock('https://graph.instagram.com')
		.get('/access_token')
		.query(true)
		.reply(200, { access_token: 'long-token', expires_in: 5_184_000 });
	nock('https://graph.instagram.com', { reqheaders: { authorization: 'Bearer long-token' } })
		.get('/v25.0/me')
		.query({ fields: 'id' })
		.reply(200, { id: '17' });
	const { result, stored } = await testCredential({
		apiVersion: 'v25.0',
		accessToken: 'pasted-token',
		appSecret: 'app-secret-value',
	});
	expect(result).toHaveProperty('output');
	expect(stored.renewedToken).toMatch(/long-token/);
});

it('rejects a token that Meta rejects, with the status that the rule explains', async () => {
	nock('https://graph.facebook.com')
		.get('/v27.0/me')
		.query(true)
		.reply(400, { error: { message: 'Invalid', type: 'OAuthException', code: 190 } });
	const { result } = await testCredential({ loginMethod: 'facebook', accessToken: 'pasted-token' });
	expect(result).toMatchObject({ error: { cause: { response: { status: 400 } } } });
});

it('shows a message instead of an error code for a dead token', async () => {
	nock('https://graph.facebook.com')
		.get('/v27.0/debug_token')
		.query(true)
		.reply(200, { data: { is_valid: false, error: { code: 190, subcode: 463, message: 'expired' } } });
	const { result } = await testCredential({
		loginMethod: 'facebook',
		accessToken: 'pasted-token',
		appId: '123',
		appSecret: 'app-secret-value',
	});
	const { error } = result as { error: Error & { cause?: { code?: unknown } } };
	expect(error.message).toMatch(/expired/);
	expect(error.cause?.code).toBeUndefined();
});
