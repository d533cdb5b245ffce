import { UserError } from 'n8n-workflow';

/** Work that took longer than it may. It may still be under way. */
export class TimeLimitError extends UserError {
	constructor() {
		super('The time limit is over');
	}
}

/**
 * Waits for work, but no longer than the limit: what it becomes of after that, nobody waits for.
 *
 * @param limitMs milliseconds, in real time
 * @throws TimeLimitError, or what the work throws
 */
export async function withTimeLimit<T>(limitMs: number, work: Promise<T>): Promise<T> {
	const limit = AbortSignal.timeout(limitMs);
	return await new Promise<T>((resolve, reject) => {
		limit.addEventListener('abort', () => reject(new TimeLimitError()), { once: true });
		work.then(resolve, reject);
	});
}
