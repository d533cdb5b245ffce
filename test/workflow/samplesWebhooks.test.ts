import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { EVENT_TABLE } from '../../nodes/Instagram/trigger/webhook/eventTypes';
import { CredentialStore, runWebhook } from '../../tools/n8n-harness';
import type { WebhookRun } from '../../tools/n8n-harness';
import { useNock } from '../jest/nock';
import { restartN8n } from '../../tools/n8n-harness/restart';
import { activeState } from './triggerState';

useNock();

type Login = 'instagram' | 'facebook';

/** test/samples/README.md */
interface Sample {
	id: string;
	note: string;
	flavour: Login | 'both';
	payload?: unknown;
	rawBody?: string;
	expect: { events: string[]; own?: boolean; test?: boolean; time?: string; wish?: string };
}

const ACCOUNT = '17841478523146097';

const FOLDER = path.join(__dirname, '..', 'samples', 'webhooks');

const samples = readdirSync(FOLDER)
	.sort()
	.map((name) => JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')) as Sample);

/** Samples whose events are not the listed ones, and the reason. */
const EXCEPTIONS: Record<string, { events: string[]; reason: string }> = {
	W39: { events: [], reason: 'num_edit 0 is no edit: it starts nothing, also with a sender' },
	W40: { events: [], reason: 'num_edit 0 is no edit: the log says that messages are not ticked' },
	W41: {
		events: ['messages'],
		reason: 'num_edit 0 is no edit: the message beside it starts the workflow once',
	},
};

/** The kind of each message among the samples. */
const KINDS: Record<string, string> = {
	W01: 'text',
	W03: 'story_reply',
	W04: 'deleted',
	W07: 'unsupported',
	W09: 'story_mention',
	W11: 'deleted',
	W12: 'share',
	W19: 'text',
	W20: 'quick_reply',
	W31: 'share',
	W32: 'share',
	W33: 'media',
	W34: 'story_reply',
	W35: 'media',
	W36: 'deleted',
	W41: 'text',
	W80: 'text',
	W81: 'text',
	W82: 'text',
	W85: 'text',
};

const LOGINS: Record<Sample['flavour'], Login[]> = {
	instagram: ['instagram'],
	facebook: ['facebook'],
	both: ['instagram', 'facebook'],
};

const CASES = samples.flatMap((sample) =>
	LOGINS[sample.flavour].map((login) => [`${sample.id} (${login}): ${sample.note}`, sample, login] as const),
);

const APP_SECRET = createHmac('sha256', 'samples').update('app').digest('hex');

beforeEach(restartN8n);

const bodyOf = ({ payload, rawBody }: Sample) => rawBody ?? JSON.stringify(payload);

/** The trigger with all events of the account of the samples. */
async function deliver(
	sample: Sample,
	login: Login,
	{
		includeEcho = false,
		test = false,
		...options
	}: { includeEcho?: boolean; test?: boolean } & IDataObject = {},
): Promise<WebhookRun> {
	const credentials = await CredentialStore.create();
	const reference = credentials.add('instagramOAuth2Api', {
		loginMethod: login,
		clientId: '1000000000000001',
		clientSecret: APP_SECRET,
	});
	const rawBody = bodyOf(sample);
	const signature = createHmac('sha256', APP_SECRET).update(rawBody).digest('hex');
	const run = await runWebhook({
		credentials,
		reference: { instagramOAuth2Api: reference },
		parameters: {
			authentication: 'oAuth2',
			events: Object.keys(EVENT_TABLE),
			options: { includeEcho, ...options } as INodeParameters,
		},
		staticData: activeState({ secret: APP_SECRET, account: ACCOUNT, credentialId: reference.id }),
		test,
		request: { rawBody, headers: { 'X-Hub-Signature-256': `sha256=${signature}` } },
	});
	expect(run.error).toBeUndefined();
	expect(run.status).toBe(200);
	return run;
}

const itemsOf = ({ items = [] }: WebhookRun) => items.map(({ json }) => json);
const eventsOf = (run: WebhookRun) => itemsOf(run).map(({ event }) => event);
const eventsExpected = ({ id, expect: { events } }: Sample) => EXCEPTIONS[id]?.events ?? events;

function entriesIn(sample: Sample): IDataObject[] {
	const parsed = JSON.parse(bodyOf(sample)) as IDataObject | IDataObject[];
	return [parsed].flat().flatMap(({ entry }) => entry as IDataObject[]);
}

/** The times of the events of an entry: a message has its own time, a change has the time of its entry. */
function timesIn(entry: IDataObject): string[] {
	const changes = entry.field === undefined ? ((entry.changes ?? []) as IDataObject[]) : [entry];
	const sent = (entry.messaging ?? []) as IDataObject[];
	const stamps = [
		...changes.map(({ value }) => (value as IDataObject).timestamp ?? entry.time),
		...sent
			.filter(({ message_edit: edit }) => (edit as IDataObject | undefined)?.num_edit !== 0)
			.map(({ timestamp }) => timestamp),
	];
	return stamps.map((stamp) => {
		const number = Number(stamp);
		if (Number.isNaN(number)) return new Date(String(stamp)).toISOString();
		// Seconds have ten digits at present, milliseconds thirteen.
		return new Date(String(number).length > 10 ? number : number * 1000).toISOString();
	});
}

/** All texts in a value, at any depth. */
function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(textsIn);
}

