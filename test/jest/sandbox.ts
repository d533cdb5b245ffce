import { startSandbox } from '../../sandbox';
import { SANDBOX_APPS } from '../../sandbox/apps';
import { RequestRecorder } from '../contract/meta/recorder';
import { connectWithoutTls } from './plainConnections';
import { addSecretSource } from '../../tools/n8n-harness/secretWatch';
import type { FollowingClock } from '../../tools/n8n-harness/virtualTime';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
interface SandboxOptions extends Omit<NonNullable<Parameters<typeof startSandbox>[0]>, 'plain'> {
	/**
	 * Calls go through the proxy and TLS, as in production. Left out, they skip both: that halves the time of a test, and
	 * changes nothing above the connection.
	 */
	tls?: true;
}

export interface SandboxControl {
	/** The running sandbox. */
	get(): Sandbox;
	/** For `useVirtualTime`. */
	clock(): FollowingClock;
	/** For `useVirtualTime`: requests that a fault keeps without an answer. */
	hanging(): number;
}

/** Requests to look through for those under way. */
const RECENT = 50;

const PROXY_VARIABLES = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'] as const;

/**
 * Starts the sandbox for the tests of a file and points n8n's request helper and OAuth2 client at it. Every test
 * begins in a new world. Fails a test that leaves a token of the sandbox behind, or sends a request that Meta's SDK does
 * not know.
 */
export function useSandbox({ tls, ...options }: SandboxOptions = {}): SandboxControl {
	let sandbox: Sandbox | undefined;
	let forget: (() => void) | undefined;
	let unwatch: (() => void) | undefined;
	let disconnect: (() => void) | undefined;
	const recorder = new RequestRecorder();
	const before = new Map<string, string | undefined>();

	const get = (): Sandbox => {
		if (!sandbox) throw new Error('The sandbox runs only within tests');
		return sandbox;
	};

	beforeAll(async () => {
		const certificateDirectory = process.env.SANDBOX_CERTIFICATES;
		if (!certificateDirectory || !process.env.NODE_EXTRA_CA_CERTS) {
			throw new Error(
				"The sandbox's certificates are not trusted here: run the tests with 'npm test -- <path>'",
			);
		}
		sandbox = await startSandbox({ certificateDirectory, plain: !tls, ...options });
		if (sandbox.plainPort !== undefined) disconnect = connectWithoutTls(sandbox.plainPort);
		unwatch = sandbox.world.requests.watch(({ method, host, path, query, body }) =>
			recorder.see({ method, host, path, parameters: { ...query, ...body } }),
		);
		const environment: Record<string, string | undefined> = { ...sandbox.env() };
		for (const name of PROXY_VARIABLES) {
			before.set(name, process.env[name]);
			process.env[name] = environment[name];
		}
		forget = addSecretSource(() => [
			...get()
				.world.tokens.list()
				.map(({ value }) => value),
			...Object.values(SANDBOX_APPS).map(({ appSecret }) => appSecret),
		]);
	});

	beforeEach(() => get().world.reset());

	afterEach(() => recorder.assertAllowed());

	afterAll(async () => {
		forget?.();
		unwatch?.();
		disconnect?.();
		for (const [name, value] of before) {
			if (value === undefined) delete process.env[name];
			else process.env[name] = value;
		}
		await sandbox?.close();
		sandbox = undefined;
	});

	const hanging = () =>
		get()
			.world.requests.latest(RECENT)
			.filter(({ fault, milliseconds }) => fault?.startsWith('hang') && milliseconds === undefined).length;

	return { get, clock: () => get().world.clock, hanging };
}
