// The consent flow's browser sends its requests through n8n: in the oldest one, by n8n-core.
const path = require('node:path');

const oldest = process.env.OLDEST_N8N;
const contexts = path.join(oldest, 'n8n-core', 'dist', 'execution-engine', 'node-execution-context');
const { Container } = require(path.join(oldest, '@n8n', 'di'));
const { httpRequest } = require(path.join(contexts, 'utils', 'request-helper-functions.js'));

class OutboundHttp {
	requests() {
		return { request: httpRequest };
	}
}

Container.set(OutboundHttp, new OutboundHttp());

module.exports = { OutboundHttp };
