import type { IHookFunctions } from 'n8n-workflow';

import { accountIdOf, resolveAccount } from '../../accounts';
import { GraphError } from '../../graph/errors';
import { redact } from '../../graph/redact';
import { asError } from '../../graph/thrown';
import { InputError } from '../../input';
import type { AppSubscription } from './appSubscription';
import { readAppSubscription } from './appSubscription';
import { claimCallback, holderOf, releaseCallback, silentError } from './callback';
import { callbackMissingError } from './dashboard';
import { hookError } from '../hookError';
import { install, isInstalled, uninstall } from './installation';
import type { Circle } from './announcement';
import { keep } from './announcement';
import type { Place } from './context';
import { askAround, openPlace, without } from './context';
import { stateOf } from './parameters';
import { join, leave } from './peers';
import { inTurn } from './turn';

/** What there is before a hook changes anything. */
interface Findings {
	circle: Circle;
	/** The app's own subscription; Instagram Login offers no view of it. */
	subscription?: AppSubscription;
}

async function lookAround(place: Place, leaves: boolean): Promise<Findings> {
	const { connection, app } = place;
	const subscription =
		app.loginMethod === 'facebook' ? await readAppSubscription(connection, app) : undefined;
	const circle = await askAround(place, { leaves, callbackUrl: subscription?.callbackUrl });
	return { circle, subscription };
}

/** The account whose events are wanted, by its id. */
async function wantedAccount({ connection, context }: Place): Promise<string> {
	const value: unknown = context.getNodeParameter('account', '', { extractValue: true });
	return await accountIdOf(connection, await resolveAccount(connection, value));
}

/** Opens the credential and looks up the account, which the siblings are told. */
async function openForAccount(context: IHookFunctions): Promise<{ place: Place; accountId: string }> {
	const opened = await openPlace(context);
	if (opened.self.events.length === 0) {
		throw new InputError('Events', 'is empty', 'Choose at least one event.');
	}
	const accountId = await wantedAccount(opened);
	return { place: { ...opened, self: { ...opened.self, accountIds: [accountId] } }, accountId };
}

/** Instagram Login: the callback stands in Meta's dashboard, where only a person can put it. */
function checkDashboard({ self, addresses }: Place, { present, silent }: Circle): void {
	if (!self.isTest) return;
	const { production } = addresses;
	if (silent.includes(production)) throw silentError(production);
	if (present.some(({ handshakeAt }) => handshakeAt !== undefined)) return;
	const isActive = present.some(({ url }) => url === production);
	throw callbackMissingError({ url: production, verifyToken: self.verifyToken }, isActive);
}

function isWhole({ self }: Place, { circle, subscription }: Findings): boolean {
	if (!subscription) return false;
	return (
		holderOf(subscription, self, circle) !== undefined &&
		without(self.events, subscription.fields).length === 0
	);
}

/** n8n started while Meta did not answer: what was subscribed to before still is. */
function mayTrust(context: IHookFunctions, error: unknown): boolean {
	const isStart = ['init', 'leadershipChange'].includes(context.getActivationMode());
	return isStart && error instanceof GraphError && error.retryable;
}

/**
 * Whether Meta sends all that the trigger wants. Nothing is changed; what is missing is for {@link subscribe} to make.
 *
 * A test always subscribes: its own data begins empty.
 */
export async function isSubscribed(context: IHookFunctions): Promise<boolean> {
	const state = stateOf(context);
	if (!state.made || context.getMode() === 'manual') return false;
	try {
		const { place, accountId } = await openForAccount(context);
		const { app, self } = place;
		return await inTurn(app.appKey, async () => {
			const findings = await lookAround(place, false);
			if (app.loginMethod === 'facebook' && !isWhole(place, findings)) return false;
			if (!(await isInstalled(place, accountId))) return false;
			state.accountIds = [accountId];
			keep(app.appKey, self, state);
			return true;
		});
	} catch (error) {
		if (!mayTrust(context, error)) throw hookError(context.getNode(), error);
		context.logger.warn(
			`Instagram Trigger: could not check the subscription, it is taken to be there. ${asError(error).message}`,
		);
		return true;
	}
}

