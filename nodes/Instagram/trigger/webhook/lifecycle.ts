import type { IHookFunctions } from 'n8n-workflow';

import { GraphError } from '../../graph/errors/explain';
import { redact } from '../../graph/redact';
import { toError } from '../../shared/toError';
import { hookError } from '../hookError';
import { install, isInstalled } from './accountSubscription';
import { addressOf, isSameAddress, ownUrl, urlOf } from './address';
import {
	assertClaimed,
	callbackMissingError,
	claimCallback,
	isCallbackRefusal,
	unreachableError,
} from './callback';
import type { HookContext } from './context';
import { openHookContext } from './context';
import { register, unregisterEverywhere } from './peers';
import { rollBack } from './rollBack';
import type { Subscribed } from './state';
import { mergeSubscribed, noteSubscribed, readState, startedBy, takeSubscribed, writeState } from './state';
import type { SubscriptionState } from './subscriptionState';
import { activeState, isComplete, readDashboardState, readSubscriptionState } from './subscriptionState';
import { ownVerifyToken } from './verification';
import { KeyedMutex } from '../../shared/concurrency';
import { processStore } from '../../shared/processState';

/**
 * Runs the hooks of an app one after another. n8n activates workflows concurrently, and two triggers that both find no
 * callback would both set their own.
 */
const appMutex = processStore(new KeyedMutex());

/** Runs `work` once no other hook of the app runs, with the time of then: peers reject old announcements. */
async function exclusively<T>(hook: HookContext, work: (hook: HookContext) => Promise<T>): Promise<T> {
	return await appMutex.runExclusive(
		hook.app.appKey,
		async () => await work({ ...hook, now: hook.connection.clock.now() }),
	);
}

/** The sentence about a refusal, to be appended to a text; empty if there was none. */
function reasonOf({ refusal }: SubscriptionState): string {
	return refusal ? ` Meta did not let n8n set the URL with 'Meta App ID': ${redact(refusal.message)}` : '';
}

/** Without a client for the app, the callback can only be entered by hand, in Meta's dashboard. */
function assertCallback({ context, app, own, self }: HookContext, current: SubscriptionState): void {
	const { peers } = current;
	if (!own.isTest || peers.holder) return;
	const production = { path: own.path, isTest: false };
	const ownUrl = urlOf(own, production);
	// Meta may reach an n8n that cannot reach its own public address, so show what to paste in that case too.
	const unreachablePeer = peers.unreachable.find(({ url }) => url !== ownUrl);
	if (unreachablePeer) throw unreachableError(unreachablePeer.url);
	const isActive = peers.online.some((peer) => isSameAddress(peer, production));
	throw callbackMissingError(ownUrl, ownVerifyToken(context, app, own), {
		events: self.events,
		isActive,
		reason: reasonOf(current),
	});
}

/** If Meta does not respond while n8n starts, the earlier subscription is assumed to be still in place. */
function canAssumeSubscribed(context: IHookFunctions, error: unknown): boolean {
	const isStart = ['init', 'leadershipChange'].includes(context.getActivationMode());
	return isStart && error instanceof GraphError && error.retryable;
}

/**
 * Whether Meta sends all chosen events (`checkExists`). Changes nothing at Meta; {@link subscribe} adds what is missing.
 *
 * A test always subscribes, because its static data start empty.
 *
 * @throws NodeOperationError with everything that the user needs to know in its message
 */
export async function isSubscribed(context: IHookFunctions): Promise<boolean> {
	const { subscribed } = readState(context);
	if (!subscribed || context.getMode() === 'manual') return false;
	try {
		const opened = await openHookContext(context, { account: true });
		return await exclusively(opened, async (hook) => {
			const current = await readSubscriptionState(hook, 'join');
			if (!isComplete(hook, current)) return false;
			if (!(await isInstalled(hook))) return false;
			register(hook.app, hook.self);
			writeState(context, activeState(hook, current, current.isHolder, subscribed));
			return true;
		});
	} catch (error) {
		if (!canAssumeSubscribed(context, error)) throw hookError(context.getNode(), error);
		context.logger.warn(
			`Instagram Trigger: could not check the subscription; assuming that it is still in place. ${redact(toError(error).message)}`,
		);
		return true;
	}
}

