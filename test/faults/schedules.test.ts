import { usePlainSandbox } from '../harness/jest/plainSandbox';
import { useVirtualTime } from '../harness/jest/virtualTime';
import type { Finding } from './judge';
import { judge } from './judge';
import type { Played } from './play';
import { play } from './play';
import type { Schedule } from './schedule';
import { inWords, scheduleOf } from './schedule';
import { Tally } from './tally';

const SCHEDULES = Number(process.env.FAULT_SCHEDULES ?? 200);
const FIRST_SEED = Number(process.env.FAULT_SEED ?? 1);

/** Schedules in one test: few enough that a failure comes early, many enough that the report stays short. */
const AT_ONCE = 25;

const MINUTES = 60_000;

const sandbox = usePlainSandbox();
useVirtualTime(sandbox);
const tally = new Tally();

afterAll(() => void process.stdout.write(`${tally.toString()}\n`));

async function findingsOf(schedule: Schedule): Promise<Finding[]> {
	let played: Played | undefined;
	let findings: Finding[];
	try {
		played = await play(sandbox.get(), schedule);
		findings = judge(schedule, played);
	} catch (error) {
		const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
		findings = [{ wrong: text.includes('A secret of') ? 'secret' : 'broken', text }];
	}
	tally.add(schedule, played, findings);
	return findings;
}

function report(schedule: Schedule, findings: Finding[]): string {
	return [
		`Seed ${schedule.seed} (npm run test:faults -- --seed ${schedule.seed})`,
		`    ${inWords(schedule)}`,
		...findings.map(({ wrong, text }) => `  ${wrong}: ${text}`),
	].join('\n');
}

describe('every post once, and every item told the truth', () => {
	const seeds = Array.from({ length: SCHEDULES }, (_, index) => FIRST_SEED + index);
	const batches = Array.from({ length: Math.ceil(SCHEDULES / AT_ONCE) }, (_, batch) =>
		seeds.slice(batch * AT_ONCE, (batch + 1) * AT_ONCE),
	);

	it.each(batches.map((batch) => [batch[0], batch[batch.length - 1], batch] as const))(
		'seeds %d to %d',
		async (_first, _last, batch) => {
			const failed: string[] = [];
			for (const seed of batch) {
				const schedule = scheduleOf(seed);
				const findings = await findingsOf(schedule);
				if (findings.length > 0) failed.push(report(schedule, findings));
			}
			if (failed.length > 0) throw new Error(`\n${failed.join('\n\n')}`);
		},
		10 * MINUTES,
	);
});
