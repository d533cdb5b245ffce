import type { IDataObject } from 'n8n-workflow';

import type { Exchange } from './recorder';
import type { Difference, ExpectedShapes } from './shapes';
import { compareShapes, isSerious, shapesOf } from './shapes';
import type { Failure, StepRun, Walk } from './walk';

/** What a walk says about a claim. */
export interface CheckResult {
	verdict: Verdict;
	why: string;
}

export type Check = (walk: Walk) => CheckResult;

export const held = (why: string): CheckResult => ({ verdict: 'held', why });
export const failed = (why: string): CheckResult => ({ verdict: 'did not hold', why });
export const notTried = (why: string): CheckResult => ({ verdict: 'not tried', why });

/** The object at the end of a path of names, an empty one where there is none. */
export function objectAt(value: unknown, ...names: string[]): IDataObject {
	let at: unknown = value;
	for (const name of names) at = (at as IDataObject | undefined)?.[name];
	return typeof at === 'object' && at !== null ? (at as IDataObject) : {};
}

/** The records and whether there is a further page, of an edge as a call or a field gives it. */
export function pageOf(edge: IDataObject): { records: IDataObject[]; hasNext: boolean } {
	const records = Array.isArray(edge.data) ? (edge.data as IDataObject[]) : [];
	return { records, hasNext: typeof objectAt(edge, 'paging').next === 'string' };
}

export function isAnswered({ status = 0 }: Exchange): boolean {
	return status >= 200 && status < 300;
}

/** Whether Meta did not take a request, rather than the token, the permission or the moment. */
export function isRefused({ answer }: Exchange): boolean {
	return objectAt(answer, 'error').code === 100;
}

/** `HTTP 400 (100/33)`, for why something did not hold or could not be tried. */
export function answerText({ status, answer }: Exchange): string {
	const { code, error_subcode: subcode } = objectAt(answer, 'error');
	const codes = [code, subcode].filter((one) => one !== undefined).join('/');
	return `HTTP ${status ?? 'nothing'}${codes ? ` (${codes})` : ''}`;
}

export type Verdict = 'held' | 'did not hold' | 'not tried';

/** What is known of an operation or a claim after the walk. */
export interface Finding {
	name: string;
	verdict: Verdict;
	/** Of a claim that held: how it showed. Else what is wrong, or why it was not tried. */
	why: string[];
	/** What does no harm, but should be known. */
	notes: string[];
}

/** Codes that say nothing of the package: the token may not do that, or Meta wants to be left alone. */
const NOT_THE_PACKAGE: ReadonlyArray<{ codes: (code: number) => boolean; why: string }> = [
	{
		codes: (code) => code === 3 || code === 10 || (code >= 200 && code < 300),
		why: 'Meta refused: the token lacks a permission, or the app the access',
	},
	{ codes: (code) => code === 190 || code === 102, why: 'Meta does not accept the token' },
	{
		codes: (code) => [4, 17, 32, 613].includes(code) || (code >= 80_001 && code <= 80_014),
		why: 'Meta throttles the account or the app',
	},
	{ codes: (code) => code === 1 || code === 2, why: 'Meta had a passing fault' },
];

/** Meta's code for a request that it does not take. */
const NOT_TAKEN = 100;

function explainRefusal({ code, isOurs }: Failure, isProbe = false): string | undefined {
	if (isOurs) return 'the bound on calls was reached';
	if (isProbe && code === NOT_TAKEN) return 'Meta refused it, which the claims below take up';
	return code === undefined ? undefined : NOT_THE_PACKAGE.find(({ codes }) => codes(code))?.why;
}

function codeOf({ code, subcode }: Failure): string {
	return code === undefined ? '' : ` (${code}${subcode === undefined ? '' : `/${subcode}`})`;
}

function sentence({ path, what, expected, seen }: Difference): string {
	if (what === 'missing') return `${path} is missing`;
	if (what === 'extra') return `${path} is there, too (${seen})`;
	return `${path || 'the whole'} is ${seen}, not ${expected}`;
}

function difference(place: string, differences: Difference[]) {
	return {
		why: differences.filter(isSerious).map((one) => `${place}: ${sentence(one)}`),
		notes: differences.filter((one) => !isSerious(one)).map((one) => `${place}: ${sentence(one)}`),
	};
}

/** Compares a step's answers and items with those that were expected. */
function compared(run: StepRun, expected: ExpectedShapes) {
	const seen = shapesOf({ steps: [run], exchanges: run.exchanges });
	const answers = Object.entries(seen.answers).map(([question, shape]) => {
		const wanted = expected.answers[question];
		if (wanted) return difference(question, compareShapes(wanted, shape));
		return { why: [], notes: [`${question}: the sandbox was not asked this`] };
	});
	const items = Object.entries(seen.items).map(([name, shape]) => {
		const wanted = expected.items[name];
		return wanted ? difference('items', compareShapes(wanted, shape)) : { why: [], notes: [] };
	});
	const all = [...answers, ...items];
	return { why: all.flatMap(({ why }) => why), notes: all.flatMap(({ notes }) => notes) };
}

/** Whether an operation worked and its answers were what the package and the sandbox take them for. */
export function checkStep(run: StepRun, expected: ExpectedShapes): Finding {
	const { name, reason, failures, records, isProbe } = run;
	if (reason !== undefined) return { name, verdict: 'not tried', why: [reason], notes: [] };
	const { why, notes } = compared(run, expected);
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
	const nothing = records.length === 0 ? ['Meta gave an empty list: there was nothing to compare'] : [];
	return { name, verdict: 'held', why: [], notes: [...nothing, ...notes, ...excused] };
}
