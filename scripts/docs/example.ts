import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { LoginMethod } from '../../nodes/Instagram/graph/types';
import type { Sandbox } from '../../sandbox';
import type { Connected } from '../../tools/n8n-harness/arrange';
import { ACCOUNT, withAccessToken, run } from '../../tools/n8n-harness/arrange';
import { onTheSameMorning } from './fixedTime';

/** What the parameters of an example may refer to. */
export interface Scene {
	readonly sandbox: Sandbox;
	readonly loginMethod: LoginMethod;
	/** The account that the credential reaches. */
	readonly account: string;
	/** Runs another operation first, with every permission. */
	before(parameters: INodeParameters): Promise<IDataObject[]>;
}

/** A run of one operation, to be shown in the documentation. */
export interface Example {
	/** What it shows, where an operation has more than one. */
	title?: string;
	/** Parameters besides resource and operation. */
	parameters?: INodeParameters | ((scene: Scene) => INodeParameters | Promise<INodeParameters>);
	/** The login method that it shows something of; default: Instagram Login, where Meta has the operation there. */
	loginMethod?: LoginMethod;
	/** The token of the credential; default: a long-lived one. */
	token?: { kind: 'systemUser' };
	/** The input item; default: an empty one. */
	item?: () => Promise<INodeExecutionData>;
}

/** What became of a run. */
export interface Outcome {
	parameters: INodeParameters;
	output: IDataObject[];
	error?: { message: string; description?: string };
}

/** Meta fetches binary files from n8n, which must be public for that. */
const PUBLIC_N8N = 'https://n8n.example.com/';

const LOCAL_FILES = /http:\/\/127\.0\.0\.1:\d+/g;

/** The sandbox serves files from a port that is another one each time. */
export function withoutPorts<T>(value: T): T {
	return JSON.parse(JSON.stringify(value).replace(LOCAL_FILES, 'https://cdn.example.com')) as T;
}

/** A number that is the same for the same text. */
function seedOf(text: string): number {
	return [...text].reduce((hash, sign) => (hash * 31 + (sign.codePointAt(0) ?? 0)) % 0x7fffffff, 7);
}

async function runIn(
	sandbox: Sandbox,
	{ operation, loginMethod, permissions }: Setting,
	example: Example,
): Promise<Outcome> {
	const choice = { resource: operation.resource, operation: operation.name };
	const everything: Connected = await withAccessToken(sandbox, loginMethod);
	const scene: Scene = {
		sandbox,
		loginMethod,
		account: ACCOUNT[loginMethod],
		before: async (parameters) => (await run(everything, parameters)).json,
	};
	const { parameters: own = {}, item } = example;
	const given = typeof own === 'function' ? await own(scene) : own;
	const connected = await withAccessToken(sandbox, loginMethod, { permissions, ...example.token });
	const items = item ? [await item()] : undefined;
	const { json, error } = await run(
		connected,
		{ ...choice, ...given },
		{ items, instanceBaseUrl: PUBLIC_N8N },
	);
	return withoutPorts({
		parameters: { ...choice, ...given },
		output: error ? [] : json,
		...(error ? { error: { message: error.message, description: error.description ?? undefined } } : {}),
	});
}

/** Which operation to run, and who runs it. */
export interface Setting {
	operation: { resource: string; name: string };
	loginMethod: LoginMethod;
	/** Scopes of the token; all if left out. */
	permissions?: string[];
}

/** Runs an example in a world of its own, on a morning that is always the same. */
export async function runExample(sandbox: Sandbox, setting: Setting, example: Example): Promise<Outcome> {
	const { operation, loginMethod, permissions } = setting;
	return await onTheSameMorning(async () => {
		// Tokens differ from world to world, so that nothing that n8n's process remembers of one fits another.
		const name = [operation.resource, operation.name, example.title, loginMethod, permissions].join(' ');
		sandbox.world.reset(seedOf(name));
		return await runIn(sandbox, setting, example);
	});
}
