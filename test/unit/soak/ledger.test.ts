import { growthOf, type Window } from '../../../e2e/soak/growth';
import { Ledger, type Outcome } from '../../../e2e/soak/ledger';
import { planOf } from '../../../e2e/soak/plan';

const execution = (workflowId: string, status = 'success') => ({ id: 1, workflowId, status, items: {} });

const window = (staticData: number, heap: number): Window => ({
	until: 1,
	sizes: {
		staticData,
		credentials: 100,
		processedRows: 3,
		processedBytes: 50,
		leftoverFiles: 0,
		executions: 0,
		databaseBytes: 0,
	},
	heap,
	rss: heap,
});

describe('ledger of the soak', () => {
	test.each<[string, Outcome[], number, string | undefined]>([
		['published and live', ['published'], 1, undefined],
		['live twice', ['published'], 2, 'doubled'],
		['reported as failed, but live', ['failed', 'failed'], 1, 'failedButLive'],
		['reported as published, but not live', ['published'], 0, 'publishedButNotLive'],
		['reported as failed, and not live', ['failed'], 0, 'failed'],
		['unknown, and live', ['failed', 'unknown'], 1, 'unknown'],
		['cut off, and not live', ['cut off'], 0, 'cutOff'],
		['published at the second try', ['cut off', 'published'], 1, undefined],
		['never begun', [], 0, 'notReached'],
	])('counts a post that is %s', (_name, outcomes, live, counted) => {
		const ledger = new Ledger();
		ledger.ask('a');
		for (const outcome of outcomes) ledger.report('a', outcome);
		const counts = ledger.postCounts(new Map([['a', live]]));
		const names = [
			'doubled',
			'failedButLive',
			'publishedButNotLive',
			'failed',
			'unknown',
			'cutOff',
			'notReached',
		] as const;
		expect(names.filter((name) => counts[name] > 0)).toEqual(counted === undefined ? [] : [counted]);
		expect(counts.asked).toBe(1);
	});

	test('counts starts by workflow: lost, doubled, cut off, and not before they are due', () => {
		const ledger = new Ledger();
		let isDue = false;
		ledger.happened('events', { key: 'x', workflowIds: ['1', '2'], isDue: () => isDue });
		expect(ledger.startCounts('events')).toMatchObject({ happened: 1, due: 0, lost: 0 });
		isDue = true;
		expect(ledger.startCounts('events')).toMatchObject({ due: 2, lost: 2 });
		ledger.start(execution('1'), 'x');
		ledger.start(execution('2', 'crashed'), 'x');
		expect(ledger.startCounts('events')).toMatchObject({ started: 1, cutOff: 1, lost: 0, doubled: 0 });
		ledger.start(execution('1'), 'x');
		expect(ledger.startCounts('events')).toMatchObject({ started: 1, doubled: 1 });
	});

	test("counts what n8n's start page has answered apart, unless it started a workflow later", () => {
		const ledger = new Ledger();
		const seen = { workflowIds: ['1'], isDue: () => true, isTurnedAway: () => true };
		ledger.happened('events', { key: 'x', ...seen });
		ledger.happened('events', { key: 'y', ...seen });
		ledger.happened('events', { key: 'z', ...seen, isTurnedAway: () => false });
		ledger.start(execution('1'), 'y');
		expect(ledger.startCounts('events')).toMatchObject({
			due: 3,
			started: 1,
			turnedAway: 1,
			lost: 1,
			wrong: [expect.stringContaining('1 z')],
		});
	});

	test('compares halves: the largest of what is kept, the median of memory, without the first window', () => {
		const windows = [window(900, 900), window(100, 10), window(80, 20), window(110, 99), window(90, 22)];
		const growth = Object.fromEntries(growthOf(windows).map(({ what, more }) => [what, more]));
		expect(growth['static data of the workflows']).toBeCloseTo(0.1);
		expect(growth.credentials).toBe(0);
		expect(growth['heap after garbage collection']).toBeCloseTo(99 / 20 - 1);
	});

	test('plans a restart every ten minutes on average, none at the end', () => {
		const { restarts, isShort } = planOf(120);
		expect(isShort).toBe(false);
		expect(restarts.slice(0, 3)).toEqual([
			{ at: 300, kind: 'days' },
			{ at: 600, kind: 'kill' },
			{ at: 1800, kind: 'days' },
		]);
		expect(restarts).toHaveLength(11);
		expect(planOf(6)).toMatchObject({ isShort: true, restarts: { length: 2 } });
	});
});
