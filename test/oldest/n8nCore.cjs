// The oldest n8n-core. Where a file is kept, it was told by two ids; test/harness tells it as it is done now.
const path = require('node:path');

const n8nCore = require(path.join(process.env.OLDEST_N8N, 'n8n-core'));

const { prototype } = n8nCore.BinaryDataService;
const { store } = prototype;
prototype.store = function (location, ...rest) {
	const ids = typeof location === 'string' ? [location] : [location.workflowId, location.executionId];
	return store.call(this, ...ids, ...rest);
};

module.exports = n8nCore;
