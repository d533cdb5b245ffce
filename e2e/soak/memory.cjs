// Preloaded into n8n (NODE_OPTIONS=--require): appends its memory to SOAK_MEMORY_FILE every SOAK_MEMORY_SECONDS, as lines
// of JSON. It collects garbage first, so that the heap is what n8n keeps.
const { appendFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const file = process.env.SOAK_MEMORY_FILE;
// Not for the processes that n8n starts.
delete process.env.SOAK_MEMORY_FILE;

if (file !== undefined) {
	setFlagsFromString('--expose-gc');
	const collectGarbage = runInNewContext('gc');
	const note = () => {
		collectGarbage();
		const { rss, heapUsed } = process.memoryUsage();
		const sample = { pid: process.pid, age: Math.round(process.uptime()), rss, heap: heapUsed };
		appendFileSync(file, `${JSON.stringify(sample)}\n`);
	};
	setInterval(note, Number(process.env.SOAK_MEMORY_SECONDS) * 1000).unref();
}
