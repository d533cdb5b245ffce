import { redact } from '../../nodes/Instagram/graph/redact';
import { appSecretProof } from '../../nodes/Instagram/graph/request';
import { questionOf } from './shapes';
import type { Finding, Verdict } from './checks';
import type { Exchange } from './recorder';
import type { Settings } from './settings';
import type { Walk } from './walk';

const SECRET_NAMES = /^(access_token|input_token|fb_exchange_token|client_secret|appsecret_proof|code)$/;

/** Shorter texts would be found by chance. */
const SHORTEST = 8;

function collect(value: unknown, found: Set<string>, isSecret = false): void {
	if (typeof value === 'string') {
		if (isSecret) found.add(value);
		// The addresses of further pages hold the token.
		const inAddress = /[?&]access_token=([^&]+)/.exec(value)?.[1];
		if (inAddress) found.add(decodeURIComponent(inAddress));
	} else if (typeof value === 'object' && value !== null) {
		for (const [name, inner] of Object.entries(value)) collect(inner, found, SECRET_NAMES.test(name));
	}
}

/** Everything secret that was given to the live check, or that Meta has sent or been sent meanwhile. */
export function secretsOf(
	exchanges: Exchange[],
	{ accessToken, appSecret = '' }: { accessToken: string; appSecret?: string },
): string[] {
	const found = new Set([accessToken, appSecret]);
	for (const { query, answer } of exchanges) {
		collect(query, found);
		collect(answer, found);
	}
	if (appSecret) for (const token of [...found]) found.add(appSecretProof(appSecret, token));
	return [...found].filter((secret) => secret.length >= SHORTEST);
}

/** `17841400000000001` -> `1784…01`; `north.pottery` -> `no…y` */
export function shortened(text: string): string {
	const [head, tail] = /^\d+$/.test(text) ? [4, 2] : [2, 1];
	return text.length > head + tail + 1 ? `${text.slice(0, head)}…${text.slice(-tail)}` : text;
}

/**
 * A text that was written by others, such as an error, fit for the report: without secrets, with ids and usernames
 * shortened and addresses cut down to their host.
 */
export function sanitized(text: string, secrets: string[]): string {
	return redact(text, secrets)
		.replace(/(https?:\/\/[^/\s]+)\/\S*/g, '$1/…')
		.replace(/\d{8,}/g, shortened)
		.replace(/@[\w.]+/g, (name) => `@${shortened(name.slice(1))}`)
		.slice(0, 500);
}

/** @throws Error if the text contains a secret */
export function assertWithoutSecrets(text: string, secrets: string[]): void {
	for (const secret of secrets) {
		for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
			if (text.includes(form)) throw new Error('A secret stands in the report: it is not written');
		}
	}
}

/** What the maintainers receive: names, kinds and counts, never values from Meta. */
export interface Report {
	package: string;
	node: string;
	date: string;
	settings: Record<string, string | boolean>;
	calls: number;
	operations: Finding[];
	claims: Finding[];
	/** What was asked, how often, and which answers came: `{ '200': 3, '400 (100/33)': 1 }`. */
	questions: Array<{ question: string; answers: Record<string, number> }>;
	/** Whether a post is, or may be, still on the account. */
	leftBehind: boolean;
}

/** Where and with what it was run. */
export interface Circumstances {
	settings: Settings;
	/** `n8n-nodes-instagram-platform 0.1.0` */
	packageName: string;
	/** Milliseconds since the epoch. */
	now: number;
}

function answerOf({ status, answer }: Walk['exchanges'][number]): string {
	if (status === undefined) return 'none';
	const { code, error_subcode: subcode } =
		(answer as { error?: Record<string, unknown> } | undefined)?.error ?? {};
	if (code === undefined) return String(status);
	return `${status} (${[code, subcode].filter((one) => one !== undefined).join('/')})`;
}

function questionsOf({ exchanges }: Walk): Report['questions'] {
	const all = new Map<string, Record<string, number>>();
	for (const exchange of exchanges) {
		const question = questionOf(exchange);
		const answers = all.get(question) ?? {};
		const answer = answerOf(exchange);
		answers[answer] = (answers[answer] ?? 0) + 1;
		all.set(question, answers);
	}
	return [...all].map(([question, answers]) => ({ question, answers }));
}

