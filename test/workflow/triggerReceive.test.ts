import { createHash, createHmac } from 'node:crypto';

import nock from 'nock';
import type { IDataObject } from 'n8n-workflow';

import type { MetaApp } from '../../nodes/Instagram/trigger/webhook/metaApp';
import { register, registeredPeers, signPeer } from '../../nodes/Instagram/trigger/webhook/peers';
import { RELAY_HEADER } from '../../nodes/Instagram/trigger/webhook/relay';
import type { Peer } from '../../nodes/Instagram/trigger/webhook/state';
import { derivedVerifyToken } from '../../nodes/Instagram/trigger/webhook/verification';
import type { WebhookOptions, WebhookRun } from '../../tools/n8n-harness';
import { CredentialStore, N8N_URL, runWebhook, unknownWebhookBody } from '../../tools/n8n-harness';
import { useNock } from '../jest/nock';
import {
	ACCOUNT,
	commentEntry,
	delivery,
	entryOf,
	itemOf,
	otherEntryOf,
	PERSON,
	SAMPLES,
} from '../doubles/payloads';
import { restartN8n } from '../../tools/n8n-harness/restart';
import { activeState } from './triggerState';

useNock();

const APP_ID = '1000000000000001';
const APP_SECRET = 'a0b1c2d3e4f5a0b1c2d3e4f5a0b1c2d3';
const META_SECRET = 'f0e1d2c3b4a5f0e1d2c3b4a5f0e1d2c3';

const ALL_EVENTS = SAMPLES.map(({ event }) => event);

type CredentialType = 'instagramOAuth2Api' | 'instagramAccessTokenApi';
type Login = 'instagram' | 'facebook';

const LOGINS_WITH_CREDENTIALS: Array<[Login, CredentialType]> = [
	['instagram', 'instagramOAuth2Api'],
	['facebook', 'instagramOAuth2Api'],
	['instagram', 'instagramAccessTokenApi'],
	['facebook', 'instagramAccessTokenApi'],
];

const LOGIN_NAMES = {
	instagramOAuth2Api: { appId: 'clientId', appSecret: 'clientSecret' },
	instagramAccessTokenApi: { appId: 'appId', appSecret: 'appSecret' },
} as const;

let credentials: CredentialStore;

beforeEach(async () => {
	credentials = await CredentialStore.create();
	restartN8n();
});

afterEach(() => jest.restoreAllMocks());

/** An active trigger, which keeps its static data between calls. */
class Trigger {
	staticData: NonNullable<WebhookOptions['staticData']>;

	readonly credentialId: string;

	private readonly base: Pick<WebhookOptions, 'reference' | 'parameters'>;

	constructor(
		{
			login = 'facebook',
			type = 'instagramOAuth2Api',
			appSecret = APP_SECRET,
			credential = {},
			parameters = {},
		}: {
			login?: Login;
			type?: CredentialType;
			appSecret?: string;
			credential?: Record<string, string>;
			parameters?: NonNullable<WebhookOptions['parameters']>;
		} = {},
		private readonly more: Partial<WebhookOptions> = {},
	) {
		const names = LOGIN_NAMES[type];
		const data = { loginMethod: login, [names.appId]: APP_ID, [names.appSecret]: appSecret, ...credential };
		const reference = credentials.add(type, data);
		this.credentialId = reference.id;
		const authentication = type === 'instagramOAuth2Api' ? 'oAuth2' : 'accessToken';
		this.base = {
			reference: { [type]: reference },
			parameters: { authentication, events: ALL_EVENTS, ...parameters },
		};
		this.staticData = activeState({
			secret: appSecret || (credential.metaAppSecret ?? ''),
			account: ACCOUNT,
			credentialId: reference.id,
			nodeKey: `${more.workflowId ?? 'harness'} ${more.nodeId ?? 'trigger'}`,
		});
	}

	async call(
		request: WebhookOptions['request'],
		more: Pick<WebhookOptions, 'startFails' | 'whileStoring'> = {},
	): Promise<WebhookRun> {
		const run = await runWebhook({
			credentials,
			...this.base,
			...this.more,
			...more,
			staticData: this.staticData,
			request,
		});
		if (run.isSaved) this.staticData = run.staticData;
		expect(run.error).toBeUndefined();
		return run;
	}

	async posts(
		rawBody: Buffer | string,
		{ secret = APP_SECRET, headers = {} }: { secret?: string; headers?: Record<string, string> } = {},
	): Promise<WebhookRun> {
		const signature = signatureOf(rawBody, secret);
		return await this.call({ rawBody, headers: { 'X-Hub-Signature-256': signature, ...headers } });
	}

	/** Sends a signed delivery like Meta. */
	async gets(payload: unknown, secret = APP_SECRET): Promise<WebhookRun> {
		return await this.posts(JSON.stringify(payload), { secret });
	}

	async isAsked(query: Record<string, unknown>): Promise<WebhookRun> {
		return await this.call({ method: 'GET', query });
	}
}

function signatureOf(body: Buffer | string, secret = APP_SECRET): string {
	return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** The frozen clock of the process. */
function stopTime(): { passes(milliseconds: number): void } {
	let now = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => now);
	return { passes: (milliseconds) => (now += milliseconds) };
}

const ids = ({ items = [] }: WebhookRun) => items.map(({ json }) => json.id);

/** Expects a call that starts nothing and returns no details. */
function expectNothing(run: WebhookRun, status: number): void {
	expect({ status: run.status, body: run.body, items: run.items, isSaved: run.isSaved }).toEqual({
		status,
		body: '',
		items: undefined,
		isSaved: false,
	});
}

const COMMENT = delivery(commentEntry('1'));

