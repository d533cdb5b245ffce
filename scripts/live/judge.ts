import type { Difference } from './compare';
import { compareShapes, isSerious } from './compare';
import type { Expectation } from './expectation';
import { shapesOf } from './expectation';
import type { Failure, StepRun } from './walk';

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

function excuse({ code, isOurs }: Failure, isProbe = false): string | undefined {
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
function compared(run: StepRun, expectation: Expectation) {
	const seen = shapesOf({ steps: [run], exchanges: run.exchanges });
	const answers = Object.entries(seen.answers).map(([question, shape]) => {
		const expected = expectation.answers[question];
		if (expected) return difference(question, compareShapes(expected, shape));
		return { why: [], notes: [`${question}: the sandbox was not asked this`] };
	});
	const items = Object.entries(seen.items).map(([name, shape]) => {
		const expected = expectation.items[name];
		return expected ? difference('items', compareShapes(expected, shape)) : { why: [], notes: [] };
	});
	const all = [...answers, ...items];
	return { why: all.flatMap(({ why }) => why), notes: all.flatMap(({ notes }) => notes) };
}

/** Whether an operation worked and its answers were what the package and the sandbox take them for. */
export function judgeStep(run: StepRun, expectation: Expectation): Finding {
	const { name, reason, failures, records, isProbe } = run;
	if (reason !== undefined) return { name, verdict: 'not tried', why: [reason], notes: [] };
	const { why, notes } = compared(run, expectation);
	const excused = failures.flatMap((failure) => {
		const because = excuse(failure, isProbe);
		return because ? [`${because}${codeOf(failure)}`] : [];
	});
	const broken = failures
		.filter((failure) => !excuse(failure, isProbe))
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
