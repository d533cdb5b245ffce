import type { AccountSubscription } from './accountSubscription';
import { accountSubscription } from './accountSubscription';
import { missingError } from './callback';
import type { Circle } from './announcement';
import type { Place } from './context';
import { union, without } from './context';
import type { Made, Sibling } from './state';

function subscriptionOf({ connection, app, self }: Place, accountId: string): AccountSubscription {
	const isInstagram = connection.settings.loginMethod === 'instagram';
	// An Instagram Login's token is that of one account.
	const account = isInstagram ? 'me' : accountId;
	return accountSubscription(connection, { account, appId: app.appId || undefined, events: self.events });
}

function sharing({ present }: Circle, accountId: string): Sibling[] {
	return present.filter(({ accountIds }) => accountIds.includes(accountId));
}

/** Whether the account has all that the events need. */
export async function isInstalled(place: Place, accountId: string): Promise<boolean> {
	const subscription = subscriptionOf(place, accountId);
	return subscription.missing(place.self.events, await subscription.read()).length === 0;
}

/**
 * Sees to it that Meta tells the app of the account's events.
 *
 * @returns what was added, now or by siblings; `undefined` where all of it was there before
 */
export async function install(
	place: Place,
	accountId: string,
	circle: Circle,
): Promise<Made['account'] | undefined> {
	const { self, state } = place;
	const subscription = subscriptionOf(place, accountId);
	const siblings = sharing(circle, accountId).filter(({ isTest }) => !isTest);
	const had = await subscription.read();
	const missing = subscription.missing(self.events, had);
	if (missing.length > 0) {
		if (self.isTest && siblings.length > 0) throw missingError(missing);
		await subscription.write(union(had ?? [], missing));
	}
	const makers = self.isTest ? [] : [{ made: state.made }, ...siblings];
	const inherited = makers.flatMap(({ made }) =>
		made?.account?.id === accountId ? made.account.fields : [],
	);
	const fields = union(missing, inherited);
	return fields.length > 0 ? { id: accountId, fields } : undefined;
}

/** Takes back what {@link install} did, as far as no sibling needs it. */
export async function uninstall(place: Place, circle: Circle): Promise<void> {
	const mine = place.state.made?.account;
	if (!mine) return;
	const subscription = subscriptionOf(place, mine.id);
	const siblings = sharing(circle, mine.id);
	const needed = siblings.flatMap(({ events }) => subscription.neededFor(events));
	const spare = without(mine.fields, needed);
	if (spare.length === 0) return;
	const had = (await subscription.read()) ?? [];
	const left = without(had, spare);
	if (left.length === had.length) return;
	if (left.length === 0) await subscription.end();
	else await subscription.write(left);
}
