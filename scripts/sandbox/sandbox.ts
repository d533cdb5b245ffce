import { parseArgs } from 'node:util';

import { startSandbox } from '../../sandbox';
import { SANDBOX_APPS } from '../../sandbox/apps';

const USAGE = `npm run sandbox -- [options]
  --port 4010           the page (default 4010, 0 takes a free one)
  --proxy-port 4011     the proxy (default 4011, 0 takes a free one)
  --redirect-uri URI    one more registered redirect URI; may be given several times
  --seed 1              same seed, same ids and tokens
  --latency 0           milliseconds before every answer`;

class UsageError extends Error {}

function wholeNumber(name: string, text: string): number {
	if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} must be a whole number`);
	return Number(text);
}

function optionsOf(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				port: { type: 'string', default: '4010' },
				'proxy-port': { type: 'string', default: '4011' },
				'redirect-uri': { type: 'string', multiple: true, default: [] },
				seed: { type: 'string', default: '1' },
				latency: { type: 'string', default: '0' },
				help: { type: 'boolean', default: false },
			},
		}).values;
	} catch (error) {
		throw new UsageError((error as Error).message);
	}
}

function say(line = ''): void {
	process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
	const options = optionsOf(process.argv.slice(2));
	if (options.help) {
		say(USAGE);
		return;
	}
	// Before the start, and on every signal: Ctrl+C reaches this process from the terminal and from npm's.
	const asked = new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
	});
	const sandbox = await startSandbox({
		port: wholeNumber('port', options.port),
		proxyPort: wholeNumber('proxy-port', options['proxy-port']),
		seed: wholeNumber('seed', options.seed),
		latencyMs: wholeNumber('latency', options.latency),
		redirectUris: options['redirect-uri'],
		certificateDirectory: process.env.SANDBOX_CERTIFICATES,
	});
	const { instagram, facebook } = SANDBOX_APPS;
	say(`page       ${sandbox.url}`);
	say(`proxy      ${sandbox.proxyUrl}`);
	say(`Instagram  app id ${instagram.appId}  secret ${instagram.appSecret}`);
	say(`Facebook   app id ${facebook.appId}  secret ${facebook.appSecret}`);
	say(`redirect   ${[...sandbox.world.redirectUris].join('\n           ')}`);
	say();
	say('A program takes the sandbox for Meta with this environment:');
	for (const [name, value] of Object.entries(sandbox.env())) say(`export ${name}='${value}'`);
	say();
	say('Ctrl+C ends it.');
	await asked;
	await sandbox.close();
}

main().then(
	() => process.exit(0),
	(error: Error) => {
		const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
		const help = error instanceof UsageError ? `\n${USAGE}` : taken ? ' (choose another port)' : '';
		process.stderr.write(`${error.message}${help}\n`);
		process.exit(1);
	},
);
