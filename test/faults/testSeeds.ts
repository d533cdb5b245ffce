import type { Violation } from './violations';

/** How many schedules, and of which seeds, as `npm run test:faults` and `.ci/run` set it. */
const SCHEDULES = Number(process.env.FAULT_SCHEDULES ?? 50);
const FIRST_SEED = Number(process.env.FAULT_SEED ?? 1);

/** Schedules in one test: few enough that a failure comes early, many enough that the report stays short. */
const BATCH = 25;

const MINUTES = 60_000;

/** Runs the schedule of a seed. An error is a violation: a leaked secret, or a run that ended early. */
async function violationsOf(
	seed: number,
	runSeed: (seed: number) => Promise<Violation[]>,
): Promise<Violation[]> {
	try {
		return await runSeed(seed);
	} catch (error) {
		const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
		return [{ kind: text.includes('A secret of') ? 'secret' : 'broken', text }];
	}
}

/** Tests the requested seeds; a failed test shows each seed, its schedule and the violations. */
export function testSeeds(
	runSeed: (seed: number) => Promise<Violation[]>,
	describeSeed: (seed: number) => string,
	record: (seed: number, violations: Violation[]) => void,
): void {
	const seeds = Array.from({ length: SCHEDULES }, (_, index) => FIRST_SEED + index);
	const batches = Array.from({ length: Math.ceil(SCHEDULES / BATCH) }, (_, batch) =>
		seeds.slice(batch * BATCH, (batch + 1) * BATCH),
	);
	it.each(batches.map((batch) => [batch[0], batch[batch.length - 1], batch] as const))(
		'seeds %d to %d',
		async (_first, _last, batch) => {
			const failed: string[] = [];
			for (const seed of batch) {
				const violations = await violationsOf(seed, runSeed);
				record(seed, violations);
				if (violations.length === 0) continue;
				const lines = violations.map(({ kind, text }) => `  ${kind}: ${text}`);
				const again = `Seed ${seed} (npm run test:faults -- --seed ${seed})`;
				failed.push([again, `    ${describeSeed(seed)}`, ...lines].join('\n'));
			}
			if (failed.length > 0) throw new Error(`\n${failed.join('\n\n')}`);
		},
		10 * MINUTES,
	);
}
