// The oldest n8n-workflow, with what tools/n8n-harness takes from newer ones. The package itself uses none of these; n8n
// did not have restricted domains yet, so there is nothing to add to credentials and nothing to refuse.
const path = require('node:path');

module.exports = {
	...require(path.join(process.env.OLDEST_N8N, 'n8n-workflow')),
	createRunExecutionData: ({ executionData }) => ({
		startData: {},
		resultData: { runData: {} },
		executionData: {
			contextData: {},
			metadata: {},
			waitingExecution: {},
			waitingExecutionSource: {},
			...executionData,
		},
	}),
	injectDomainRestrictionFields: ({ properties }) => properties,
	getCredentialOwnRequestAllowedDomains: () => undefined,
};
