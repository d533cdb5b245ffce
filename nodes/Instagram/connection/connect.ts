import type {
	IExecuteFunctions,
	IHookFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { createGraphClient } from '../graph/client';
import { fingerprint } from '../graph/fingerprint';
import { senderOf } from '../graph/request';
import type { Clock, GraphClient, GraphSettings } from '../graph/types';
import { toError } from '../shared/toError';
import { mayDifferByItem } from '../tokens/credentialStore';
import type { CredentialType, TokenSession } from '../tokens/session';
import { openSession } from '../tokens/session';

/**
 * Wraps a clock so that `sleep` resolves early on cancellation. Callers must check `signal.aborted` afterwards.
 *
 * @param signal aborted when the execution is cancelled
 */
export function cancellableClock(clock: Clock, signal: AbortSignal | undefined): Clock {
	if (!signal) return clock;
	return {
		now: () => clock.now(),
		async sleep(milliseconds) {
			if (signal.aborted) return;
			let wake = (): void => undefined;
			const cancelled = new Promise<void>((resolve) => {
				wake = () => resolve();
				signal.addEventListener('abort', wake, { once: true });
			});
			try {
				await Promise.race([clock.sleep(milliseconds), cancelled]);
			} catch (error) {
				// The `sleep` of newer n8n versions rejects on cancellation.
				if (!signal.aborted) throw toError(error);
			} finally {
				signal.removeEventListener('abort', wake);
			}
		},
	};
}

/** The contexts of n8n in which this package talks to Meta. */
export type ConnectionContext =
	IExecuteFunctions | ILoadOptionsFunctions | IHookFunctions | IWebhookFunctions | IPollFunctions;

/** A Meta app, as it identifies itself. */
export interface AppIdentity {
	appId: string;
	appSecret: string;
}

/** A credential with a valid token, and the Graph client that uses it. */
export interface Connection {
	readonly graph: GraphClient;
	/**
	 * Returns a client for the calls that an app makes for itself. Meta takes them on graph.facebook.com, whatever the login
	 * method is, with a token that consists of the app's ID and secret.
	 */
	graphOf(app: AppIdentity): GraphClient;
	readonly token: TokenSession;
	readonly settings: Readonly<GraphSettings>;
	/** `sleep` resolves early when the user cancels the execution. */
	readonly clock: Clock;
	/** Aborted when the user cancels the execution. */
	readonly signal?: AbortSignal;
}

/** What an operation needs from its connection. */
export interface ConnectionNeeds {
	/** Whether it also works with a token that is no longer valid. */
	acceptsDeadToken?: boolean;
}

/** The `sleep` of older n8n versions takes no signal. */
function clockOf(signal: AbortSignal | undefined): Clock {
	const clock = {
		now: () => Date.now(),
		sleep: async (milliseconds: number) => await sleep(milliseconds, signal),
	};
	return cancellableClock(clock, signal);
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
 * Opens the credential of the node: a token to use now (exchanged or refreshed if due) and a client that uses it. Once
 * per run, not per item.
 *
 * @param itemIndex the item that the credential's expressions are resolved for
 * @throws GraphError or UserError if the credential has no valid token
 */
export async function connect(
	context: ConnectionContext,
	needs: ConnectionNeeds = {},
	itemIndex = 0,
): Promise<Connection> {
	const signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const clock = clockOf(signal);
	const token = await openSession(context, credentialTypeOf(context), clock, { ...needs, itemIndex });
	const { settings } = token;
	const shared = { send: senderOf(context), clock, signal };
	return {
		graph: createGraphClient({ ...settings, ...shared, token: token.source }),
		graphOf: ({ appId, appSecret }) =>
			createGraphClient({
				...settings,
				...shared,
				loginMethod: 'facebook',
				appSecret,
				token: { current: () => `${appId}|${appSecret}`, replacementFor: async () => undefined },
			}),
		token,
		settings,
		clock,
		signal,
	};
}

/** The connections of a run: one for all items, or one per token if the credential's fields differ by item. */
export interface ItemConnections {
	/** @throws like {@link connect} for the item */
	of(itemIndex: number): Promise<Connection>;
	/** Notices for the user about the tokens in use. Grows while they are used. */
	warnings(): string[];
}

/** Tokens that are checked and renewed concurrently. */
const MAX_CONCURRENT_OPENS = 10;

/** A comparable form of the credential as resolved for each item; unique if n8n cannot resolve it. */
async function resolvedByItem(context: IExecuteFunctions, length: number): Promise<string[]> {
	const type = credentialTypeOf(context);
	const resolved: string[] = [];
	for (let itemIndex = 0; itemIndex < length; itemIndex += 1) {
		resolved.push(
			await context.getCredentials(type, itemIndex).then(
				(data) => fingerprint(JSON.stringify(data)),
				() => `item ${itemIndex}`,
			),
		);
	}
	return resolved;
}

/**
 * Opens the credential for all items of a run. If its fields are expressions over the item (`{{ $json.token }}`), each
 * item gets the connection of its own token. All are opened here: later changes of the credential affect the next run.
 *
 * @throws like {@link connect} if the credential is the same for all items
 */
export async function connectItems(
	context: IExecuteFunctions,
	needs: ConnectionNeeds = {},
): Promise<ItemConnections> {
	const { length } = context.getInputData();
	if (length <= 1 || !(await mayDifferByItem(context, credentialTypeOf(context)))) {
		const connection = await connect(context, needs);
		return { of: async () => connection, warnings: () => [...connection.token.warnings] };
	}
	const resolved = await resolvedByItem(context, length);
	const firstItems = [...new Set(resolved)].map((one) => resolved.indexOf(one));
	const opened = new Map<string, PromiseSettledResult<Connection>>();
	for (let begin = 0; begin < firstItems.length; begin += MAX_CONCURRENT_OPENS) {
		const batch = firstItems.slice(begin, begin + MAX_CONCURRENT_OPENS);
		const results = await Promise.allSettled(
			batch.map(async (itemIndex) => await connect(context, needs, itemIndex)),
		);
		results.forEach((result, index) => opened.set(resolved[batch[index]!]!, result));
	}
	return {
		async of(itemIndex) {
			const result = opened.get(resolved[itemIndex]!)!;
			if (result.status === 'rejected') throw toError(result.reason);
			return result.value;
		},
		warnings: () => [
			...new Set(
				[...opened.values()].flatMap((result) =>
					result.status === 'fulfilled' ? result.value.token.warnings : [],
				),
			),
		],
	};
}
