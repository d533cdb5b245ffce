import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { SendRun } from './sends';
import { describeSends, findSendViolations, runSends, sendScheduleOf } from './sends';
import { Summary } from './summary';
import { testSeeds } from './testSeeds';

const sandbox = useSandbox();
useVirtualTime(sandbox);
const summary = new Summary('fault schedules of comments and messages', 'sent');

afterAll(() => void process.stdout.write(`${summary.toString()}\n`));

describe('every comment and message once, and every result is correct', () => {
	let run: SendRun | undefined;

	testSeeds(
		async (seed) => {
			const schedule = sendScheduleOf(seed);
			run = undefined;
			run = await runSends(sandbox.get(), schedule);
			return findSendViolations(schedule, run);
		},
		(seed) => describeSends(sendScheduleOf(seed)),
		(seed, violations) => {
			const unknown = run?.results.filter((one) => one.status === 'failed' && one.isUnknown) ?? [];
			summary.add(
				{
					items: sendScheduleOf(seed).count,
					created: run?.sent.length ?? 0,
					hits: run?.hits ?? 0,
					unknown: unknown.length,
				},
				violations,
			);
		},
	);
});
