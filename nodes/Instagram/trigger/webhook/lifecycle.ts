import type { IHookFunctions } from 'n8n-workflow';

import { GraphError } from '../../graph/errors/explain';
import { redact } from '../../graph/redact';
import { toError } from '../../shared/toError';
import { hookError } from '../hookError';
import { install, isInstalled } from './accountSubscription';
import { addressOf, isSameAddress, ownUrl, urlOf } from './address';
import { callbackMissingError, claimCallback, unreachableError } from './callback';
import type { HookContext } from './context';
import { openHookContext } from './context';
import { register, unregisterEverywhere } from './peers';
import { rollBack } from './rollBack';
import type { Subscribed } from './state';
import { mergeSubscribed, noteSubscribed, readState, takeSubscribed, writeState } from './state';
import type { SubscriptionState } from './subscriptionState';
import { activeState, isComplete, readSubscriptionState } from './subscriptionState';
import { ownVerifyToken } from './verification';
import { KeyedMutex } from '../../shared/concurrency';
import { processStore } from '../../shared/processState';

/**
 * Runs the hooks of an app one after the other: n8n activates workflows at the same time, and two triggers that both
 * find no callback would both set theirs.
 */
const appMutex = processStore(new KeyedMutex());

/** Instagram Login: the callback is in Meta's dashboard, where only a person can enter it. */
function assertCallback({ context, app, own }: HookContext, { peers }: SubscriptionState): void {
	if (!own.isTest || peers.holder) return;
	const production = { path: own.path, isTest: false };
	const ownUrl = urlOf(own, production);
	// An n8n that does not reach its own public address may still be reached by Meta: what to paste is shown all the same.
	const unreachablePeer = peers.unreachable.find(({ url }) => url !== ownUrl);
	if (unreachablePeer) throw unreachableError(unreachablePeer.url);
	const isActive = peers.online.some((peer) => isSameAddress(peer, production));
	throw callbackMissingError(ownUrl, ownVerifyToken(context, app, own), isActive);
}

/** n8n starts while Meta does not answer: what was subscribed to before still is. */
function canAssumeSubscribed(context: IHookFunctions, error: unknown): boolean {
	const isStart = ['init', 'leadershipChange'].includes(context.getActivationMode());
	return isStart && error instanceof GraphError && error.retryable;
}

/**
 * Whether Meta sends all that the trigger wants. Changes nothing at Meta; {@link subscribe} adds what is missing.
 *
 * A test always subscribes: its static data begin empty.
 *
 * @throws NodeOperationError with everything that the user needs to know in its message
 */
export async function isSubscribed(context: IHookFunctions): Promise<boolean> {
	const { subscribed } = readState(context);
	if (!subscribed || context.getMode() === 'manual') return false;
	try {
		const hook = await openHookContext(context, { account: true });
		return await appMutex.runExclusive(hook.app.appKey, async () => {
			const current = await readSubscriptionState(hook, 'join');
			if (hook.app.loginMethod === 'facebook' && !isComplete(hook, current)) return false;
			if (!(await isInstalled(hook))) return false;
			register(hook.app, hook.self);
			writeState(context, activeState(hook, current, current.isHolder, subscribed));
			return true;
		});
	} catch (error) {
		if (!canAssumeSubscribed(context, error)) throw hookError(context.getNode(), error);
		context.logger.warn(
			`Instagram Trigger: could not check the subscription and assumes that it is there. ${redact(toError(error).message)}`,
		);
		return true;
	}
}

/** Subscribes the app, then the account. `added` grows with each step, so that it can be rolled back. */
async function subscribeAll(hook: HookContext, current: SubscriptionState, added: Subscribed): Promise<void> {
	const { context, app, own, self, state } = hook;
	let { isHolder } = current;
	if (app.loginMethod === 'facebook') {
		const claim = await claimCallback(hook, current.subscription, current.peers);
		added.app = claim.added;
		isHolder = claim.isHolder;
	} else {
		assertCallback(hook, current);
	}
	added.account = await install(hook, current.peers);
	if (app.loginMethod === 'instagram' && !own.isTest && !isHolder && !current.peers.holder) {
		context.logger.info(
			"Instagram Trigger: it is not known here which address is in Meta's App Dashboard. Until this trigger or another active one that it knows is there, no events come. 'Execute step' in the trigger shows what to do.",
		);
	}
	// What an earlier deactivation could not remove is still to be removed.
	const subscribed = mergeSubscribed(added, state.subscribed);
	register(app, self);
	noteSubscribed(context, subscribed);
	writeState(context, activeState(hook, current, isHolder, subscribed));
}

