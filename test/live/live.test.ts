import { SANDBOX_APPS } from '../../sandbox/apps';
import { UNVERIFIED } from '../contract/meta/unverified';
import { useSandbox } from '../jest/sandbox';
import { restartN8n } from '../../tools/n8n-harness/arrange';
import { appSecretProof } from '../../nodes/Instagram/graph/request';
import { CHECKED_CLAIMS, checkClaims } from '../../scripts/live/claims';
import type { ExpectedShapes } from '../../scripts/live/shapes';
import { checkStep, exitCodeOf, filesOf, reportOf } from '../../scripts/live/report';
import type { Way } from '../../scripts/live/sandboxWalk';
import { expectedShapes, sandboxSettings } from '../../scripts/live/sandboxWalk';
import type { Settings } from '../../scripts/live/settings';
import { UsageError } from '../../scripts/live/settings';
import { walk } from '../../scripts/live/walk';

jest.setTimeout(120_000);

const sandbox = useSandbox();
const LOGINS = ['instagram', 'facebook'] as const;

const wayOf = (login: Settings['login']): Way => ({
	login,
	apiVersion: 'v27.0',
	comment: true,
	account: false,
	app: true,
	publish: true,
	openQuestions: true,
	png: true,
});

const expectations = new Map<string, ExpectedShapes>();

beforeEach(restartN8n);

/** What the sandbox answers as it is; afterwards its world is a new one. */
async function expectationOf(login: Settings['login']): Promise<ExpectedShapes> {
	const known = expectations.get(login) ?? (await expectedShapes(sandbox.get(), wayOf(login)));
	expectations.set(login, known);
	sandbox.get().world.reset();
	restartN8n();
	return known;
}

/** Checks an account of the sandbox after something about it was changed. */
async function check(
	login: Settings['login'],
	change: (settings: Settings) => void = () => undefined,
	more: Partial<Settings> = { publish: undefined, comment: false, openQuestions: false, png: undefined },
) {
	const expected = await expectationOf(login);
	const settings = { ...sandboxSettings(sandbox.get(), wayOf(login)), ...more };
	change(settings);
	const done = await walk(settings);
	const findings = {
		operations: done.steps.map((run) => checkStep(run, expected)),
		claims: checkClaims(done),
	};
	const report = reportOf(done, findings, { settings, packageName: 'package 1', now: 0 });
	const { json, markdown } = filesOf(report, done, settings);
	const all = [...report.operations, ...report.claims];
	const named = (name: string) => all.find((one) => one.name === name)!;
	return {
		report,
		done,
		named,
		texts: `${json}${markdown}`,
		code: exitCodeOf(report),
		failed: all.filter(({ verdict }) => verdict === 'did not hold'),
	};
}

const claim = (beginning: string) => CHECKED_CLAIMS.find((one) => one.startsWith(beginning))!;

/** Claims that the sandbox's accounts are enough to settle. */
const SETTLED = {
	instagram: ['Messages are paged', 'A container that', "Instagram Login's", 'online_followers', 'views is'],
	facebook: [
		'debug_token',
		'graph.facebook.com takes',
		'Replies come',
		'The pages of a hashtag',
		'The profile of a person',
	],
};

function addPosts(count: number): void {
	const { world } = sandbox.get();
	const accountId = '17841400000000001';
	const file = world.files.sample('pottery-1.jpg');
	for (let index = 0; index < count; index += 1) {
		const of = { kind: 'image', productType: 'FEED', childIds: [], likes: 1, comments: 0 } as const;
		world.addMedia({ ...of, childIds: [], accountId, file, caption: 'x', publishedAt: world.clock.now() });
	}
}

