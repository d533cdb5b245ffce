/** The latest work by app. */
const latest = new Map<string, Promise<unknown>>();

/**
 * One after the other for each app: n8n activates the nodes of a workflow at the same time, and two that both find no
 * callback would both set theirs.
 */
export async function inTurn<T>(appKey: string, work: () => Promise<T>): Promise<T> {
	const before = latest.get(appKey) ?? Promise.resolve();
	const mine = before.then(work, work);
	latest.set(appKey, mine);
	try {
		return await mine;
	} finally {
		if (latest.get(appKey) === mine) latest.delete(appKey);
	}
}