/** The app of the credentials in this file. */
const appOf = (secret = APP_SECRET): MetaApp => ({
	loginMethod: 'facebook',
	appKey: `facebook ${APP_ID} ${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`,
	appId: APP_ID,
	secrets: [secret],
});

const OWN_ADDRESS = {
	path: 'harness-trigger/webhook',
	isTest: false,
	liveBase: `${N8N_URL}webhook/`,
	testBase: `${N8N_URL}webhook-test/`,
};

describe('webhook verification', () => {
	const TOKEN = derivedVerifyToken(appOf(), OWN_ADDRESS);
	const question = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': TOKEN };

	it.each(LOGINS_WITH_CREDENTIALS)('of %s with %s returns the challenge as text', async (login, type) => {
		const run = await new Trigger({ login, type }).isAsked(question);
		expect(run).toMatchObject({ status: 200, body: '1158201444' });
		expect(run.items).toBeUndefined();
		expect(run.headers['content-type']).toMatch(/^text\/plain/);
		expect(run.headers['x-content-type-options']).toBe('nosniff');
	});

	it('is recorded', async () => {
		const trigger = new Trigger();
		await trigger.isAsked(question);
		const { verifiedAt } = trigger.staticData;
		expect(new Date(String(verifiedAt)).toISOString()).toBe(verifiedAt);
	});

	it('is answered during an activation, but does not overwrite what the activation saves', async () => {
		const trigger = new Trigger();
		trigger.staticData = {};
		const run = await trigger.isAsked(question);
		expect(run).toMatchObject({ status: 200, body: '1158201444', isSaved: false });
	});

	it("accepts the user's verify token, and the derived one that a peer uses to transfer the callback", async () => {
		const trigger = new Trigger({ parameters: { options: { verifyToken: ' my own ' } } });
		for (const token of ['my own', TOKEN]) {
			expect(await trigger.isAsked({ ...question, 'hub.verify_token': token })).toMatchObject({
				status: 200,
			});
		}
		const guessed = derivedVerifyToken(appOf('guess'), OWN_ADDRESS);
		expectNothing(await trigger.isAsked({ ...question, 'hub.verify_token': guessed }), 403);
	});

	it.each(['', 'x', TOKEN.slice(1), TOKEN.toUpperCase(), `${TOKEN} `])(
		'is rejected with the verify token %p',
		async (token) => {
			expectNothing(
				await new Trigger().isAsked({ ...question, 'hub.verify_token': token }),
				token === '' ? 400 : 403,
			);
		},
	);

	it.each<[string, Record<string, unknown>, number]>([
		['no parameters', {}, 400],
		['no mode', { ...question, 'hub.mode': undefined }, 400],
		['no challenge', { ...question, 'hub.challenge': undefined }, 400],
		['no verify token', { ...question, 'hub.verify_token': undefined }, 400],
		['a list of challenges', { ...question, 'hub.challenge': ['1', '2'] }, 400],
		['a verify token that is an object', { ...question, 'hub.verify_token': { a: TOKEN } }, 400],
		['another mode', { ...question, 'hub.mode': 'unsubscribe' }, 403],
		['other parameters', { challenge: '1' }, 400],
	])('with %s is rejected before the credential is read', async (_name, query, status) => {
		expectNothing(await new Trigger().isAsked(query), status);
		expect(credentials.reads).toBe(0);
	});

	it('is rejected if there is no secret to derive the token from', async () => {
		const known = derivedVerifyToken({ ...appOf(), secrets: [] }, OWN_ADDRESS);
		for (const verifyToken of ['', ' ']) {
			const parameters = { options: { verifyToken } };
			const trigger = new Trigger({ type: 'instagramAccessTokenApi', appSecret: '', parameters });
			expectNothing(await trigger.isAsked({ ...question, 'hub.verify_token': known }), 403);
		}
	});

	it('reads a changed secret after some seconds', async () => {
		const time = stopTime();
		const trigger = new Trigger({ appSecret: 'the one that was mistyped' });
		expectNothing(await trigger.isAsked(question), 403);
		credentials.change(trigger.credentialId, { clientSecret: APP_SECRET });
		expectNothing(await trigger.isAsked(question), 403);
		time.passes(5000);
		expect(await trigger.isAsked(question)).toMatchObject({ status: 200 });
	});

	it('works while the editor listens for a test event', async () => {
		expect(await new Trigger({}, { test: true }).isAsked(question)).toMatchObject({ status: 200 });
	});
});

