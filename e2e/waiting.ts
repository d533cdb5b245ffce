export async function pause(milliseconds: number): Promise<void> {
	await new Promise((resolve) => void setTimeout(resolve, milliseconds));
}

interface WaitOptions {
	timeoutMs?: number;
	/** Between two reads. */
	intervalMs?: number;
}

/**
 * Waits until something is so.
 *
 * @param isSo by default, whether the value is truthy
 * @throws Error with what it last was
 */
export async function until<T>(
	what: string,
	read: () => Promise<T> | T,
	isSo: (value: T) => boolean = Boolean,
	{ timeoutMs = 60_000, intervalMs = 100 }: WaitOptions = {},
): Promise<T> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const value = await read();
		if (isSo(value)) return value;
		if (Date.now() > deadline)
			throw new Error(`Not within ${timeoutMs / 1000} s: ${what}. Last: ${JSON.stringify(value)}`);
		await pause(intervalMs);
	}
}