describe.each(LOGINS)('the live check of %s Login', (login) => {
	it('reports every operation as held and sends no writes without --publish', async () => {
		const { failed, code, report, named, done } = await check(login);
		expect(failed).toEqual([]);
		expect(code).toBe(0);
		expect(report.operations.filter(({ notes }) => notes.length > 0)).toEqual([]);
		expect(named('Message > Get Many').verdict).toBe('held');
		expect(named('Post > Publish')).toMatchObject({
			verdict: 'not tried',
			why: ['--publish was not given'],
		});
		expect(new Set(done.exchanges.map(({ method }) => method))).toEqual(new Set(['GET']));
	});

	it('publishes and comments once with --publish --comment, and deletes what the login can delete', async () => {
		const more = { openQuestions: false, png: undefined };
		const { failed, done, named, report } = await check(login, undefined, more);
		expect(failed).toEqual([]);
		const settled = report.claims.filter(({ verdict }) => verdict === 'held').map(({ name }) => name);
		expect(settled).toEqual(expect.arrayContaining(SETTLED[login].map(claim)));
		const { requests, media } = sandbox.get().world;
		for (const endpoint of ['publish', 'comment', 'comment-delete']) {
			expect(requests.list({ endpoint })).toHaveLength(1);
		}
		const left = [...media.values()].filter(({ containerId }) => containerId);
		expect(left).toHaveLength(login === 'facebook' ? 0 : 1);
		expect(named('Media > Delete').verdict).toBe(login === 'facebook' ? 'held' : 'not tried');
		expect(done.leftBehind).toEqual(
			login === 'facebook'
				? undefined
				: { posts: 1, permalinks: [`https://www.instagram.com/p/${left[0]?.shortcode}/`] },
		);
	});

	it('writes no secret and no private data to the report', async () => {
		const { texts, report } = await check(
			login,
			({ accessToken, appSecret = '' }) => {
				sandbox.get().world.faults.add({
					endpoint: 'limit',
					action: 'error',
					code: 100,
					message: `Bad ${accessToken} of @north.pottery, ${appSecret}, ${appSecretProof(appSecret, accessToken)}`,
				});
			},
			{},
		);
		expect(texts).toContain('Bad (hidden) of @no…y, (hidden), (hidden)');
		const { tokens, accounts, media } = sandbox.get().world;
		const secrets = tokens.list().map(({ value }) => value);
		const usernames = [...accounts.values()].map(({ username }) => username);
		const captions = [...media.values()].flatMap(({ caption }) => caption ?? []);
		for (const text of [...secrets, ...usernames, ...captions, ...accounts.keys(), ...media.keys()]) {
			expect(texts).not.toContain(text);
		}
		expect(report.settings).toMatchObject({ 'app secret': true, account: 'the only one' });
	});
});

describe('npm run live > open questions', () => {
	const QUESTIONS = [
		'Meta takes a PNG',
		'Meta takes more than 5',
		'Publishing a container again',
		'subscribed_apps of',
		'Meta lets an app set the callback',
	];
	const ask = async (login: Settings['login'], change?: () => void) =>
		await check(login, change && (() => change()), {});
	const verdicts = ({ named }: Awaited<ReturnType<typeof ask>>) =>
		QUESTIONS.map((one) => named(claim(one))).map(({ verdict, why: [why] }) => `${verdict}: ${why}`);
	const posts = () => [...sandbox.get().world.media.values()].filter(({ containerId }) => containerId);

	it('are not asked without --open-questions', async () => {
		const { named } = await check('instagram');
		for (const one of QUESTIONS) expect(named(claim(one)).verdict).toBe('not tried');
	});

	it('are answered with Instagram Login, which leaves two posts', async () => {
		const answered = await ask('instagram');
		expect(answered.failed).toEqual([]);
		expect(verdicts(answered)).toEqual([
			'held: its container was finished',
			'held: a post with six was published',
			'held: refused: 24/2207006',
			'held: it was LIVE_APP_ID',
			'held: Meta went on to verify the URL',
		]);
		expect(answered.done.leftBehind).toEqual({
			posts: 2,
			permalinks: posts().map(({ shortcode }) => `https://www.instagram.com/p/${shortcode}/`),
		});
		const { requests } = sandbox.get().world;
		expect(requests.list({ endpoint: 'uninstall' })).toHaveLength(1);
	});

	it('are answered with Facebook Login, which leaves no posts', async () => {
		const answered = await ask('facebook');
		expect(answered.failed).toEqual([]);
		expect(
			verdicts(answered)
				.slice(0, 3)
				.every((one) => one.startsWith('held')),
		).toBe(true);
		expect(posts()).toEqual([]);
		expect(answered.done.leftBehind).toBeUndefined();
	});

	it('report that Meta does not let an app set the callback of Instagram Login, and change nothing', async () => {
		const answered = await ask('instagram', () =>
			sandbox.get().world.behave({ webhookAppSubscription: 'refused' }),
		);
		expect(verdicts(answered)[4]).toBe('did not hold: refused: 10');
		expect(sandbox.get().world.webhooks.subscriptions.view().subscriptions).toEqual([]);
		const { texts, report } = answered;
		expect(texts).not.toContain(SANDBOX_APPS.facebook.appSecret);
		expect(report.settings).toMatchObject({ 'Meta app': true });
	});

	it('need the Meta app for the callback of Instagram Login', async () => {
		const { named } = await check('instagram', (settings) => (settings.metaAppSecret = undefined), {});
		expect(named('Open question: the callback of Instagram Login by the app').why).toEqual([
			'LIVE_META_APP_ID or LIVE_META_APP_SECRET is empty',
		]);
	});

	it('do not touch an app that is already installed', async () => {
		await ask('instagram', () => {
			const { subscriptions } = sandbox.get().world.webhooks;
			subscriptions.install('instagram', '17841400000000001', ['messages']);
		});
		const { world } = sandbox.get();
		expect(world.requests.list({ endpoint: 'install' })).toEqual([]);
		expect(world.webhooks.subscriptions.installed('instagram', '17841400000000001')).toEqual(['messages']);
	});

	it.each(LOGINS)(
		'report a different answer of Meta and count a copied post with %s Login',
		async (login) => {
			const answered = await ask(login, () =>
				sandbox.get().world.behave({ pngByUrl: 'refused', mostHashtags: null, republish: 'postsAgain' }),
			);
			expect(verdicts(answered).slice(0, 3)).toEqual([
				'did not hold: refused: 36001/2207005',
				'held: a post with six was published',
				'did not hold: it made one',
			]);
			expect(posts()).toHaveLength(login === 'facebook' ? 0 : 3);
			expect(answered.done.leftBehind?.posts).toBe(login === 'facebook' ? undefined : 3);
			expect(answered.named('Open question: a PNG by its URL').verdict).toBe('held');
		},
	);

	it('report that six hashtags are refused', async () => {
		const answered = await ask('instagram', () => sandbox.get().world.behave({ mostHashtags: 5 }));
		expect(verdicts(answered).slice(1, 3)).toEqual([
			'did not hold: refused: 100',
			'not tried: it needs --open-questions, see docs/live-check.md',
		]);
		expect(answered.done.leftBehind?.posts).toBe(1);
	});

	it('stay open when the token lacks the permission', async () => {
		const answered = await ask('instagram', () =>
			sandbox.get().world.faults.add({ endpoint: 'installed', action: 'error', code: 190, times: 9 }),
		);
		expect(verdicts(answered)[3]).toBe('not tried: Meta refused: 190');
	});
});

