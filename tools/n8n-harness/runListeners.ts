import type { IDataObject, INode, IRunData } from 'n8n-workflow';

/** What the nodes of a workflow have returned, or the items of a trigger; `trigger` is its folder below `nodes`. */
export type FinishedRun =
	| { nodes: readonly INode[]; runData: IRunData }
	| { trigger: 'InstagramTrigger' | 'InstagramPollingTrigger'; items: readonly IDataObject[] };

type Listener = (run: FinishedRun) => void;

const listeners = new Set<Listener>();

/**
 * Adds a listener to every run that ends; what it throws fails the run.
 *
 * @returns a function that removes the listener
 */
export function onRun(listener: Listener): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export function notifyRun(run: FinishedRun): void {
	for (const listener of listeners) listener(run);
}
