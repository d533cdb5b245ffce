import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { ScheduleRun } from './runSchedule';
import { runSchedule } from './runSchedule';
import { describeSchedule, scheduleOf } from './schedule';
import { Summary } from './summary';
import { testSeeds } from './testSeeds';
import { findViolations } from './violations';

const sandbox = useSandbox();
useVirtualTime(sandbox);
const summary = new Summary('fault schedules', 'posts');

afterAll(() => void process.stdout.write(`${summary.toString()}\n`));

describe('every post once, and every result is correct', () => {
	let run: ScheduleRun | undefined;

	testSeeds(
		async (seed) => {
			const schedule = scheduleOf(seed);
			run = undefined;
			run = await runSchedule(sandbox.get(), schedule);
			return findViolations(schedule, run);
		},
		(seed) => describeSchedule(scheduleOf(seed)),
		(seed, violations) => {
			const { items, executions } = scheduleOf(seed);
			const results = run?.executions.flatMap((execution) => execution.results) ?? [];
			summary.add(
				{
					items: items.length * executions,
					created: run?.executions.at(-1)?.posts.length ?? 0,
					hits: run?.hits ?? 0,
					unknown: results.filter((one) => one.status === 'failed' && one.published === 'unknown').length,
				},
				violations,
			);
		},
	);
});