describe('npm run live > differences', () => {
	it("are reported when Instagram Login's /me is wrapped", async () => {
		const { named, code } = await check('instagram', () => sandbox.get().world.behave({ meAnswer: 'data' }));
		expect(named('Account > Get')).toMatchObject({
			verdict: 'did not hold',
			why: expect.arrayContaining([expect.stringContaining('followers_count is missing')]),
			notes: [expect.stringContaining('data is unexpected (list)')],
		});
		expect(named(claim("Instagram Login's /me"))).toMatchObject({ verdict: 'held', why: ['it is wrapped'] });
		expect(code).toBe(1);
	});

	it('are reported when pages are shorter than requested', async () => {
		const long = await check('instagram', () => addPosts(120));
		expect(long.named(claim('Page size 100'))).toMatchObject({
			verdict: 'held',
			why: ['a page had 100 posts'],
		});
		const short = await check('instagram', () => {
			addPosts(120);
			sandbox.get().world.behave({ shortPages: true });
		});
		expect(short.failed.map(({ name }) => name)).toEqual([claim('Page size 100')]);
		expect(short.named(claim('Page size 100'))).toMatchObject({
			why: ['a page had 50 posts of 100, and another page followed'],
			notes: [expect.stringContaining('nodes/Instagram/graph/paging.ts relies on it.')],
		});
		expect(short.code).toBe(1);
	});

	it('are reported when a field has another type or is missing', async () => {
		const { named, failed } = await check('facebook', () => {
			for (const post of sandbox.get().world.media.values()) {
				Object.assign(post, { likes: `${post.likes}`, comments: undefined });
			}
		});
		const { why } = named('Media > Get Many');
		expect(why).toEqual([
			expect.stringMatching(
				/^GET graph\.facebook\.com\/\{id\}\/media .*: data\[\]\.comments_count is missing$/,
			),
			expect.stringMatching(/: data\[\]\.like_count is text, not number$/),
			'items: comments_count is missing',
			'items: like_count is text, not number',
		]);
		expect(failed.map(({ name }) => name)).toContain('Media > Get (all fields)');
	});

	it('are not reported for missing permissions, throttling and temporary errors', async () => {
		const { named, code } = await check('instagram', () => {
			const { faults } = sandbox.get().world;
			faults.add({ endpoint: 'stories', action: 'error', code: 10, times: 9 });
			faults.add({ endpoint: 'tags', action: 'error', code: 100, message: 'Unsupported get request' });
		});
		expect(named('Media > Get Many (stories)')).toMatchObject({
			verdict: 'not tried',
			why: ['Meta refused: the token lacks a permission, or the app lacks access (10)'],
		});
		expect(named('Media > Get Many (tagged)')).toMatchObject({
			verdict: 'did not hold',
			why: [expect.stringMatching(/^failed \(100\): .*Unsupported get request/)],
		});
		expect(code).toBe(1);
	});

	it('are reported when messages are not paged inside fields', async () => {
		const { named } = await check('instagram', () => {
			const { faults } = sandbox.get().world;
			faults.add({ endpoint: 'conversation', action: 'error', code: 100, nth: 2 });
		});
		expect(named(claim('Messages are paged'))).toMatchObject({
			verdict: 'did not hold',
			why: ['the second page was answered with HTTP 400'],
		});
	});
});