/** Undoes what the hook has made; each part is tried. The first that fails is thrown in the end. */
async function takeBack(place: Place, { circle, subscription }: Findings): Promise<void> {
	const { app, self, state } = place;
	leave(app.appKey, self.url);
	const parts = [
		{ name: 'app', undo: async () => await releaseCallback(place, subscription, circle) },
		{ name: 'account', undo: async () => await uninstall(place, circle) },
	];
	let refusal: unknown;
	for (const { name, undo } of parts) {
		try {
			await undo();
			state.made = { ...state.made, [name]: undefined };
		} catch (error) {
			refusal ??= error;
		}
	}
	if (refusal !== undefined) throw asError(refusal);
	delete state.made;
	delete state.accountIds;
	delete state.siblings;
}

async function make(place: Place, accountId: string, { circle, subscription }: Findings): Promise<void> {
	const { app, self, state } = place;
	if (app.loginMethod === 'facebook') {
		state.made = { ...state.made, app: await claimCallback(place, subscription, circle) };
	} else {
		checkDashboard(place, circle);
	}
	state.made = { ...state.made, account: await install(place, accountId, circle) };
	state.accountIds = [accountId];
	join(app.appKey, { ...self, made: state.made });
	keep(app.appKey, self, state);
}

/** What was made before something went wrong is taken back: n8n keeps no note of it. */
async function makeOrUndo(place: Place, accountId: string): Promise<void> {
	const { context, state } = place;
	try {
		await make(place, accountId, await lookAround(place, false));
	} catch (error) {
		state.made ??= {};
		await lookAround(place, true)
			.then(async (findings) => await takeBack(place, findings))
			.catch((second: unknown) =>
				context.logger.warn(
					`Instagram Trigger: could not take back a subscription that was not completed. ${redact(asError(second).message)}`,
				),
			);
		throw asError(error);
	}
}

/**
 * Subscribes: the app, where Meta lets it be done by a program, then the account or its Page. A callback that belongs
 * to somebody else is not touched unless the user says so.
 *
 * @throws NodeOperationError with all that the user needs to know in its message
 */
export async function subscribe(context: IHookFunctions): Promise<boolean> {
	try {
		const { place, accountId } = await openForAccount(context);
		await inTurn(place.app.appKey, async () => await makeOrUndo(place, accountId));
		return true;
	} catch (error) {
		throw hookError(context.getNode(), error);
	}
}

/** Under Instagram Login the events go on to the address in the dashboard, which answers no more. */
function warnOfDashboard({ context, app, self }: Place, { present }: Circle): void {
	const { handshakeAt = '' } = self;
	const heirs = present.filter(({ isTest }) => !isTest);
	const isHolder = handshakeAt !== '' && heirs.every(({ handshakeAt: other = '' }) => other < handshakeAt);
	if (app.loginMethod !== 'instagram' || self.isTest || !isHolder || heirs.length === 0) return;
	context.logger.warn(
		`Instagram Trigger: Meta sends this app's events to ${self.url}, which is no longer active, and ${heirs.length} other active trigger(s) of the app get none. Enter one of their addresses in Meta's App Dashboard, such as ${heirs[0]?.url}: executing the trigger in that workflow's editor shows what to paste.`,
	);
}

/**
 * Takes back what the trigger has made, and nothing else. What its siblings need stays, and a callback of its own goes
 * over to one of them.
 *
 * @throws NodeOperationError where Meta did not do it; what is left is noted for another try
 */
export async function unsubscribe(context: IHookFunctions): Promise<boolean> {
	const state = stateOf(context);
	if (!state.made) return true;
	try {
		const place = await openPlace(context);
		await inTurn(place.app.appKey, async () => {
			const findings = await lookAround(place, true);
			warnOfDashboard(place, findings.circle);
			await takeBack(place, findings);
		});
		return true;
	} catch (error) {
		throw hookError(context.getNode(), error);
	}
}
