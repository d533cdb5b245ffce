import { asError } from './thrown';
import type { Clock } from './types';

/**
 * A clock whose sleeps end as soon as the execution is cancelled. Whoever has slept looks whether it is.
 *
 * @param signal aborted when the execution is cancelled
 */
export function cancellable(clock: Clock, signal: AbortSignal | undefined): Clock {
	if (!signal) return clock;
	return {
		now: () => clock.now(),
		async sleep(milliseconds) {
			if (signal.aborted) return;
			let wake = (): void => undefined;
			const cancelled = new Promise<void>((resolve) => {
				wake = () => resolve();
				signal.addEventListener('abort', wake, { once: true });
			});
			try {
				await Promise.race([clock.sleep(milliseconds), cancelled]);
			} catch (error) {
				// A sleep that knows the signal itself ends so.
				if (!signal.aborted) throw asError(error);
			} finally {
				signal.removeEventListener('abort', wake);
			}
		},
	};
}
