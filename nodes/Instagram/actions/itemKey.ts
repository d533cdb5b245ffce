import type { ItemKey } from '../publishing/idempotency/ledger';
import type { ItemRun } from './operation';

/** Calls of tools in this process. */
let toolCalls = 0;

/** Older versions of n8n do not say it, but a node that is a tool has a type of its own there. */
function isTool({ context }: Pick<ItemRun, 'context'>): boolean {
	const { isToolExecution } = context as { isToolExecution?: () => boolean };
	return isToolExecution ? isToolExecution.call(context) : context.getNode().type.endsWith('Tool');
}

/**
 * What makes an item the same one when n8n runs the node again. A tool of an AI agent gets another run index at each
 * try, and agents that are at work on several items get the same ones (n8n-core 2.40, `makeHandleToolInvocation`): each
 * of its calls counts as a run of its own.
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
