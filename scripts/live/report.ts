import {
	answerText,
	assertWithoutSecrets,
	codesText,
	questionOf,
	sanitized,
	secretsOf,
	shortened,
} from './exchanges';
import type { Settings } from './settings';
import type { ExpectedShapes } from './shapes';
import { compareStep } from './shapes';
import type { Failure, StepRun, Walk } from './walk';

export type Verdict = 'held' | 'did not hold' | 'not tried';

/** What a walk shows about a claim. */
export interface CheckResult {
	verdict: Verdict;
	why: string;
}

export type Check = (walk: Walk) => CheckResult;

export const held = (why: string): CheckResult => ({ verdict: 'held', why });
export const failed = (why: string): CheckResult => ({ verdict: 'did not hold', why });
export const notTried = (why: string): CheckResult => ({ verdict: 'not tried', why });

/** Result of an operation or a claim. */
export interface Finding {
	name: string;
	verdict: Verdict;
	/** Evidence of a claim that held; otherwise what is wrong, or why it was not tried. */
	why: string[];
	/** Differences that do no harm. */
	notes: string[];
}

/** Codes that are not caused by the package: missing permissions, throttling, temporary errors. */
const EXTERNAL_CAUSES: ReadonlyArray<{ codes: (code: number) => boolean; why: string }> = [
	{
		codes: (code) => code === 3 || code === 10 || (code >= 200 && code < 300),
		why: 'Meta refused: the token lacks a permission, or the app lacks access',
	},
	{ codes: (code) => code === 190 || code === 102, why: 'Meta does not accept the token' },
	{
		codes: (code) => [4, 17, 32, 613].includes(code) || (code >= 80_001 && code <= 80_014),
		why: 'Meta throttles the account or the app',
	},
	{ codes: (code) => code === 1 || code === 2, why: 'Meta had a temporary error' },
];

/** Meta's code for an invalid request. */
const INVALID_REQUEST = 100;

function explainRefusal({ code, isOurs }: Failure, isProbe = false): string | undefined {
	if (isOurs) return 'the limit of calls was reached';
	if (isProbe && code === INVALID_REQUEST) return 'Meta refused it; see the claims below';
	return code === undefined ? undefined : EXTERNAL_CAUSES.find(({ codes }) => codes(code))?.why;
}

function codeOf({ code, subcode }: Failure): string {
	const codes = codesText(code, subcode);
	return codes === undefined ? '' : ` (${codes})`;
}

/** Checks that an operation worked, and that its answers have the expected shapes. */
export function checkStep(run: StepRun, expected: ExpectedShapes): Finding {
	const { name, reason, failures, records, isProbe } = run;
	if (reason !== undefined) return { name, verdict: 'not tried', why: [reason], notes: [] };
	const { why, notes } = compareStep(run, expected);
	const excused = failures.flatMap((failure) => {
		const because = explainRefusal(failure, isProbe);
		return because ? [`${because}${codeOf(failure)}`] : [];
	});
	const broken = failures
		.filter((failure) => !explainRefusal(failure, isProbe))
		.map((failure) => `failed${codeOf(failure)}: ${failure.message}`);
	if (broken.length + why.length > 0) {
		return { name, verdict: 'did not hold', why: [...broken, ...why], notes: [...notes, ...excused] };
	}
	if (excused.length > 0 && records.length === 0) {
		return { name, verdict: 'not tried', why: [...new Set(excused)], notes };
	}
	const nothing =
		records.length === 0 ? ['Meta returned an empty list, so there was nothing to compare'] : [];
	return { name, verdict: 'held', why: [], notes: [...nothing, ...notes, ...excused] };
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
	/** The requests, and how often each answer came: `{ '200': 3, '400 (100/33)': 1 }`. */
	questions: Array<{ question: string; answers: Record<string, number> }>;
	/** Whether a post is or may still be on the account. */
	leftBehind: boolean;
}

/** The circumstances of a run. */
export interface Circumstances {
	settings: Settings;
	/** `n8n-nodes-instagram-platform 0.1.0` */
	packageName: string;
	/** Milliseconds since the epoch. */
	now: number;
}

function questionsOf({ exchanges }: Walk): Report['questions'] {
	const all = new Map<string, Record<string, number>>();
	for (const exchange of exchanges) {
		const question = questionOf(exchange);
		const answers = all.get(question) ?? {};
		const answer = answerText(exchange);
		answers[answer] = (answers[answer] ?? 0) + 1;
		all.set(question, answers);
	}
	return [...all].map(([question, answers]) => ({ question, answers }));
}

/** Creates the report. Texts of Meta are sanitized. */
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
			'Meta app': settings.metaAppId !== undefined && settings.metaAppSecret !== undefined,
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

function countOf(findings: Finding[], verdict: Verdict): number {
	return findings.filter((one) => one.verdict === verdict).length;
}

/** `12 held, 1 did not hold, 3 not tried` */
export function verdictCounts(findings: Finding[]): string {
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

/** The report in Markdown. */
function markdownOf(report: Report): string {
	const { operations, claims } = report;
	const noted = [...operations, ...claims].filter(({ notes }) => notes.length > 0);
	return [
		`# Live check of ${report.package}`,
		'',
		`${report.date.slice(0, 10)}, ${report.calls} calls, Node ${report.node}. It contains no token, no secret and no content of the account, its posts or its messages.`,
		'',
		...table(
			['setting', 'value'],
			Object.entries(report.settings).map(([name, value]) => [name, settingText(value)]),
		),
		...(report.leftBehind ? ['A post of this run was left on the account.', ''] : []),
		`## Operations: ${verdictCounts(operations)}`,
		'',
		...table(['operation', 'verdict', 'why'], findingRows(operations)),
		`## Unverified claims: ${verdictCounts(claims)}`,
		'',
		...table(['claim', 'verdict', 'why'], findingRows(claims)),
		'## Notes',
		'',
		...(noted.length === 0 ? ['None.'] : []),
		...noted.flatMap(({ name, notes }) => notes.map((note) => `- ${name}: ${note}`)),
		'',
		'## Requests',
		'',
		...table(
			['request', 'answers'],
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

/** Returns 0 if everything that was tried held, 1 if something did not or nothing could be tried. */
export function exitCodeOf({ operations, claims }: Report): 0 | 1 {
	const all = [...operations, ...claims];
	return countOf(all, 'did not hold') === 0 && countOf(operations, 'held') > 0 ? 0 : 1;
}
