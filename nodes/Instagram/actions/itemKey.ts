import type { ItemKey } from '../publishing/idempotency/ledger';
import type { ItemRun } from './operation';

/** Tool calls in this process. */
let toolCalls = 0;

/** Older versions of n8n lack `isToolExecution`, but give a node that runs as a tool its own type. */
function isTool({ context }: Pick<ItemRun, 'context'>): boolean {
	const { isToolExecution } = context as { isToolExecution?: () => boolean };
	return isToolExecution ? isToolExecution.call(context) : context.getNode().type.endsWith('Tool');
}

/**
 * Identifies an item when n8n runs the node again within an execution. Each tool call of an AI agent counts as a run of
 * its own: n8n increments the run index on every retry, and agents that work on several items get the same indexes
 * (n8n-core 2.40, `makeHandleToolInvocation`).
 */
export function itemKeyOf(run: Pick<ItemRun, 'context' | 'itemIndex'>): ItemKey {
	const { context, itemIndex } = run;
	return {
		executionId: context.getExecutionId(),
		nodeId: context.getNode().id,
		runIndex: isTool(run) ? -(toolCalls += 1) : (context.getWorkflowDataProxy(itemIndex).$runIndex as number),
		itemIndex,
	};
}
