/** The parts of Node's `Readable` that are observed. */
export interface ObservedStream {
	on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
	on(event: 'newListener', listener: (event: string | symbol) => void): unknown;
	off(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
	off(event: 'newListener', listener: (event: string | symbol) => void): unknown;
}

/**
 * Calls `observe` with every chunk, from the first reader on. A listener for the data alone would start the stream before
 * its reader is there; and a stream that is paused to prevent that does not start for readers that only listen, as those
 * of n8n's storage in a database or in memory do.
 *
 * @returns ends it
 */
export function observeChunks(stream: ObservedStream, observe: (chunk: Uint8Array) => void): () => void {
	let hasBegun = false;
	const begin = (event: string | symbol) => {
		// Another observer that begins is a new listener as well.
		if (hasBegun || (event !== 'data' && event !== 'readable')) return;
		hasBegun = true;
		stream.off('newListener', begin);
		stream.on('data', observe);
	};
	stream.on('newListener', begin);
	return () => {
		stream.off('newListener', begin);
		stream.off('data', observe);
	};
}

/**
 * Calls `stop` once no chunk of a stream has passed for a time. The time begins with the call, and the end of the stream
 * does not end it.
 *
 * @param idleMs milliseconds, at least 1
 * @param isExcused called when the time is over: `true` lets it begin anew
 * @returns ends the watch; must be called
 */
export function watchForStall(
	stream: ObservedStream,
	idleMs: number,
	stop: () => void,
	isExcused: () => boolean = () => false,
): () => void {
	let hasMoved = false;
	let isOver = false;
	const endObserving = observeChunks(stream, () => {
		hasMoved = true;
	});
	// n8n's rules refuse timers in nodes. One signal after another, none per chunk.
	const wait = () => AbortSignal.timeout(idleMs).addEventListener('abort', check, { once: true });
	function check(): void {
		if (isOver) return;
		if (!hasMoved && !isExcused()) {
			stop();
			return;
		}
		hasMoved = false;
		wait();
	}
	wait();
	return () => {
		isOver = true;
		endObserving();
	};
}