/** Tells where to find what to paste, for an active trigger: n8n shows no hint of a hook. */
function logMissingCallback({ context }: HookContext, current: SubscriptionState): void {
	context.logger.info(
		`Instagram Trigger: the URL in Meta's App Dashboard is not known. No events arrive until the dashboard has the URL of this trigger or of another active one that this trigger knows. 'Execute step' in the trigger shows what to paste.${reasonOf(current)}`,
	);
}

/** Subscribes the app, then the account. Each step records what it added in `added`, for a roll back. */
async function subscribeAll(hook: HookContext, current: SubscriptionState, added: Subscribed): Promise<void> {
	const { context, app, own, self, state } = hook;
	const { subscribedApp, subscription, peers } = current;
	let { isHolder } = current;
	if (subscribedApp) {
		try {
			const claim = await claimCallback(hook, subscribedApp, subscription, peers);
			added.app = claim.added;
			if (claim.added.length > 0) await assertClaimed(hook, subscribedApp, peers);
			isHolder = claim.isHolder;
		} catch (error) {
			if (!isCallbackRefusal(hook, error)) throw toError(error);
			return await subscribeAll(hook, await readDashboardState(hook, 'join', error), added);
		}
	} else {
		assertCallback(hook, current);
	}
	added.account = await install(hook, peers);
	if (!subscribedApp && !own.isTest && !isHolder && !peers.holder) logMissingCallback(hook, current);
	// Keep what an earlier deactivation could not remove, so that the next one removes it.
	const subscribed = mergeSubscribed(added, state.subscribed);
	register(app, self);
	noteSubscribed(context, subscribed);
	writeState(context, activeState(hook, current, isHolder, subscribed));
}

/** Removes what was added before a step failed, because n8n does not call `delete` after a failed `create`. */
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
		`Instagram Trigger: could not remove its subscription at Meta. Meta may keep sending events to this n8n; they start no workflow. To try again, publish and unpublish the workflow. ${redact(toError(error).message)}`,
	);
}

/**
 * Subscribes the app, where n8n may, then the account or its Page (`create`). Does not replace a callback outside
 * this n8n unless the option 'Replace Existing Callback' is on.
 *
 * @throws NodeOperationError with everything that the user needs to know in its message
 */
export async function subscribe(context: IHookFunctions): Promise<boolean> {
	try {
		await exclusively(await openHookContext(context, { account: true }), subscribeOrRollBack);
		return true;
	} catch (error) {
		throw hookError(context.getNode(), error);
	}
}

/** Meta keeps sending to a URL that was entered in the dashboard, which is inactive now. */
function warnAboutDashboardUrl(
	{ context, own }: HookContext,
	{ peers, isHolder, subscribedApp }: SubscriptionState,
): void {
	const others = peers.others.filter(({ isTest }) => !isTest);
	const [first] = others;
	if (subscribedApp || !isHolder || !first) return;
	context.logger.warn(
		`Instagram Trigger: Meta sends this app's events to ${ownUrl(own)}, which is no longer active, so ${others.length} other active trigger(s) of the app receive none. Enter one of their URLs in Meta's App Dashboard, for example ${urlOf(own, first)}: execute the trigger in that workflow's editor to see what to paste.`,
	);
}

/**
 * Removes at Meta what this trigger has added, and nothing else (`delete`). Keeps what its peers need, and transfers the
 * callback to one of them.
 *
 * Never throws: n8n skips everything after a `delete` that throws, including the clean-up of other nodes and the removal
 * of its own webhooks. Logs what could not be removed, and stores it for another attempt.
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
		const opened = await openHookContext(context, { account: false });
		await exclusively(opened, async (hook) => {
			const current = await readSubscriptionState(hook, 'ask');
			warnAboutDashboardUrl(hook, current);
			const { notRemoved, errors, holder } = await rollBack(hook, subscribed, current);
			for (const error of errors) logCleanupFailure(context, error);
			const { verifiedAt } = state;
			const isDashboard = !current.subscribedApp;
			writeState(context, {
				...startedBy(state),
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