describe('webhook event', () => {
	it.each(LOGINS_WITH_CREDENTIALS)('of %s with %s starts the workflow', async (login, type) => {
		const run = await new Trigger({ login, type }).gets(COMMENT);
		expect(run).toMatchObject({ status: 200, body: '', items: [{ json: { event: 'comments', id: '1' } }] });
		expect(run.isSaved).toBe(true);
	});

	it.each(SAMPLES.map((sample) => [sample.event, sample] as const))(
		'%s becomes an item',
		async (_name, sample) => {
			const run = await new Trigger().gets(delivery(entryOf(sample)));
			expect(run.items).toEqual([{ json: itemOf(sample) }]);
			const other = await new Trigger({}, { workflowId: 'other' }).gets([delivery(otherEntryOf(sample))]);
			expect(other.items).toEqual([{ json: itemOf(sample) }]);
		},
	);

	it('may be signed with either secret with Instagram Login', async () => {
		const trigger = new Trigger({ login: 'instagram', credential: { metaAppSecret: META_SECRET } });
		expect(ids(await trigger.gets(delivery(commentEntry('1'))))).toEqual(['1']);
		expect(ids(await trigger.gets(delivery(commentEntry('2')), META_SECRET))).toEqual(['2']);
		expect(ids(await trigger.gets(delivery(commentEntry('2')), APP_SECRET))).toEqual([]);
	});

	it('may be verified by the Meta app secret alone', async () => {
		const trigger = new Trigger({
			login: 'instagram',
			type: 'instagramAccessTokenApi',
			appSecret: '',
			credential: { metaAppSecret: META_SECRET },
		});
		expect(ids(await trigger.gets(COMMENT, META_SECRET))).toEqual(['1']);
	});

	it('with Facebook Login is only verified with the app secret', async () => {
		const trigger = new Trigger({ credential: { metaAppSecret: META_SECRET } });
		expectNothing(await trigger.gets(COMMENT, META_SECRET), 403);
	});

	it('is read from the signed bytes, whatever the content type', async () => {
		const headers = { 'Content-Type': 'text/plain' };
		expect(ids(await new Trigger().posts(JSON.stringify(COMMENT), { headers }))).toEqual(['1']);
	});

	it("is verified in Meta's escaped JSON", async () => {
		const body = JSON.stringify(delivery(commentEntry('1', { text: 'héllo ❤' })))
			.replace('é', '\\u00e9')
			.replace('❤', '\\u2764')
			.replace(/\//g, '\\/');
		expect((await new Trigger().posts(body)).items?.[0]?.json.text).toBe('héllo ❤');
	});

	it('keeps numeric IDs exact', async () => {
		const body = `{"object":"instagram","entry":[{"id":${ACCOUNT},"time":1,"changes":[{"field":"comments","value":{"id":17900000000000123}}]}]}`;
		expect((await new Trigger().posts(body)).items?.[0]?.json).toMatchObject({
			accountId: ACCOUNT,
			id: '17900000000000123',
		});
	});

	it('may come with a thousand others', async () => {
		const all = Array.from({ length: 1000 }, (_, index) => String(index + 1));
		const trigger = new Trigger();
		const run = await trigger.gets(delivery(...all.map((id) => commentEntry(id))));
		expect(ids(run)).toEqual(all);
		expectNothing(await trigger.gets(delivery(...all.map((id) => commentEntry(id)))), 200);
	});

	it('does not read the credential again', async () => {
		const trigger = new Trigger();
		for (const id of ['1', '2', '3']) await trigger.gets(delivery(commentEntry(id)));
		expect(credentials.reads).toBe(1);
	});
});

describe('webhook rejection', () => {
	const BODY = JSON.stringify(COMMENT);
	const tenMegabytes = Buffer.alloc(10 * 1024 * 1024, ' ');

	it.each<[string, WebhookOptions['request'], number]>([
		['without signature', { rawBody: BODY }, 403],
		['with a SHA-1 signature alone', { rawBody: BODY, headers: { 'X-Hub-Signature': 'sha1=0' } }, 403],
		['with a broken signature', { rawBody: BODY, headers: { 'X-Hub-Signature-256': 'sha256=zz' } }, 403],
		['of 10 MB without signature', { rawBody: tenMegabytes, headers: { 'Content-Type': 'text/plain' } }, 403],
		[
			'of 10 MB with one',
			{
				rawBody: tenMegabytes,
				headers: { 'Content-Type': 'text/plain', 'X-Hub-Signature-256': signatureOf(tenMegabytes) },
			},
			413,
		],
		[
			'of a form with files',
			{
				headers: {
					'Content-Type': 'multipart/form-data',
					'X-Hub-Signature-256': signatureOf(''),
				},
			},
			400,
		],
	])('rejects a body %s without reading the credential', async (_name, request, status) => {
		expectNothing(await new Trigger().call(request), status);
		expect(credentials.reads).toBe(0);
	});

	it.each<[string, string | Buffer, string | Buffer]>([
		['another secret', BODY, createHmac('sha256', 'guess').update(BODY).digest('hex')],
		['another body', BODY, createHmac('sha256', APP_SECRET).update(`${BODY} `).digest('hex')],
		['zeros', BODY, '0'.repeat(64)],
		['an empty body', '', createHmac('sha256', 'guess').update('').digest('hex')],
	])('rejects a body signed with %s without giving a reason', async (_name, rawBody, digits) => {
		const headers = { 'X-Hub-Signature-256': `sha256=${String(digits)}` };
		expectNothing(await new Trigger().call({ rawBody, headers }), 403);
	});

	it('logs the reason once', async () => {
		const time = stopTime();
		const trigger = new Trigger({ login: 'instagram' });
		const forge = async () => (await trigger.gets(COMMENT, 'guess')).log;
		expect(await forge()).toContain("enter that one as 'Meta App Secret'");
		expect(await forge()).not.toContain('rejected');
		time.passes(11 * 60 * 1000);
		expect(await forge()).toContain('rejected');
	});

	it.each<[string, ConstructorParameters<typeof Trigger>[0], string]>([
		['without secret', { type: 'instagramAccessTokenApi', appSecret: '' }, 'has no app secret'],
		['of Facebook Login', {}, 'app secret in the credential does not belong to the app.'],
		[
			'with both secrets',
			{ login: 'instagram', credential: { metaAppSecret: META_SECRET } },
			"neither the app secret nor 'Meta App Secret'",
		],
	])('logs the cause for a credential %s', async (_name, options, cause) => {
		const run = await new Trigger(options).gets(COMMENT, 'guess');
		expectNothing(run, 403);
		expect(run.log).toContain(cause);
	});

	it('rejects a body signed with an empty secret', async () => {
		const trigger = new Trigger({ type: 'instagramAccessTokenApi', appSecret: '' });
		expectNothing(await trigger.gets(COMMENT, ''), 403);
	});

	it.each([
		'null',
		'"text"',
		'7',
		'{}',
		'[]',
		'{"object":"instagram"}',
		'{"object":"instagram","entry":{}}',
		'[1]',
	])('rejects signed JSON that is not a delivery: %s', async (body) => {
		expectNothing(await new Trigger().posts(body), 400);
	});

	it.each(['', '{', '{"object":"instagram","entry":[', BODY.slice(0, -1), '<xml/>', '\u0000'])(
		'rejects a signed body that is not JSON: %j',
		async (body) => {
			const headers = { 'Content-Type': 'text/plain' };
			expectNothing(await new Trigger().posts(body, { headers }), 400);
		},
	);

	it("leaves truncated JSON to n8n's own rejection", async () => {
		expectNothing(await new Trigger().posts(BODY.slice(0, -1)), 422);
	});

	it('reads the credential once for 2,000 forged events and starts nothing', async () => {
		stopTime();
		const trigger = new Trigger();
		let left = 2000;
		const one = async () => {
			while (left-- > 0) expectNothing(await trigger.gets(COMMENT, 'guess'), 403);
		};
		await Promise.all(Array.from({ length: 50 }, one));
		expect(credentials.reads).toBe(1);
	});

	it('accepts a new secret after some seconds', async () => {
		const time = stopTime();
		const trigger = new Trigger();
		await trigger.gets(delivery(commentEntry('1')));
		credentials.change(trigger.credentialId, { clientSecret: META_SECRET });
		expectNothing(await trigger.gets(delivery(commentEntry('2')), META_SECRET), 403);
		time.passes(5000);
		expect(ids(await trigger.gets(delivery(commentEntry('2')), META_SECRET))).toEqual(['2']);
		expectNothing(await trigger.gets(delivery(commentEntry('3')), APP_SECRET), 403);
	});

	it('responds with 500 to an error, without starting the workflow', async () => {
		const time = stopTime();
		const trigger = new Trigger();
		const read = jest.spyOn(credentials, 'getDecrypted').mockRejectedValue(new Error('The database is away'));
		const run = await trigger.gets(COMMENT);
		expectNothing(run, 500);
		expect(run.log).toContain('The database is away');
		expect((await trigger.gets(COMMENT)).log).not.toContain('The database is away');
		expect(read).toHaveBeenCalledTimes(1);
		read.mockRestore();
		time.passes(5000);
		expect(ids(await trigger.gets(COMMENT))).toEqual(['1']);
	});
});

describe('webhook event that the workflow does not want', () => {
	it.each<[string, unknown]>([
		['of another account', delivery(commentEntry('1', {}, '17841400000000002'))],
		['of an unknown field', delivery({ id: ACCOUNT, changes: [{ field: 'follow', value: { id: '1' } }] })],
		['of another object', { ...COMMENT, object: 'page' }],
		['of the account itself', delivery(commentEntry('1', { from: { id: ACCOUNT } }))],
		['of nothing', delivery()],
		['of nothing that can be read', delivery(null, 1, { id: ACCOUNT, changes: 'a', messaging: {} })],
	])('%s is answered and ignored', async (_name, payload) => {
		expectNothing(await new Trigger().gets(payload), 200);
	});

	it('is ignored if it was not chosen', async () => {
		const trigger = new Trigger({ parameters: { events: ['messages'] } });
		expectNothing(await trigger.gets(COMMENT), 200);
	});

	it('does not affect the others of its delivery', async () => {
		const entries = [
			commentEntry('1', {}, '1'),
			commentEntry('2'),
			commentEntry('3', { from: { id: ACCOUNT } }),
		];
		expect(ids(await new Trigger().gets(delivery(...entries)))).toEqual(['2']);
	});

	it('may be an echo with Include Echo', async () => {
		const trigger = new Trigger({ parameters: { options: { includeEcho: true } } });
		const own = {
			sender: { id: ACCOUNT },
			recipient: { id: PERSON },
			timestamp: 1,
			message: { mid: 'a', is_echo: true },
		};
		const run = await trigger.gets(delivery({ id: ACCOUNT, time: 1, messaging: [own] }));
		expect(run.items).toMatchObject([{ json: { event: 'messages', is_echo: true } }]);
	});
});

describe('redelivery', () => {
	it('starts nothing', async () => {
		const trigger = new Trigger();
		await trigger.gets(COMMENT);
		expectNothing(await trigger.gets(COMMENT), 200);
	});

	it('starts nothing after a restart', async () => {
		const trigger = new Trigger();
		await trigger.gets(COMMENT);
		restartN8n();
		expectNothing(await trigger.gets(COMMENT), 200);
	});

	it('in another batch only starts new events', async () => {
		const trigger = new Trigger();
		await trigger.gets(delivery(commentEntry('1'), commentEntry('2')));
		const again = { ...commentEntry('2'), time: 1_800_000_000 };
		expect(ids(await trigger.gets(delivery(commentEntry('3'), again)))).toEqual(['3']);
	});

	it('starts one execution for concurrent deliveries', async () => {
		const trigger = new Trigger();
		const runs = await Promise.all(Array.from({ length: 5 }, async () => await trigger.gets(COMMENT)));
		expect(runs.flatMap(ids)).toEqual(['1']);
	});

	it('starts each trigger once', async () => {
		const [one, other] = [new Trigger(), new Trigger({}, { nodeId: 'other' })];
		expect(ids(await one.gets(COMMENT))).toEqual(['1']);
		expect(ids(await other.gets(COMMENT))).toEqual(['1']);
	});

	it('is shown on each delivery while the editor listens, without affecting production', async () => {
		const test = new Trigger({}, { test: true });
		expect(ids(await test.gets(COMMENT))).toEqual(['1']);
		expect(ids(await test.gets(COMMENT))).toEqual(['1']);
		expect(ids(await new Trigger().gets(COMMENT))).toEqual(['1']);
	});
});

describe('response to an event', () => {
	const whileStoring = async (run: NonNullable<WebhookOptions['whileStoring']>, trigger = new Trigger()) => {
		const rawBody = JSON.stringify(COMMENT);
		const headers = { 'X-Hub-Signature-256': signatureOf(rawBody) };
		return await trigger.call({ rawBody, headers }, { whileStoring: run });
	};

	/** Runs `work` with timers that only advance on request, and a real clock. */
	const withTimers = async (work: () => Promise<void>) => {
		jest.useFakeTimers({ doNotFake: ['Date', 'nextTick', 'setImmediate'] });
		try {
			await work();
		} finally {
			jest.useRealTimers();
		}
	};

	it('is sent once n8n has stored the execution', async () => {
		let sentBefore: boolean | undefined;
		const run = await whileStoring(({ headersSent }) => {
			sentBefore = headersSent;
		});
		expect(sentBefore).toBe(false);
		expect(run).toMatchObject({ status: 200, body: '', isSaved: true });
		expect(ids(run)).toEqual(['1']);
	});

	it('is sent by the trigger, and only once, if n8n takes longer than four seconds', async () => {
		await withTimers(async () => {
			const sent: boolean[] = [];
			const run = await whileStoring(async (response) => {
				await jest.advanceTimersByTimeAsync(3_900);
				sent.push(response.headersSent);
				await jest.advanceTimersByTimeAsync(200);
				sent.push(response.headersSent);
			});
			expect(sent).toEqual([false, true]);
			expect(run).toMatchObject({ status: 200, body: '', isSaved: true });
			expect(ids(run)).toEqual(['1']);
		});
	});

	it('is sent by the trigger if n8n has stored the execution and hangs while it saves the static data', async () => {
		await withTimers(async () => {
			const sent: boolean[] = [];
			const run = await whileStoring(async (response, { webhookResponse }) => {
				expect(webhookResponse).toBe('');
				await jest.advanceTimersByTimeAsync(4_100);
				sent.push(response.headersSent);
			});
			expect(sent).toEqual([true]);
			expect(run).toMatchObject({ status: 200, isSaved: true });
		});
	});

	it('by the trigger means that a redelivery starts nothing, however long n8n takes', async () => {
		const time = stopTime();
		await withTimers(async () => {
			const trigger = new Trigger();
			const run = await whileStoring(async () => {
				await jest.advanceTimersByTimeAsync(4_100);
				time.passes(120_000);
				expectNothing(await trigger.gets(COMMENT), 200);
			}, trigger);
			expect(ids(run)).toEqual(['1']);
		});
	});
});

describe('event whose execution n8n cannot store', () => {
	const failing = async (trigger: Trigger) => {
		const rawBody = JSON.stringify(COMMENT);
		const headers = { 'X-Hub-Signature-256': signatureOf(rawBody) };
		return await trigger.call({ rawBody, headers }, { startFails: true });
	};

	it('is not answered with 200 and not remembered', async () => {
		const trigger = new Trigger();
		const before = trigger.staticData;
		expect(await failing(trigger)).toMatchObject({ status: 500, isSaved: false });
		expect(trigger.staticData).toEqual(before);
	});

	it('starts the workflow when Meta redelivers it, once the first start has certainly failed', async () => {
		const time = stopTime();
		const trigger = new Trigger();
		await failing(trigger);
		expectNothing(await trigger.gets(COMMENT), 409);
		time.passes(61_000);
		expect(ids(await trigger.gets(COMMENT))).toEqual(['1']);
		expectNothing(await trigger.gets(COMMENT), 200);
	});

	it('is delivered with one that is being started > both start once', async () => {
		const time = stopTime();
		const trigger = new Trigger();
		await failing(trigger);
		const rawBody = JSON.stringify(delivery(commentEntry('1'), commentEntry('2')));
		const headers = { 'X-Hub-Signature-256': signatureOf(rawBody) };
		const both = await trigger.call({ rawBody, headers }, { startFails: true });
		expect(both).toMatchObject({ status: 409, isSaved: false });
		time.passes(61_000);
		expect(ids(await trigger.posts(rawBody))).toEqual(['1', '2']);
		expectNothing(await trigger.posts(rawBody), 200);
	});

	it('starts the workflow in another process at once', async () => {
		const trigger = new Trigger();
		await failing(trigger);
		restartN8n();
		expect(ids(await trigger.gets(COMMENT))).toEqual(['1']);
	});
});

describe('trigger whose account is not in its static data', () => {
	const graph = 'https://graph.instagram.com';
	const OAUTH = { oauthTokenData: { access_token: 'IGAAlong-lived-token' } };
	const lost = (parameters = {}) => {
		const trigger = new Trigger({ login: 'instagram', credential: OAUTH as never, parameters });
		trigger.staticData = {};
		return trigger;
	};
	const tells = (user_id: string) =>
		nock(graph).get(/\/me$/).query(true).reply(200, { id: '9', user_id, username: 'north.pottery' });

	it('asks Meta for the account, and starts the workflow', async () => {
		const asked = tells(ACCOUNT);
		expect(ids(await lost().gets(COMMENT))).toEqual(['1']);
		expect(asked.isDone()).toBe(true);
	});

	it('does not overwrite what an activation saves, but saves some minutes later', async () => {
		const time = stopTime();
		tells(ACCOUNT);
		const trigger = lost();
		expect((await trigger.gets(COMMENT)).isSaved).toBe(false);
		time.passes(3 * 60 * 1000);
		expect((await trigger.gets(delivery(commentEntry('2')))).isSaved).toBe(true);
		expect(trigger.staticData).toMatchObject({ version: 1, account: { id: ACCOUNT } });
		restartN8n();
		expect(ids(await trigger.gets(delivery(commentEntry('3'))))).toEqual(['3']);
		expectNothing(await trigger.gets(delivery(commentEntry('2'))), 200);
	});

	it('does not ask Meta because of an unwanted event', async () => {
		expectNothing(await lost({ events: ['messages'] }).gets(COMMENT), 200);
	});

	it('responds with 503 as long as Meta does not respond, asking at most twice a minute', async () => {
		const time = stopTime();
		const trigger = lost();
		expectNothing(await trigger.gets(COMMENT), 503);
		const asked = tells(ACCOUNT);
		expectNothing(await trigger.gets(COMMENT), 503);
		expect(asked.isDone()).toBe(false);
		time.passes(30_000);
		expect(ids(await trigger.gets(COMMENT))).toEqual(['1']);
	});

	it('drops events with a log line, instead of responding with 503 forever, if the token is dead', async () => {
		nock(graph)
			.persist()
			.get(/./)
			.query(true)
			.reply(400, {
				error: { message: 'Invalid token', type: 'OAuthException', code: 190, error_subcode: 460 },
			});
		const trigger = lost();
		const first = await trigger.gets(COMMENT);
		expectNothing(first, 200);
		expect(first.log).toContain("the trigger's account could not be determined");
		expect((await trigger.gets(COMMENT)).log).not.toContain('could not be determined');
	});

	it.each<[string, (state: IDataObject) => IDataObject]>([
		[
			'edited by hand',
			(state) => ({ ...state, account: { ...(state.account as IDataObject), id: '17841400000000002' } }),
		],
		['of an older form', () => ({ accountIds: ['17841400000000002'] })],
		['that are no object', (state) => ({ ...state, account: '17841400000000002' })],
	])('does not believe static data %s', async (_name, change) => {
		tells(ACCOUNT);
		const trigger = lost();
		trigger.staticData = change(
			activeState({ secret: APP_SECRET, account: ACCOUNT, credentialId: trigger.credentialId }),
		);
		const stranger = delivery(commentEntry('1', {}, '17841400000000002'), commentEntry('2'));
		expect(ids(await trigger.gets(stranger))).toEqual(['2']);
	});

	it("ignores an account that was resolved for another value of 'Account' or another credential", async () => {
		for (const more of [{ parameter: '17841400000000001' }, { credentialId: 'another' }]) {
			tells(ACCOUNT);
			const trigger = lost();
			trigger.staticData = activeState({
				secret: APP_SECRET,
				account: '17841400000000002',
				credentialId: trigger.credentialId,
				...more,
			});
			expectNothing(await trigger.gets(delivery(commentEntry('1', {}, '17841400000000002'))), 200);
			nock.cleanAll();
			restartN8n();
		}
	});
});

describe('relay to the other triggers of the app', () => {
	const PATH = '/webhook/other/webhook';
	const other: Peer = {
		nodeKey: 'other other',
		path: 'other/webhook',
		accountIds: [ACCOUNT],
		events: ['comments'],
		isTest: false,
	};

	/** Makes the peer respond like this, once. */
	function answers(status: number): { body?: string; headers?: Record<string, string> } {
		const got: { body?: string; headers?: Record<string, string> } = {};
		nock(N8N_URL.slice(0, -1))
			.post(PATH)
			.reply(function (_uri, body) {
				got.body = typeof body === 'string' ? body : JSON.stringify(body);
				got.headers = this.req.headers;
				const text = status === 404 ? unknownWebhookBody('POST', PATH) : '';
				return [status, text, { [RELAY_HEADER]: '1' }];
			});
		return got;
	}

	const joins = (peer: Partial<Peer> = {}) => register(appOf(), signPeer(appOf(), { ...other, ...peer }));
	const peerKeys = () => registeredPeers(appOf(), OWN_ADDRESS).map(({ nodeKey }) => nodeKey);

	beforeEach(() => joins());

	it('sends the delivery as received from Meta', async () => {
		const got = answers(200);
		const run = await new Trigger().gets(COMMENT);
		expect(run).toMatchObject({ status: 200, items: [{ json: { id: '1' } }] });
		expect(got.body).toBe(JSON.stringify(COMMENT));
		expect(got.headers?.['x-hub-signature-256']).toBe(signatureOf(JSON.stringify(COMMENT)));
		expect(got.headers?.[RELAY_HEADER]).toBeDefined();
	});

	it('relays also what this trigger has seen before', async () => {
		const trigger = new Trigger();
		answers(200);
		await trigger.gets(COMMENT);
		const got = answers(200);
		expect((await trigger.gets(COMMENT)).items).toBeUndefined();
		expect(got.body).toBe(JSON.stringify(COMMENT));
	});

	it('does not relay a relayed delivery, and marks the response', async () => {
		const headers = { [RELAY_HEADER]: '1' };
		const run = await new Trigger().posts(JSON.stringify(COMMENT), { headers });
		expect(ids(run)).toEqual(['1']);
		expect(run.headers[RELAY_HEADER]).toBe('1');
	});

	it('does not relay a forged delivery', async () => {
		expectNothing(await new Trigger().gets(COMMENT, 'guess'), 403);
	});

	it.each<[string, unknown]>([
		['events', delivery(entryOf(SAMPLES.find(({ event }) => event === 'messages')!))],
		['accounts', delivery(commentEntry('1', {}, '17841400000000002'))],
	])('does not relay events of other %s', async (_name, payload) => {
		expect((await new Trigger().gets(payload)).status).toBe(200);
	});

	it('relays events that only a peer wants', async () => {
		joins({ accountIds: ['17841400000000002'] });
		const got = answers(200);
		const payload = delivery(commentEntry('1', {}, '17841400000000002'));
		expect(await new Trigger().gets(payload)).toMatchObject({ status: 200 });
		expect(got.body).toBe(JSON.stringify(payload));
	});

	it("relays the dashboard's sample only to test listeners", async () => {
		const sample = delivery(commentEntry('1', {}, '0'));
		expectNothing({ ...(await new Trigger().gets(sample)), isSaved: false }, 200);
		joins({ isTest: true });
		const got: string[] = [];
		nock(N8N_URL.slice(0, -1))
			.post('/webhook-test/other/webhook')
			.reply((uri) => (got.push(uri), [200, '', { [RELAY_HEADER]: '1' }]));
		await new Trigger().gets(sample);
		expect(got).toHaveLength(1);
	});

	it.each([500, 502, 503, 403])(
		'requests redeliveries for two minutes for peers that respond with %i, then skips them, and starts its own workflow once',
		async (status) => {
			const time = stopTime();
			const trigger = new Trigger();
			const statuses = [];
			for (let number = 0; number < 5; number += 1) {
				if (number < 3) answers(status);
				const run = await trigger.gets(COMMENT);
				time.passes(60_000);
				statuses.push(run.status);
				expect(ids(run)).toEqual(number === 0 ? ['1'] : []);
				if (number === 0) expect(run.log).toContain(`responds with HTTP ${status}`);
				time.passes(30_000);
			}
			expect(statuses).toEqual([503, 503, 200, 200, 200]);
			expect(peerKeys()).toContain('other other');
		},
	);

	it('requests a redelivery for peers that do not respond', async () => {
		nock(N8N_URL.slice(0, -1)).post(PATH).replyWithError('connect ECONNREFUSED');
		const run = await new Trigger().gets(COMMENT);
		expect(run.status).toBe(503);
		expect(ids(run)).toEqual(['1']);
	});

	it('starts its own workflow on a redelivery if n8n could store no execution, neither here nor for the peer', async () => {
		const time = stopTime();
		const trigger = new Trigger();
		const rawBody = JSON.stringify(COMMENT);
		const headers = { 'X-Hub-Signature-256': signatureOf(rawBody) };
		answers(500);
		const failed = await trigger.call({ rawBody, headers }, { startFails: true });
		expect(failed).toMatchObject({ status: 503, isSaved: false });
		time.passes(61_000);
		answers(200);
		const run = await trigger.gets(COMMENT);
		expect(run).toMatchObject({ status: 200, isSaved: true });
		expect(ids(run)).toEqual(['1']);
	});

	it('treats peers whose webhook n8n does not have as gone', async () => {
		const trigger = new Trigger();
		answers(404);
		expect((await trigger.gets(COMMENT)).status).toBe(200);
		expect(peerKeys()).not.toContain('other other');
		expect((await trigger.gets(delivery(commentEntry('2')))).status).toBe(200);
	});

	it('keeps peers that respond with 404 while their n8n starts', async () => {
		const trigger = new Trigger();
		nock(N8N_URL.slice(0, -1)).post(PATH).reply(404, '<pre>Cannot POST</pre>');
		expect((await trigger.gets(COMMENT)).status).toBe(503);
		expect(peerKeys()).toContain('other other');
	});

	it('requests no redelivery for test listeners', async () => {
		restartN8n();
		joins({ isTest: true });
		nock(N8N_URL.slice(0, -1)).post('/webhook-test/other/webhook').reply(500);
		expect((await new Trigger().gets(COMMENT)).status).toBe(200);
	});

	it('knows its peers after a restart', async () => {
		const trigger = new Trigger();
		answers(200);
		await trigger.gets(COMMENT);
		restartN8n();
		const got = answers(200);
		await trigger.gets(delivery(commentEntry('2')));
		expect(got.body).toContain('"2"');
	});

	it('calls no peer on another server or without a proof of the secret', async () => {
		restartN8n();
		const got: string[] = [];
		for (const host of ['http://169.254.169.254', N8N_URL.slice(0, -1)]) {
			nock(host)
				.persist()
				.post(/./)
				.reply((uri, body) => (got.push(`${uri} ${JSON.stringify(body)}`), [200, '']));
		}
		const trigger = new Trigger();
		const url = 'http://169.254.169.254/latest/webhook';
		trigger.staticData.peers = [
			{ ...other, url, path: url, proof: 'x' },
			{ ...other, path: '//169.254.169.254/webhook', proof: 'x' },
			signPeer(appOf('guess'), other),
		] as never;
		expect(ids(await trigger.gets(COMMENT))).toEqual(['1']);
		nock.cleanAll();
		// The peer on this n8n is asked for a proof, but does not receive the event.
		expect(got).toHaveLength(1);
		expect(got[0]).toContain('/webhook/other/webhook');
		expect(got.join()).not.toContain('Bonjour');
	});

	it('asks peers for a new proof after a change of the secret, and keeps them until then', async () => {
		restartN8n();
		const trigger = new Trigger();
		trigger.staticData.peers = [signPeer(appOf('old secret'), other)] as never;
		const time = stopTime();
		nock(N8N_URL.slice(0, -1)).post(PATH).reply(502);
		await trigger.gets(COMMENT);
		expect(JSON.stringify(trigger.staticData)).toContain('other other');
		time.passes(11 * 60 * 1000);
		const got: string[] = [];
		nock(N8N_URL.slice(0, -1))
			.post(PATH)
			.times(2)
			.reply((_uri, body) => {
				got.push((body as { object: string }).object);
				const self = signPeer(appOf(), other);
				return [200, JSON.stringify({ self, peers: [] }), { [RELAY_HEADER]: '1' }];
			});
		await trigger.gets(delivery(commentEntry('2')));
		expect(got).toEqual(['n8n_instagram_trigger', 'instagram']);
	});

	it('accepts each signed announcement once', async () => {
		const trigger = new Trigger();
		const from = signPeer(appOf(), { ...other, path: 'third/webhook', nodeKey: 'third third' });
		const announcement = {
			object: 'n8n_instagram_trigger',
			intent: 'join',
			to: { path: OWN_ADDRESS.path, isTest: false },
			sentAt: Date.now(),
			nonce: 'n',
			from,
		};
		expectNothing(await trigger.gets(announcement, 'guess'), 403);
		const run = await trigger.gets(announcement);
		expect(run.status).toBe(200);
		expect(run.headers['content-type']).toMatch(/^application\/json/);
		expect(JSON.parse(run.body)).toMatchObject({
			self: { nodeKey: 'harness trigger', accountIds: [ACCOUNT] },
		});
		expect(JSON.stringify(trigger.staticData)).toContain('third third');
		expectNothing(await trigger.gets(announcement), 400);
	});

	it.each(['instagram', 'facebook'] as const)(
		'relays nothing to triggers that have the app ID but not the secret (%s)',
		async (login) => {
			restartN8n();
			// It knows its own verify token, so it can verify itself; its project has a credential with an invented secret.
			const stranger = new Trigger(
				{ login, appSecret: 'no-secret-of-that-app', parameters: { options: { verifyToken: 'mine' } } },
				{ workflowId: 'stranger', nodeId: 'stranger' },
			);
			const query = { 'hub.mode': 'subscribe', 'hub.verify_token': 'mine', 'hub.challenge': '1' };
			expect((await stranger.isAsked(query)).status).toBe(200);
			const body = JSON.stringify(COMMENT);
			expect((await stranger.posts(body, { secret: 'no-secret-of-that-app' })).status).toBe(200);
			const got: string[] = [];
			nock(N8N_URL.slice(0, -1))
				.persist()
				.post(/./)
				.reply((uri) => (got.push(uri), [200, '']));
			expect(ids(await new Trigger({ login }).gets(COMMENT))).toEqual(['1']);
			nock.cleanAll();
			expect(got).toEqual([]);
		},
	);
});

describe('webhook deliveries without events', () => {
	const edit = (fields: object, sent: object = {}) =>
		delivery({
			id: ACCOUNT,
			time: 1,
			messaging: [{ timestamp: 1, ...sent, message_edit: { mid: 'aWdf', ...fields } }],
		});

	it('dashboard sample > is logged once and starts nothing', async () => {
		const trigger = new Trigger();
		const sample = delivery(commentEntry('17865799348089039', {}, '0'));
		const run = await trigger.gets(sample);
		expectNothing(run, 200);
		expect(run.log.match(/received a sample from the App Dashboard; the connection works/g)).toHaveLength(1);
		expect((await trigger.gets(sample)).log).not.toContain('sample');
	});

	it('dashboard sample > is an item on each delivery while the editor listens', async () => {
		const trigger = new Trigger({}, { test: true });
		const author = { id: '232323232', username: 'test', self_ig_scoped_id: '232323232' };
		const sample = delivery(commentEntry('17865799348089039', { from: author }, '0'));
		for (let number = 0; number < 2; number += 1) {
			expect((await trigger.gets(sample)).items).toMatchObject([
				{ json: { accountId: '0', event: 'comments' } },
			]);
		}
	});

	it('standby messages > are explained in the log once, and start nothing', async () => {
		const trigger = new Trigger();
		const standby = delivery({ id: ACCOUNT, time: 1, standby: [{ message: { mid: 'a', text: 'b' } }] });
		const run = await trigger.gets(standby);
		expectNothing(run, 200);
		expect(run.log).toContain('Conversation routing');
		expect((await trigger.gets(standby)).log).not.toContain('standby');
	});

	it.each([0, '0'])(
		'edit with num_edit %p > starts nothing, and the log says once what to select',
		async (edits) => {
			const trigger = new Trigger({ parameters: { options: { includeEcho: true } } });
			const run = await trigger.gets(edit({ num_edit: edits }));
			expectNothing(run, 200);
			expect(run.log).toContain("'messages'");
			expect((await trigger.gets(edit({ num_edit: edits }))).log).not.toContain('num_edit');
		},
	);

	it('edit with num_edit 0 and its message > starts the workflow once, without a log line', async () => {
		const message = { timestamp: 1, sender: { id: PERSON }, message: { mid: 'aWdf', text: 'hey' } };
		const entry = { id: ACCOUNT, time: 1, messaging: [message] };
		const both = delivery(entry, ...(edit({ num_edit: 0 }).entry as unknown[]));
		const run = await new Trigger().gets(both);
		expect(run.items).toMatchObject([{ json: { event: 'messages', mid: 'aWdf' } }]);
		expect(run.log).not.toContain('num_edit');
	});

	it("edit > is an event with a sender, and counts as the account's own without one", async () => {
		const trigger = new Trigger();
		const sent = { sender: { id: PERSON }, recipient: { id: ACCOUNT } };
		expect((await trigger.gets(edit({ num_edit: 1, text: 'a' }, sent))).items).toHaveLength(1);
		expectNothing(await trigger.gets(edit({ num_edit: 2, text: 'b' })), 200);
		const echoes = new Trigger({ parameters: { options: { includeEcho: true } } }, { workflowId: 'echoes' });
		expect((await echoes.gets(edit({ num_edit: 2, text: 'b' }))).items).toHaveLength(1);
	});
});