describe('Instagram Trigger, webhook samples', () => {
	it('has a sample for every exception', () => {
		const ids = samples.map(({ id }) => id);
		expect(Object.keys(EXCEPTIONS).filter((id) => !ids.includes(id))).toEqual([]);
		expect(samples).toHaveLength(44);
	});

	it.each(CASES)('returns the expected events of %s', async (_name, sample, login) => {
		const { own = false, test = false } = sample.expect;
		const events = eventsExpected(sample);

		// A published workflow starts with actions of other people.
		const active = await deliver(sample, login);
		expect(eventsOf(active)).toEqual(own || test ? [] : events);
		if (test) expect(active.log).toContain('received a sample from the App Dashboard; the connection works');

		// Actions of the account itself need the option.
		restartN8n();
		const all = await deliver(sample, login, { includeEcho: true });
		expect(eventsOf(all)).toEqual(test ? [] : events);

		// While the editor listens, samples of the dashboard start it as well, each time they are sent.
		restartN8n();
		for (let number = 0; number < 2; number += 1) {
			const listening = await deliver(sample, login, { test: true });
			expect(eventsOf(listening)).toEqual(own ? [] : events);
		}
	});

	it.each(CASES.filter(([, sample]) => eventsExpected(sample).length > 0))(
		'returns the time, the account and every field of %s',
		async (_name, sample, login) => {
			const { test = false, time } = sample.expect;
			const items = itemsOf(await deliver(sample, login, { includeEcho: !test, test }));
			expect(items.map((item) => item.time)).toEqual(entriesIn(sample).flatMap(timesIn));
			if (time !== undefined) expect(items[0]?.time).toBe(time);
			for (const { accountId } of items) expect(accountId).toBe(test ? '0' : ACCOUNT);
			// The output keeps every type and URL of an attachment, and every text, name and ID.
			const kept = new Set(items.flatMap(textsIn));
			const isItems = (text: string) => !/^\d{4}-\d\d-\d\dT|^1527459824$|^is_|^true$/.test(text);
			const said = entriesIn(sample).flatMap(({ changes, messaging, value }) =>
				textsIn({ changes, messaging, value }).filter(isItems),
			);
			expect(said.filter((text) => !kept.has(text))).toEqual([]);
		},
	);

	it.each(CASES.filter(([, sample]) => eventsExpected(sample).length > 0))(
		'says which kind of message is %s, and starts with the chosen kinds only',
		async (_name, sample, login) => {
			const settings = { includeEcho: sample.expect.own ?? false, test: sample.expect.test ?? false };
			const run = await deliver(sample, login, settings);
			const expected = itemsOf(run).map(({ event }) => (event === 'messages' ? KINDS[sample.id] : undefined));
			expect(itemsOf(run).map(({ kind }) => kind)).toEqual(expected);

			restartN8n();
			const kind = KINDS[sample.id];
			const others = Object.values(KINDS).filter((one) => one !== kind);
			const without = await deliver(sample, login, { ...settings, messageKinds: [...new Set(others)] });
			expect(eventsOf(without)).toEqual(eventsExpected(sample).filter((event) => event !== 'messages'));
			if (kind !== undefined) expect(without.log).toContain('the options left out 1 event (Message Kinds 1)');
		},
	);

	const sampleOf = (id: string) => samples.find((sample) => sample.id === id)!;

	it('logs once what standby means and what to do (W10)', async () => {
		expect((await deliver(sampleOf('W10'), 'facebook')).log).toContain('Conversation routing');
		expect((await deliver(sampleOf('W10'), 'facebook')).log).not.toContain('standby');
	});

	it('returns is_deleted as a boolean if Meta sends text (W36, W04)', async () => {
		const [text] = itemsOf(await deliver(sampleOf('W36'), 'facebook'));
		restartN8n();
		const [boolean] = itemsOf(await deliver(sampleOf('W04'), 'facebook'));
		expect(text).toEqual(boolean);
		expect(text?.is_deleted).toBe(true);
	});

	it('returns IDs that Meta sends as numbers as exact text (W35, W82, W85)', async () => {
		const [sticker] = itemsOf(await deliver(sampleOf('W35'), 'facebook'));
		expect(sticker).toMatchObject({
			attachments: [{ type: 'sticker', payload: { sticker_id: '581904736250914' } }],
		});
		restartN8n();
		const [raw] = itemsOf(await deliver(sampleOf('W82'), 'instagram'));
		expect(raw).toMatchObject({
			accountId: ACCOUNT,
			sender: { id: '628401957336214' },
			app_id: '263902037430900',
		});
		restartN8n();
		const [echo] = itemsOf(await deliver(sampleOf('W85'), 'instagram', { includeEcho: true }));
		expect(echo).toMatchObject({ is_echo: true, app_id: '1537294610028471', metadata: 'x' });
	});

	it('logs that the trigger is not subscribed to messages (W40)', async () => {
		expect((await deliver(sampleOf('W40'), 'instagram')).log).toContain("not subscribed to 'messages'");
		restartN8n();
		expect((await deliver(sampleOf('W41'), 'instagram')).log).not.toContain('num_edit');
	});
});
