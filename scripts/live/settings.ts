import { parseArgs } from 'node:util';

import { DEFAULT_API_VERSION, isApiVersion } from '../../nodes/Instagram/graph/hosts';

/** The settings from the environment and the command line. */
export interface Settings {
	accessToken: string;
	login: 'instagram' | 'facebook';
	appId?: string;
	appSecret?: string;
	/** The Meta app's ID and secret (Instagram Login, where they differ from those above). */
	metaAppId?: string;
	metaAppSecret?: string;
	/** ID of the professional account; not needed if the token reaches only one. */
	accountId?: string;
	apiVersion: string;
	/** A hashtag to search for (Facebook Login). */
	hashtag: string;
	/** A post of another account whose caption mentions the account (Facebook Login). */
	mentionedMediaId?: string;
	/** URL of the JPEG to publish; without it nothing is written. */
	publish?: string;
	/** Whether to comment on the post that is published. */
	comment: boolean;
	/** Whether to test undocumented behaviour, which takes a second post. */
	openQuestions: boolean;
	/** URL of a PNG, for the open questions. */
	png?: string;
	/** Maximum number of calls of the reads. */
	mostCalls: number;
	/** Folder for the report. */
	output: string;
}

export const USAGE = `npm run live -- [options]

  --publish https://…   publishes this JPEG on the account, once, and deletes it again (Facebook Login)
  --comment             with --publish: writes one comment on that post, and deletes it again
  --open-questions      with --publish: tests undocumented behaviour. Publishes one more post, with six hashtags, and
                        publishes its container again, which may create a copy of it; with Instagram Login it also
                        installs the app on the account for a moment, unless it is installed already
  --png https://…       with --open-questions: creates a container of this PNG, and does not publish it
  --max-calls 120       maximum number of calls of the reads
  --output output       folder for the report

Without --publish nothing is written. Environment variables:

  LIVE_ACCESS_TOKEN     an access token of the test account
  LIVE_LOGIN_METHOD     instagram or facebook
  LIVE_APP_ID           the app's id, and
  LIVE_APP_SECRET       its secret: optional
  LIVE_META_APP_ID      the Meta app's id, and
  LIVE_META_APP_SECRET  its secret: optional, for the open questions (Instagram Login)
  LIVE_ACCOUNT_ID       id of the professional account, if the token reaches several
  LIVE_API_VERSION      default ${DEFAULT_API_VERSION}
  LIVE_HASHTAG          default pottery (Facebook Login)
  LIVE_MENTIONED_MEDIA  id of a post whose caption mentions the account: optional (Facebook Login)

More in docs/live-check.md.`;

export class UsageError extends Error {}

const DEFAULT_CALLS = '120';

function optionsOf(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				publish: { type: 'string' },
				comment: { type: 'boolean', default: false },
				'open-questions': { type: 'boolean', default: false },
				png: { type: 'string' },
				'max-calls': { type: 'string', default: DEFAULT_CALLS },
				output: { type: 'string', default: 'output' },
			},
		}).values;
	} catch (error) {
		throw new UsageError((error as Error).message);
	}
}

function matching(name: string, value: string | undefined, form: RegExp, what: string): string | undefined {
	const text = value?.trim();
	if (!text) return undefined;
	if (!form.test(text)) throw new UsageError(`${name} must be ${what}`);
	return text;
}

/**
 * Reads the settings.
 *
 * @throws UsageError that says what is missing or wrong; it never quotes the token or the secret
 */
export function readSettings(args: string[], env: Record<string, string | undefined>): Settings {
	const options = optionsOf(args);
	const id = (name: string) => matching(name, env[name], /^\d{5,}$/, 'an id: digits only');
	const accessToken = matching('LIVE_ACCESS_TOKEN', env.LIVE_ACCESS_TOKEN, /^\S{20,}$/, 'a whole token');
	if (!accessToken)
		throw new UsageError('LIVE_ACCESS_TOKEN is empty: set it to an access token of a test account');
	const login = env.LIVE_LOGIN_METHOD?.trim();
	if (login !== 'instagram' && login !== 'facebook') {
		throw new UsageError('LIVE_LOGIN_METHOD must be instagram or facebook: the login method of the token');
	}
	const apiVersion = env.LIVE_API_VERSION?.trim() || DEFAULT_API_VERSION;
	if (!isApiVersion(apiVersion)) throw new UsageError('LIVE_API_VERSION must look like v27.0');
	const publish = matching(
		'--publish',
		options.publish,
		/^https:\/\/\S+$/,
		'a URL that begins with https://',
	);
	if (options.publish !== undefined && !publish) throw new UsageError('--publish must be followed by a URL');
	if (options.comment && !publish) {
		throw new UsageError(
			'--comment goes with --publish: the comment is written on the post that is published',
		);
	}
	if (options['open-questions'] && !publish)
		throw new UsageError('--open-questions goes with --publish: its picture is published once more');
	const png = matching('--png', options.png, /^https:\/\/\S+$/, 'a URL that begins with https://');
	if (options.png !== undefined && !options['open-questions'])
		throw new UsageError('--png goes with --open-questions');
	const mostCalls = matching(
		'--max-calls',
		options['max-calls'],
		/^[1-9]\d{0,3}$/,
		'a whole number up to 9999',
	);
	return {
		accessToken,
		login,
		appId: id('LIVE_APP_ID'),
		appSecret: matching('LIVE_APP_SECRET', env.LIVE_APP_SECRET, /^\S{8,}$/, 'a whole secret'),
		metaAppId: id('LIVE_META_APP_ID'),
		metaAppSecret: matching('LIVE_META_APP_SECRET', env.LIVE_META_APP_SECRET, /^\S{8,}$/, 'a whole secret'),
		accountId: id('LIVE_ACCOUNT_ID'),
		apiVersion,
		hashtag: env.LIVE_HASHTAG?.trim().replace(/^#/, '') || 'pottery',
		mentionedMediaId: id('LIVE_MENTIONED_MEDIA'),
		publish,
		comment: options.comment,
		openQuestions: options['open-questions'],
		png,
		mostCalls: Number(mostCalls ?? DEFAULT_CALLS),
		output: options.output,
	};
}
