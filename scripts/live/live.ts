import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { name, version } from '../../package.json';
import { removeN8nFolder } from '../../tools/n8n-harness';
import { checkClaims } from './claims';
import type { Finding, Report } from './report';
import { checkStep, exitCodeOf, filesOf, reportOf, verdictCounts } from './report';
import type { Way } from './sandboxWalk';
import type { Settings } from './settings';
import { readSettings, USAGE, UsageError } from './settings';
import type { ExpectedShapes } from './shapes';
import type { StepRun, Walk } from './walk';
import { CALLS_FOR_WRITES, walk } from './walk';

const WRONG_USAGE = 2;

function say(line = ''): void {
	process.stdout.write(`${line}\n`);
}

/** Asks the sandbox in another process, which gets neither the token nor a proxy. */
async function askSandbox(settings: Settings): Promise<ExpectedShapes> {
	const { login, apiVersion, comment, openQuestions } = settings;
	const way: Way = {
		login,
		apiVersion,
		comment,
		openQuestions,
		png: settings.png !== undefined,
		account: settings.accountId !== undefined,
		app: settings.appSecret !== undefined,
		publish: settings.publish !== undefined,
	};
	const others = Object.entries(process.env).filter(([key]) => !/^LIVE_|_PROXY$/i.test(key));
	const env = { ...Object.fromEntries(others), NODE_EXTRA_CA_CERTS: process.env.LIVE_SANDBOX_CA };
	const child = fork(path.join(__dirname, 'sandboxWalk.ts'), [JSON.stringify(way)], { env });
	return await new Promise((resolve, reject) => {
		child.once('message', (message) => resolve(message as ExpectedShapes));
		child.once('error', reject);
		child.once('close', (code) => reject(new Error(`The process with the sandbox ended with ${code}`)));
	});
}

function showLeftBehind({ leftBehind }: Walk, { login }: Settings): void {
	if (!leftBehind) return;
	say();
	const { posts, permalinks } = leftBehind;
	say(login === 'instagram' ? 'Instagram Login cannot delete posts.' : 'Not every post could be deleted.');
	say(`Please delete ${posts === 1 ? 'one post' : `${posts} posts`} in the Instagram app:`);
	for (const permalink of permalinks) say(`  ${permalink}`);
	if (permalinks.length < posts) say('  and the newest posts of the account that say so in their caption');
}

function show({ operations, claims }: Report): void {
	const failed = [...operations, ...claims].filter(({ verdict }) => verdict === 'did not hold');
	say();
	for (const { name: what, why } of failed) {
		say(`DID NOT HOLD  ${what}`);
		for (const line of why) say(`              ${line}`);
	}
	say(`operations    ${verdictCounts(operations)}`);
	say(`claims        ${verdictCounts(claims)}`);
}

function write(files: { json: string; markdown: string }, { output }: Settings): void {
	mkdirSync(output, { recursive: true });
	const paths = {
		json: path.join(output, 'live-report.json'),
		markdown: path.join(output, 'live-report.md'),
	};
	writeFileSync(paths.json, files.json);
	writeFileSync(paths.markdown, files.markdown);
	say();
	say(`The report, without secrets, is in ${paths.markdown} and ${paths.json}.`);
	say('Please read it, then send it to us: docs/live-check.md says how.');
}

function whatIsWritten({ publish, openQuestions }: Settings): string {
	if (!publish) return 'Nothing is written.';
	return openQuestions ? 'Two posts are published, and perhaps a copy of one.' : 'One post is published.';
}

async function live(args: string[]): Promise<number> {
	const settings = readSettings(args, process.env);
	const most = settings.mostCalls + (settings.publish ? CALLS_FOR_WRITES : 0);
	say(`At most ${most} calls to Meta. ${whatIsWritten(settings)}`);
	say('Making the same calls to the sandbox first ...');
	const expected = await askSandbox(settings);

	const operations: Finding[] = [];
	const done = await walk(settings, (run: StepRun, calls: number) => {
		const finding = checkStep(run, expected);
		operations.push(finding);
		say(`${String(calls).padStart(4)} calls  ${finding.verdict.padEnd(12)}  ${run.name}`);
	});
	const claims = checkClaims(done);
	const circumstances = { settings, packageName: `${name} ${version}`, now: Date.now() };
	const report = reportOf(done, { operations, claims }, circumstances);
	show(report);
	showLeftBehind(done, settings);
	write(filesOf(report, done, settings), settings);
	return exitCodeOf(report);
}

async function main(): Promise<number> {
	try {
		return await live(process.argv.slice(2));
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		process.stderr.write(`${error.message}\n\n${USAGE}\n`);
		return WRONG_USAGE;
	} finally {
		removeN8nFolder();
	}
}

main().then(
	(code) => process.exit(code),
	(error: Error) => {
		process.stderr.write(`${error.stack}\n`);
		process.exit(1);
	},
);
