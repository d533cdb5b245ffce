import type { IExecuteFunctions, ILoadOptionsFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { createGraphClient } from './graph/client';
import type { Clock, GraphClient, GraphSettings, SendRequest } from './graph/types';
import type { CredentialType, HeldToken } from './tokens/keeper';
import { openToken } from './tokens/keeper';

/** The contexts of n8n in which this package talks to Meta. */
export type ConnectionContext = IExecuteFunctions | ILoadOptionsFunctions;

/** A credential with a living token, and the Graph client that signs with it. */
export interface Connection {
	readonly graph: GraphClient;
	readonly token: HeldToken;
	readonly settings: Readonly<GraphSettings>;
	readonly clock: Clock;
	/** Aborted when the user cancels the execution. */
	readonly signal?: AbortSignal;
}

const realClock: Clock = { now: () => Date.now(), sleep };

/** `authentication` of the node -> credential type; the choice is the same for all items. */
function credentialTypeOf(context: ConnectionContext): CredentialType {
	const authentication =
		'getInputData' in context
			? context.getNodeParameter('authentication', 0, 'oAuth2')
			: context.getNodeParameter('authentication', 'oAuth2');
	return authentication === 'accessToken' ? 'instagramAccessTokenApi' : 'instagramOAuth2Api';
}

/**
 * n8n's plain request helper, not its authenticated one: that one reads, decrypts and evaluates the credential on
 * every call (8 ms against 4 ms in n8n 2.40) and refreshes only in a way that Meta does not offer. The client checks
 * the host and sets the token itself.
 */
function senderOf(context: ConnectionContext): SendRequest {
	return async (request: IHttpRequestOptions) => await context.helpers.httpRequest(request);
}

/**
 * Opens the credential that the node uses: a token that can be used now (exchanged or refreshed where it is due) and
 * a client that signs with it. Once per run, not per item.
 *
 * @throws GraphError or UserError that says what to do where the credential has no living token
 */
export async function connect(context: ConnectionContext): Promise<Connection> {
	const token = await openToken(context, credentialTypeOf(context), realClock);
	const signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const graph = createGraphClient({
		...token.settings,
		send: senderOf(context),
		token: token.source,
		clock: realClock,
		signal,
	});
	return { graph, token, settings: token.settings, clock: realClock, signal };
}
