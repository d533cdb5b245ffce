import { VirtualTime } from '../../tools/n8n-harness/virtualTime';

/** The day of the examples. */
const START = Date.UTC(2026, 8, 1, 9);

/**
 * Makes the whole process live on one fixed morning, the sandbox with it, so that the same examples give the same
 * output on every day. Waiting moves the time and takes none.
 *
 * @returns what gives the machine's time back
 */
function begin(): () => void {
	const MachineDate = globalThis.Date;
	let now = START;
	class FixedDate extends MachineDate {
		constructor(...given: [] | [number | string | Date]) {
			super(...((given.length > 0 ? given : [now]) as [number]));
		}

		static override now(): number {
			return now;
		}
	}
	const time = new VirtualTime(START, (milliseconds) => {
		now = milliseconds;
	});
	globalThis.Date = FixedDate as DateConstructor;
	time.start();
	return () => {
		time.stop();
		globalThis.Date = MachineDate;
	};
}

/** Does some work on that morning, from its beginning. */
export async function onTheSameMorning<T>(work: () => Promise<T>): Promise<T> {
	const end = begin();
	try {
		return await work();
	} finally {
		end();
	}
}
