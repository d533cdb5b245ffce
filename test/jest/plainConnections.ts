import http, { type ClientRequest } from 'node:http';
import { connect } from 'node:net';

import { META_HOSTS } from '../../sandbox';

/** Every outgoing request passes here when it is made; Node's types leave it out. */
type AgentPrototype = { addRequest(this: http.Agent, request: ClientRequest, ...rest: unknown[]): void };

const agents = http.Agent.prototype as unknown as AgentPrototype;

/**
 * Gives each request to these hosts a connection to this port, instead of a tunnel through the proxy with TLS in it.
 * Everything above the connection is n8n's own.
 *
 * @returns how to stop
 */
export function connectPlainly(port: number, hosts: readonly string[] = META_HOSTS): () => void {
	const { addRequest } = agents;
	agents.addRequest = function (request, ...rest) {
		if (!hosts.includes(request.host)) return addRequest.call(this, request, ...rest);
		request.shouldKeepAlive = false;
		request.onSocket(connect(port, '127.0.0.1'));
	};
	return () => {
		agents.addRequest = addRequest;
	};
}
