// The oldest n8n-core, with what tools/n8n-harness expects of today's.
const path = require('node:path');

const n8nCore = require(path.join(process.env.OLDEST_N8N, 'n8n-core'));

const binaryData = n8nCore.BinaryDataService.prototype;
const { store } = binaryData;
/** Two IDs said where a file is kept. */
binaryData.store = function (location, ...rest) {
	const ids = typeof location === 'string' ? [location] : [location.workflowId, location.executionId];
	return store.call(this, ...ids, ...rest);
};

const workflowExecute = n8nCore.WorkflowExecute.prototype;
const { processRunExecutionData } = workflowExecute;
/** It was left to n8n to call a failed execution failed. */
workflowExecute.processRunExecutionData = function (workflow) {
	const execution = processRunExecutionData.call(this, workflow);
	execution.then(
		(run) => {
			if (run.status === 'running' && run.data.resultData.error) run.status = 'error';
		},
		() => undefined,
	);
	return execution;
};

module.exports = n8nCore;
