import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { judge } from './judge';
import type { Played } from './play';
import { play } from './play';
import { itHolds } from './runner';
import { inWords, scheduleOf } from './schedule';
import { Tally } from './tally';

const sandbox = useSandbox();
useVirtualTime(sandbox);
const tally = new Tally('fault schedules', 'posts');

afterAll(() => void process.stdout.write(`${tally.toString()}\n`));

describe('every post once, and every item told the truth', () => {
	let played: Played | undefined;

	itHolds(
		async (seed) => {
			const schedule = scheduleOf(seed);
			played = undefined;
			played = await play(sandbox.get(), schedule);
			return judge(schedule, played);
		},
		(seed) => inWords(scheduleOf(seed)),
		(seed, findings) => {
			const { items, executions } = scheduleOf(seed);
			const told = played?.executions.flatMap((execution) => execution.told) ?? [];
			tally.add(
				{
					items: items.length * executions,
					made: played?.executions.at(-1)?.posts.length ?? 0,
					struck: played?.struck ?? 0,
					unknown: told.filter((one) => one.told === 'failed' && one.published === 'unknown').length,
				},
				findings,
			);
		},
	);
});