/** What was added before a step failed is removed again: n8n keeps no note of it. */
async function subscribeOrRollBack(hook: HookContext): Promise<void> {
	const added: Subscribed = {};
	try {
		await subscribeAll(hook, await readSubscriptionState(hook, 'join'), added);
	} catch (error) {
		await readSubscriptionState(hook, 'ask')
			.then(async (found) => await rollBack(hook, added, found))
			.then(({ errors: [failure] }) => failure && logCleanupFailure(hook.context, failure))
			.catch((failure: unknown) => logCleanupFailure(hook.context, failure));
		throw toError(error);
	}
}

function logCleanupFailure(context: IHookFunctions, error: unknown): void {
	context.logger.error(
		`Instagram Trigger: could not remove at Meta what it had subscribed. Meta may go on sending events to this n8n, which start nothing. Publishing and unpublishing the workflow tries again. ${redact(toError(error).message)}`,
	);
}

/**
 * Subscribes the app, where Meta has a call for it, then the account or its Page. A callback that belongs to somebody
 * else is not touched unless the user says so.
 *
 * @throws NodeOperationError with everything that the user needs to know in its message
 */
export async function subscribe(context: IHookFunctions): Promise<boolean> {
	try {
		const hook = await openHookContext(context, { account: true });
		await appMutex.runExclusive(hook.app.appKey, async () => await subscribeOrRollBack(hook));
		return true;
	} catch (error) {
		throw hookError(context.getNode(), error);
	}
}

/** With Instagram Login, Meta keeps sending to the URL in the dashboard, which is inactive now. */
function warnAboutDashboardUrl(
	{ context, app, own }: HookContext,
	{ peers, isHolder }: SubscriptionState,
): void {
	const others = peers.others.filter(({ isTest }) => !isTest);
	const [first] = others;
	if (app.loginMethod !== 'instagram' || !isHolder || !first) return;
	context.logger.warn(
		`Instagram Trigger: Meta sends this app's events to ${ownUrl(own)}, which is no longer active, and ${others.length} other active trigger(s) of the app get none. Enter one of their addresses in Meta's App Dashboard, such as ${urlOf(own, first)}: executing the trigger in that workflow's editor shows what to paste.`,
	);
}

/**
 * Removes at Meta what the trigger has added, and nothing else. What its peers need stays, and its callback is transferred
 * to one of them.
 *
 * Never throws: n8n skips everything after a `delete` that throws, also other nodes' clean-up and the deletion of its own
 * webhooks. What could not be removed is logged, and noted for another try.
 */
export async function unsubscribe(context: IHookFunctions): Promise<boolean> {
	try {
		const state = readState(context);
		const remembered = takeSubscribed(context);
		const subscribed =
			state.subscribed && remembered
				? mergeSubscribed(state.subscribed, remembered)
				: (state.subscribed ?? remembered);
		if (!subscribed) {
			unregisterEverywhere(addressOf(context));
			return true;
		}
		const hook = await openHookContext(context, { account: false });
		await appMutex.runExclusive(hook.app.appKey, async () => {
			const current = await readSubscriptionState(hook, 'ask');
			warnAboutDashboardUrl(hook, current);
			const { notRemoved, errors, holder } = await rollBack(hook, subscribed, current);
			for (const error of errors) logCleanupFailure(context, error);
			const { seen, verifiedAt } = state;
			const isDashboard = hook.app.loginMethod === 'instagram';
			writeState(context, {
				...(seen === undefined ? {} : { seen }),
				...(errors.length > 0 ? { subscribed: notRemoved } : {}),
				...(isDashboard && verifiedAt !== undefined ? { verifiedAt } : {}),
				...(isDashboard && holder !== undefined ? { holder } : {}),
			});
		});
	} catch (error) {
		unregisterEverywhere(addressOf(context));
		logCleanupFailure(context, error);
	}
	return true;
}
