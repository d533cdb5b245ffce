import { readSettings, UsageError } from '../../scripts/live/settings';
import { assertWithoutSecrets, shortened, sanitized } from '../../scripts/live/exchanges';

const TOKEN = 'IGAAtoken0123456789abcdef';
const env = { LIVE_ACCESS_TOKEN: TOKEN, LIVE_LOGIN_METHOD: 'instagram' };
const picture = 'https://media.example.com/pottery-1.jpg';

describe('readSettings', () => {
	it('has no writes by default', () => {
		expect(readSettings([], env)).toMatchObject({
			accessToken: TOKEN,
			login: 'instagram',
			apiVersion: 'v27.0',
			hashtag: 'pottery',
			publish: undefined,
			comment: false,
			openQuestions: false,
			png: undefined,
			mostCalls: 120,
		});
	});

	it('reads the command line and the environment', () => {
		const more = {
			LIVE_ACCOUNT_ID: '17841400000000001',
			LIVE_APP_ID: '12345',
			LIVE_HASHTAG: '#coffee',
			LIVE_META_APP_ID: '67890',
			LIVE_META_APP_SECRET: 'secret-of-meta',
		};
		expect(
			readSettings(['--publish', picture, '--comment', '--max-calls', '60'], { ...env, ...more }),
		).toMatchObject({
			publish: picture,
			comment: true,
			mostCalls: 60,
			accountId: '17841400000000001',
			appId: '12345',
			metaAppId: '67890',
			metaAppSecret: 'secret-of-meta',
			hashtag: 'coffee',
		});
	});

	it('reads --open-questions and --png', () => {
		const png = 'https://media.example.com/picture.png';
		expect(readSettings(['--publish', picture, '--open-questions', '--png', png], env)).toMatchObject({
			openQuestions: true,
			png,
		});
	});

	it.each([
		['open questions without a post', ['--open-questions'], env, '--open-questions goes with --publish'],
		['a PNG without open questions', ['--publish', picture, '--png', picture], env, '--png goes with'],
		['no token', [], { ...env, LIVE_ACCESS_TOKEN: ' ' }, 'LIVE_ACCESS_TOKEN is empty'],
		['half a token', [], { ...env, LIVE_ACCESS_TOKEN: 'IGAA' }, 'LIVE_ACCESS_TOKEN must be'],
		['no login method', [], { ...env, LIVE_LOGIN_METHOD: '' }, 'LIVE_LOGIN_METHOD must be'],
		['an invalid account ID', [], { ...env, LIVE_ACCOUNT_ID: 'north' }, 'LIVE_ACCOUNT_ID must be an id'],
		['an invalid API version', [], { ...env, LIVE_API_VERSION: '26' }, 'LIVE_API_VERSION must look like'],
		['a comment without a post', ['--comment'], env, '--comment goes with --publish'],
		['an invalid URL', ['--publish', 'kiln.jpg'], env, '--publish must be a URL'],
		['a limit of no calls', ['--max-calls', '0'], env, '--max-calls must be'],
		['an unknown option', ['--delete-all'], env, '--delete-all'],
	])('refuse %s', (_name, args, given, message) => {
		const read = () => readSettings(args, given);
		expect(read).toThrow(UsageError);
		expect(read).toThrow(message);
		expect(read).not.toThrow(TOKEN);
	});
});

describe('report texts', () => {
	it('contain no secret, complete id, complete username or URL path', () => {
		const text = sanitized(
			`Cannot read 17841400000000001 of @north.pottery: ${TOKEN} plainsecret https://scontent.example.com/v/t51?sig=1 EAAB1234567890abc`,
			['plainsecret'],
		);
		expect(text).toBe(
			'Cannot read 1784…01 of @no…y: (hidden) (hidden) https://scontent.example.com/… (hidden)',
		);
	});

	it('are not written when they contain a secret, encoded or not', () => {
		for (const text of ['a s3cret/+', 'a s3cret%2F%2B']) {
			expect(() => assertWithoutSecrets(text, ['s3cret/+'])).toThrow('not written');
		}
		expect(() => assertWithoutSecrets('nothing', ['s3cret/+'])).not.toThrow();
	});

	it('keep short names', () => {
		expect(shortened('abcd')).toBe('abcd');
	});
});
