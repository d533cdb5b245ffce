import type {
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { cancellable } from './graph/cancellable';
import { createGraphClient } from './graph/client';
import type { Clock, GraphClient, GraphSettings, SendRequest } from './graph/types';
import type { CredentialType, HeldToken } from './tokens/session';
import { openToken } from './tokens/session';

/** The contexts of n8n in which this package talks to Meta. */
export type ConnectionContext =
	IExecuteFunctions | ILoadOptionsFunctions | IHookFunctions | IWebhookFunctions | IPollFunctions;

/** A credential with a living token, and the Graph client that signs with it. */
export interface Connection {
	readonly graph: GraphClient;
	readonly token: HeldToken;
	readonly settings: Readonly<GraphSettings>;
	/** Its sleeps end when the user cancels the execution. */
	readonly clock: Clock;
	/** Aborted when the user cancels the execution. */
	readonly signal?: AbortSignal;
}

/** What an operation needs of its connection. */
export interface ConnectionNeeds {
	/** Whether it has something to say of a token that is dead, too. */
	acceptsDeadToken?: boolean;
}

/** The `sleep` of n8n's older versions knows no signal. */
function clockOf(signal: AbortSignal | undefined): Clock {
	const clock = {
		now: () => Date.now(),
		sleep: async (milliseconds: number) => await sleep(milliseconds, signal),
	};
	return cancellable(clock, signal);
}

/** `authentication` of the node -> credential type; the choice is the same for all items. */
export function credentialTypeOf(context: ConnectionContext): CredentialType {
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
export async function connect(context: ConnectionContext, needs: ConnectionNeeds = {}): Promise<Connection> {
	const signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const clock = clockOf(signal);
	const token = await openToken(context, credentialTypeOf(context), clock, needs);
	const graph = createGraphClient({
		...token.settings,
		send: senderOf(context),
		token: token.source,
		clock,
		signal,
	});
	return { graph, token, settings: token.settings, clock, signal };
}
