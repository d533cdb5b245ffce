import type { Finding } from './judge';

/** How many schedules, and of which seeds, as `npm run test:faults` and `.ci/run` set it. */
const SCHEDULES = Number(process.env.FAULT_SCHEDULES ?? 50);
const FIRST_SEED = Number(process.env.FAULT_SEED ?? 1);

/** Schedules in one test: few enough that a failure comes early, many enough that the report stays short. */
const BATCH = 25;

const MINUTES = 60_000;

/** Runs the schedule of a seed. An error is a finding: a leaked secret, or a run that ended early. */
async function findingsOf(seed: number, happen: (seed: number) => Promise<Finding[]>): Promise<Finding[]> {
	try {
		return await happen(seed);
	} catch (error) {
		const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
		return [{ wrong: text.includes('A secret of') ? 'secret' : 'broken', text }];
	}
}

/** Tests the requested seeds; a failed test shows each seed, its schedule and the findings. */
export function itHolds(
	happen: (seed: number) => Promise<Finding[]>,
	inWords: (seed: number) => string,
	tally: (seed: number, findings: Finding[]) => void,
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
				const findings = await findingsOf(seed, happen);
				tally(seed, findings);
				if (findings.length === 0) continue;
				const lines = findings.map(({ wrong, text }) => `  ${wrong}: ${text}`);
				const again = `Seed ${seed} (npm run test:faults -- --seed ${seed})`;
				failed.push([again, `    ${inWords(seed)}`, ...lines].join('\n'));
			}
			if (failed.length > 0) throw new Error(`\n${failed.join('\n\n')}`);
		},
		10 * MINUTES,
	);
}