/** Puts the findings together, every text that others have written tidied up. */
export function reportOf(
	walk: Walk,
	findings: { operations: Finding[]; claims: Finding[] },
	{ settings, packageName, now }: Circumstances,
): Report {
	const secrets = secretsOf(walk.exchanges, settings);
	const tidy = (texts: string[]) => texts.map((text) => sanitized(text, secrets));
	const tidyAll = (those: Finding[]) =>
		those.map((one): Finding => ({ ...one, why: tidy(one.why), notes: tidy(one.notes) }));
	return {
		package: packageName,
		node: process.version,
		date: new Date(now).toISOString(),
		settings: {
			'login method': settings.login,
			'API version': settings.apiVersion,
			account: settings.accountId ? shortened(settings.accountId) : 'the only one',
			'app id': settings.appId !== undefined,
			'app secret': settings.appSecret !== undefined,
			publish: settings.publish !== undefined,
			comment: settings.comment,
			'open questions': settings.openQuestions,
		},
		calls: walk.exchanges.length,
		operations: tidyAll(findings.operations),
		claims: tidyAll(findings.claims),
		questions: questionsOf(walk),
		leftBehind: walk.leftBehind !== undefined,
	};
}

export function countOf(findings: Finding[], verdict: Verdict): number {
	return findings.filter((one) => one.verdict === verdict).length;
}

/** `12 held, 1 did not hold, 3 not tried` */
export function tallyOf(findings: Finding[]): string {
	const verdicts: Verdict[] = ['held', 'did not hold', 'not tried'];
	return verdicts.map((verdict) => `${countOf(findings, verdict)} ${verdict}`).join(', ');
}

function cell(text: string): string {
	return text.replace(/\|/g, '\\|').replace(/\s+/g, ' ');
}

function table(head: string[], rows: string[][]): string[] {
	const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

function settingText(value: string | boolean): string {
	return typeof value === 'string' ? value : value ? 'yes' : 'no';
}

function findingRows(findings: Finding[]): string[][] {
	return findings.map(({ name, verdict, why }) => [name, verdict, why.join('; ')]);
}

/** The report as people read it. */
export function markdownOf(report: Report): string {
	const { operations, claims } = report;
	const noted = [...operations, ...claims].filter(({ notes }) => notes.length > 0);
	return [
		`# Live check of ${report.package}`,
		'',
		`${report.date.slice(0, 10)}, ${report.calls} calls, Node ${report.node}. It holds no token, no secret and nothing of what the account, its posts or its messages say.`,
		'',
		...table(
			['setting', 'value'],
			Object.entries(report.settings).map(([name, value]) => [name, settingText(value)]),
		),
		...(report.leftBehind ? ['A post of this run was left on the account.', ''] : []),
		`## Operations: ${tallyOf(operations)}`,
		'',
		...table(['operation', 'verdict', 'why'], findingRows(operations)),
		`## Claims that nobody had verified: ${tallyOf(claims)}`,
		'',
		...table(['claim', 'verdict', 'why'], findingRows(claims)),
		'## Notes',
		'',
		...(noted.length === 0 ? ['None.'] : []),
		...noted.flatMap(({ name, notes }) => notes.map((note) => `- ${name}: ${note}`)),
		'',
		'## What was asked',
		'',
		...table(
			['question', 'answers'],
			report.questions.map(({ question, answers }) => [
				`\`${question}\``,
				Object.entries(answers)
					.map(([answer, times]) => `${times} × ${answer}`)
					.join(', '),
			]),
		),
	].join('\n');
}

/**
 * The two files of the report.
 *
 * @throws Error if one of them contains a secret
 */
export function filesOf(report: Report, walk: Walk, settings: Settings): { json: string; markdown: string } {
	const files = { json: `${JSON.stringify(report, undefined, '\t')}\n`, markdown: markdownOf(report) };
	const secrets = secretsOf(walk.exchanges, settings);
	for (const text of Object.values(files)) assertWithoutSecrets(text, secrets);
	return files;
}

/** 0 where everything that was tried held, 1 where something did not, or nothing could be tried. */
export function exitCodeOf({ operations, claims }: Report): 0 | 1 {
	const all = [...operations, ...claims];
	return countOf(all, 'did not hold') === 0 && countOf(operations, 'held') > 0 ? 0 : 1;
}
