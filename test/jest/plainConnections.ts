import http, { type ClientRequest } from 'node:http';
import { connect } from 'node:net';

import { META_HOSTS } from '../../sandbox';

/** Every outgoing request passes here when it is made; Node's types leave it out. */
type AgentPrototype = { addRequest(this: http.Agent, request: ClientRequest, ...rest: unknown[]): void };

const agents = http.Agent.prototype as unknown as AgentPrototype;
const { addRequest } = agents;

interface Route {
	port: number;
	hosts: readonly string[];
}

/** The latest last, which counts where two have the same host. */
const routes: Route[] = [];

const addRequestWithoutTls: AgentPrototype['addRequest'] = function (request, ...rest) {
	const route = [...routes].reverse().find(({ hosts }) => hosts.includes(request.host));
	if (!route) return addRequest.call(this, request, ...rest);
	request.shouldKeepAlive = false;
	request.onSocket(connect(route.port, '127.0.0.1'));
};

/**
 * Gives each request to these hosts a connection to this port, instead of a tunnel through the proxy with TLS in it.
 * Everything above the connection is n8n's own. Jest runs several files in one process, so the agent is restored with
 * the last route.
 *
 * @param hosts Meta's hosts by default
 * @returns how to stop, in any order
 */
export function connectWithoutTls(port: number, hosts: readonly string[] = META_HOSTS): () => void {
	const route = { port, hosts };
	routes.push(route);
	agents.addRequest = addRequestWithoutTls;
	return () => {
		routes.splice(routes.indexOf(route), 1);
		if (routes.length === 0) agents.addRequest = addRequest;
	};
}
