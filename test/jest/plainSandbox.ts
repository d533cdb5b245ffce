import http, { type ClientRequest } from 'node:http';
import { connect } from 'node:net';

import { META_HOSTS } from '../../sandbox';
import type { SandboxControl } from './sandbox';
import { useSandbox } from './sandbox';

/** Every outgoing request passes here when it is made; Node's types leave it out. */
type AgentPrototype = { addRequest(this: http.Agent, request: ClientRequest, ...rest: unknown[]): void };

const agents = http.Agent.prototype as unknown as AgentPrototype;

const hosts = new Set<string>(META_HOSTS);

/**
 * The sandbox for tests that make very many calls: each is given a plain connection to it instead of a tunnel through
 * the proxy with TLS in it, which costs several milliseconds. All above the connection is n8n's own.
 */
export function usePlainSandbox(): SandboxControl {
	const sandbox = useSandbox({ plain: true });
	const { addRequest } = agents;

	beforeAll(() => {
		agents.addRequest = function (request, ...rest) {
			const { plainPort } = sandbox.get();
			if (!plainPort || !hosts.has(request.host)) return addRequest.call(this, request, ...rest);
			request.shouldKeepAlive = false;
			request.onSocket(connect(plainPort, '127.0.0.1'));
		};
	});
	afterAll(() => {
		agents.addRequest = addRequest;
	});
	return sandbox;
}
