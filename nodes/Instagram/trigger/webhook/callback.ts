import { GraphError } from '../../graph/errors';
import { asError } from '../../graph/thrown';
import { InputError } from '../../input';
import type { AppSubscription } from './appSubscription';
import { endAppSubscription, writeAppSubscription } from './appSubscription';
import type { Circle } from './announcement';
import type { Place } from './context';
import { union, without } from './context';
import type { Sibling } from './state';

/** Meta's codes for a callback that did not repeat the challenge. */
const NOT_VERIFIED: ReadonlySet<number | undefined> = new Set([2200, 2201]);

function foreignError(callbackUrl: string, { isTest }: Sibling): InputError {
	const remedy = isTest
		? 'Listening does not change that.'
		: "If that address is no longer needed, switch on the option 'Replace Existing Callback', or remove it in Meta's App Dashboard under Webhooks > Instagram.";
	return new InputError(
		'Credential',
		`belongs to an app that already sends its Instagram events to ${callbackUrl}`,
		`Meta allows one callback per app. ${remedy} Otherwise use another Meta app.`,
	);
}

/** n8n does not get through to itself. */
export function silentError(url: string): InputError {
	return new InputError(
		'Webhook URL',
		`${url} gives no answer to n8n itself`,
		"Several triggers with one Meta app, and the editor's test, pass events on over n8n's own webhook address: let n8n reach it, or use another Meta app for each trigger.",
	);
}

/** A test listens to what the active workflows have subscribed to, and changes nothing about it. */
export function missingError(missing: readonly string[]): InputError {
	return new InputError(
		'Events',
		`has what the active workflow is not subscribed to: ${missing.join(', ')}`,
		'Publish the workflow with these events, then execute this step again: a test does not change the subscription of an active workflow.',
	);
}

function verificationError(url: string, error: unknown): Error {
	if (!(error instanceof GraphError) || !NOT_VERIFIED.has(error.code)) return asError(error);
	return new InputError(
		'Webhook URL',
		`${url} could not be verified by Meta`,
		`It has to be reachable from the internet over https: check n8n's WEBHOOK_URL, and whether a proxy or firewall is in between. ${error.message}`,
	);
}

async function write(
	{ connection, app }: Place,
	{ url, verifyToken }: Pick<Sibling, 'url' | 'verifyToken'>,
	fields: string[],
): Promise<void> {
	try {
		await writeAppSubscription(connection, app, { callbackUrl: url, verifyToken, fields });
	} catch (error) {
		throw verificationError(url, error);
	}
}

/** The trigger that the callback belongs to: this one or a sibling. A test listener's does not last. */
export function holderOf(
	{ callbackUrl }: AppSubscription,
	self: Sibling,
	{ present }: Circle,
): Sibling | undefined {
	const holder = [self, ...present].find(({ url }) => url === callbackUrl);
	return holder?.isTest && !self.isTest ? undefined : holder;
}

/** Whether an address is one of ours that is used no more, or only by a test. */
function isLeftOver(callbackUrl: string, { addresses, state }: Place, { present }: Circle): boolean {
	const { production, test } = addresses;
	const ours = [...present, ...(state.siblings ?? [])].map(({ url }) => url);
	return [production, test, ...ours].includes(callbackUrl);
}

/**
 * Sees to it that Meta sends the events to this trigger or to a sibling, which passes them on (Facebook Login).
 *
 * @param found the app's subscription as it is
 * @returns the fields that were added, now or by siblings
 * @throws InputError where the callback belongs to somebody else
 */
export async function claimCallback(
	place: Place,
	found: AppSubscription | undefined,
	circle: Circle,
): Promise<string[]> {
	const { self, state, mayReplace } = place;
	const siblings = circle.present.filter(({ isTest }) => !isTest);
	const inherited = self.isTest
		? []
		: union(state.made?.app ?? [], ...siblings.map(({ made }) => made?.app ?? []));
	if (found && circle.silent.includes(found.callbackUrl)) throw silentError(found.callbackUrl);
	const holder = found && holderOf(found, self, circle);
	if (found && holder) {
		const missing = without(self.events, found.fields);
		if (missing.length === 0) return inherited;
		if (self.isTest && !holder.isTest) throw missingError(missing);
		await write(place, holder, union(found.fields, missing));
		return union(inherited, missing);
	}
	const isFree = !found || isLeftOver(found.callbackUrl, place, circle) || (mayReplace && !self.isTest);
	if (!isFree) throw foreignError(found.callbackUrl, self);
	const fields = union(self.events, ...siblings.map(({ events }) => events));
	await write(place, self, fields);
	return union(inherited, fields);
}

/** Hands the callback over to the first sibling that Meta can reach; those that are active come first. */
async function handOver(place: Place, fields: string[], { present }: Circle): Promise<void> {
	const heirs = [...present].sort((one, other) => Number(one.isTest) - Number(other.isTest));
	let refusal: unknown;
	for (const heir of heirs) {
		try {
			await write(place, heir, fields);
			return;
		} catch (error) {
			refusal = error;
		}
	}
	throw asError(refusal);
}

/**
 * Takes back what {@link claimCallback} did: hands a callback of its own over or ends it, and ends the fields that
 * nobody else needs. What belongs to somebody else stays.
 */
export async function releaseCallback(
	place: Place,
	found: AppSubscription | undefined,
	circle: Circle,
): Promise<void> {
	if (!found) return;
	const { connection, app, self, state } = place;
	const needed = union(...circle.present.map(({ events }) => events));
	const spare = without(state.made?.app ?? [], needed).filter((field) => found.fields.includes(field));
	if (found.callbackUrl === self.url) {
		if (circle.present.length === 0) return await endAppSubscription(connection, app);
		return await handOver(place, union(without(found.fields, spare), needed), circle);
	}
	const isSiblings = circle.present.some(({ url }) => url === found.callbackUrl);
	if (isSiblings && spare.length > 0) await endAppSubscription(connection, app, spare);
}