describe('npm run live > the form of the messenger profile', () => {
	const localized = [{ locale: 'default', call_to_actions: [{ question: 'When?', payload: 'HOURS' }] }];

	it.each<[string, 'list' | 'named', string]>([
		['one list', 'list', 'they come in one list'],
		['names', 'named', 'each comes under its name'],
	])('is found in the answer (%s)', async (_name, messengerProfileAnswer, why) => {
		const { named } = await check('instagram', () => {
			const { world } = sandbox.get();
			world.inboxes.profiles.set('17841400000000001', { ice_breakers: localized });
			world.behave({ messengerProfileAnswer });
		});
		expect(named(claim('Ice breakers and menu'))).toMatchObject({ verdict: 'held', why: [why] });
	});

	it('is not known where nothing is set, or Meta refuses', async () => {
		const { named } = await check('instagram');
		expect(named(claim('Ice breakers and menu')).verdict).toBe('not tried');
		const refused = await check('instagram', () => {
			sandbox.get().world.faults.add({ endpoint: 'messenger-profile', action: 'error', code: 100 });
		});
		expect(refused.named(claim('Ice breakers and menu'))).toMatchObject({
			verdict: 'did not hold',
			why: ['the messenger profile was answered with HTTP 400 (100)'],
		});
	});
});

describe('npm run live > a Page access token', () => {
	it('checks whether Meta returns it to its own holder', async () => {
		const { named } = await check('facebook', (settings) => {
			const accounts = ['17841400000000003'];
			const token = sandbox.get().world.tokens.mint({ loginMethod: 'facebook', kind: 'page', accounts });
			settings.accessToken = token.value;
		});
		expect(named(claim('A Page token is given')).verdict).toBe('held');
	});
});

describe('npm run live > --max-calls', () => {
	it('stops the walk, and reports the rest as not tried', async () => {
		const { named, code, report } = await check('facebook', undefined, {
			publish: undefined,
			comment: false,
			openQuestions: false,
			mostCalls: 15,
		});
		expect(sandbox.get().world.requests.list()).toHaveLength(15);
		expect(report.calls).toBe(15);
		expect(named('Media > Get Many')).toMatchObject({
			verdict: 'not tried',
			why: ['the limit of calls was reached before'],
		});
		expect(code).toBe(0);
	});

	it('aborts a step that needs more calls than are left', async () => {
		const { named, report } = await check('instagram', undefined, {
			publish: undefined,
			comment: false,
			openQuestions: false,
			mostCalls: 10,
		});
		expect(report.calls).toBe(10);
		expect(sandbox.get().world.requests.list().length).toBeLessThanOrEqual(10);
		expect(named('Account > Get Insights (audience)')).toMatchObject({
			verdict: 'not tried',
			why: ['the limit of calls was reached'],
		});
	});
});

describe('npm run live > wrong usage', () => {
	it.each([
		[
			'a dead token',
			({ accessToken }: Settings) => {
				const { tokens } = sandbox.get().world;
				tokens.revoke(tokens.list().find(({ value }) => value === accessToken)!);
			},
			'Meta does not accept LIVE_ACCESS_TOKEN',
		],
		[
			'another account than the token reaches',
			(settings: Settings) => (settings.accountId = '17841400000000005'),
			'The token does not reach the account of LIVE_ACCOUNT_ID',
		],
		[
			'several accounts and none chosen',
			(settings: Settings) =>
				(settings.accessToken = sandbox
					.get()
					.world.tokens.mint({ loginMethod: 'facebook', kind: 'long' }).value),
			'Set LIVE_ACCOUNT_ID to one of them:\n  17841400000000003  @harbour_bakery',
		],
	])('is %s', async (_name, change, message) => {
		const refused = check('facebook', change);
		await expect(refused).rejects.toThrow(message);
		await expect(refused).rejects.toBeInstanceOf(UsageError);
	});
});

it('checkClaims covers only claims of the unverified list', () => {
	const claims = UNVERIFIED.map((one) => one.claim);
	expect(claims).toEqual(expect.arrayContaining(CHECKED_CLAIMS));
});
