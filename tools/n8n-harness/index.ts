// Runs this package in the real n8n-core, for workflow tests, documentation, benchmarks and the demo. Nothing here
// needs jest; what does is in test/jest.
export { additionalDataFor, N8N_URL } from './additionalData';
export type { ConsentChoice, ConsentOutcome } from './consent';
export { connectThroughConsent } from './consent';
export { CredentialStore } from './credentialStore';
export type { CredentialSave } from './credentialTable';
export { useDeduplicationStore } from './deduplicationStore';
export { removeN8nFolder } from './isolation';
export { loadPackage, repositoryRoot } from './loadPackage';
export { logs } from './logs';
export { storeBinary } from './n8nCore';
export type { ListSearchOptions } from './runListSearch';
export { listSearchContext, runListSearch } from './runListSearch';
export type { PollOptions, PollRun } from './runPoll';
export { PollingWorkflow } from './runPoll';
export type { WebhookOptions, WebhookRequest, WebhookRun } from './runWebhook';
export { runWebhook } from './runWebhook';
export type { NodeRun, RunOptions, WorkflowRun } from './runWorkflow';
export { runWorkflow } from './runWorkflow';
export { addSecretSource, secretsOf, watchSecrets } from './secretWatch';
export { unknownWebhookBody } from './unknownWebhook';
export type { NodeSketch, WorkflowJson } from './workflowJson';
