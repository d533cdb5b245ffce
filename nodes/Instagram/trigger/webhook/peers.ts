import type { Sibling } from './state';

/**
 * The triggers of this process by app, then by address. Meta has one callback per app, so all triggers with the same
 * app hear of its events through the one whose address Meta has. What is known here is also kept with the workflows:
 * n8n 2.40 calls no hook of a webhook trigger when it starts.
 */
const apps = new Map<string, Map<string, Sibling>>();

function membersOf(appKey: string): Map<string, Sibling> {
	const members = apps.get(appKey) ?? new Map<string, Sibling>();
	apps.set(appKey, members);
	return members;
}

/** Enters a trigger, or what is newly known of it. */
export function join(appKey: string, sibling: Sibling): void {
	const members = membersOf(appKey);
	members.set(sibling.url, { ...members.get(sibling.url), ...sibling });
}

/** Strikes a trigger off: it was deactivated, or n8n does not know its address any more. */
export function leave(appKey: string, url: string): void {
	membersOf(appKey).delete(url);
}

/** The app's other triggers. */
export function siblingsOf(appKey: string, ownUrl: string): Sibling[] {
	return [...membersOf(appKey).values()].filter(({ url }) => url !== ownUrl);
}

/** Forgets all triggers; for tests, which share a process. */
export function forgetSiblings(): void {
	apps.clear();
}
