// Preloaded into n8n (NODE_OPTIONS=--require): answers the lookups with which n8n's SSRF protection checks a host. Nothing
// connects to the address, as connections go through the sandbox's proxy; it only has to be a public one.
const { promises } = require('node:dns');

const ANSWER = { address: '157.240.0.1', family: 4 };

promises.lookup = async (_hostname, options) => (options?.all ? [ANSWER] : ANSWER);
