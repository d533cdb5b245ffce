import type { Account, LoginMethod } from '../model';
import { SANDBOX_APPS } from '../apps';
import type { WorldState } from '../state';
import { fingerprint } from '../oauth/tokenStore';
import { FACEBOOK_ONLY } from './fields';
import { verifyCallback } from './verification';

/** What an app wants to be told, and where. Meta allows one callback per app and object. */
export interface AppSubscription {
	object: string;
	callbackUrl: string;
	verifyToken: string;
	fields: string[];
	/** Without values an event says only that a field has changed. */
	includeValues: boolean;
	/** Milliseconds on the sandbox's clock. */
	since: number;
}

/** Who wants to be told what: the subscriptions of apps, and where these apps are installed. */
export class Subscriptions {
	private readonly apps: Record<LoginMethod, Map<string, AppSubscription>> = {
		instagram: new Map(),
		facebook: new Map(),
	};

	/** By login method and id of the Page or account: the fields that were chosen for it. */
	private readonly installations: Record<LoginMethod, Map<string, string[]>> = {
		instagram: new Map(),
		facebook: new Map(),
	};

	constructor(
		private readonly world: Pick<WorldState, 'behaviour' | 'clock' | 'pages' | 'random' | 'touch'>,
	) {}

	of(app: LoginMethod): AppSubscription[] {
		return [...this.apps[app].values()];
	}

	find(app: LoginMethod, object: string): AppSubscription | undefined {
		return this.apps[app].get(object);
	}

	/** Subscribes an app once its callback has been verified. @throws VerificationFailure */
	async subscribe(app: LoginMethod, wanted: Omit<AppSubscription, 'since'>): Promise<AppSubscription> {
		await verifyCallback(this.world, wanted.callbackUrl, wanted.verifyToken);
		const before = this.find(app, wanted.object);
		const kept = this.world.behaviour.webhookResubscribe === 'add' ? (before?.fields ?? []) : [];
		const subscription = {
			...wanted,
			fields: [...new Set([...kept, ...wanted.fields])],
			since: this.world.clock.now(),
		};
		this.apps[app].set(wanted.object, subscription);
		this.world.touch();
		return subscription;
	}

	/** Ends subscriptions: to one object or all, with some fields or all. */
	unsubscribe(app: LoginMethod, object?: string, fields?: string[]): void {
		for (const subscription of this.of(app)) {
			if (object !== undefined && subscription.object !== object) continue;
			subscription.fields = fields ? subscription.fields.filter((name) => !fields.includes(name)) : [];
			if (subscription.fields.length === 0) this.apps[app].delete(subscription.object);
		}
		this.world.touch();
	}

	/** The fields that were chosen for a Page or account; `undefined` where the app is not installed. */
	installed(app: LoginMethod, ownerId: string): string[] | undefined {
		return this.installations[app].get(ownerId);
	}

	install(app: LoginMethod, ownerId: string, fields: string[]): void {
		this.installations[app].set(ownerId, fields);
		this.world.touch();
	}

	uninstall(app: LoginMethod, ownerId: string): void {
		this.installations[app].delete(ownerId);
		this.world.touch();
	}

	/** Why an app is not told of something about an account; `undefined` where it is told. */
	reasonAgainst(app: LoginMethod, { id, pageId }: Account, field: string): string | undefined {
		const subscription = this.find(app, 'instagram');
		const chosen = this.installed(app, (app === 'instagram' ? id : pageId) ?? '');
		if (app === 'facebook' && pageId === undefined) return 'The account is not linked to a Page';
		if (app === 'instagram' && FACEBOOK_ONLY.has(field)) return 'Only told to apps with Facebook Login';
		if (!subscription) return 'The app has no callback';
		if (!subscription.fields.includes(field)) return 'The app is not subscribed to this field';
		if (!chosen) return `The app is not installed on the ${app === 'instagram' ? 'account' : 'Page'}`;
		const isChosen = app === 'facebook' || chosen.includes(field);
		return this.world.behaviour.webhookAccountFields === 'chosen' && !isChosen
			? 'The field is not chosen for the account'
			: undefined;
	}

	/** As the page and other processes see them. */
	view() {
		const methods: LoginMethod[] = ['instagram', 'facebook'];
		return {
			subscriptions: methods.flatMap((app) =>
				this.of(app).map((one) => ({
					loginMethod: app,
					appId: SANDBOX_APPS[app].appId,
					object: one.object,
					callbackUrl: one.callbackUrl,
					verifyToken: fingerprint(one.verifyToken),
					fields: one.fields,
					includeValues: one.includeValues,
					since: new Date(one.since).toISOString(),
				})),
			),
			installed: methods.flatMap((app) =>
				[...this.installations[app]].map(([ownerId, fields]) => ({
					loginMethod: app,
					appId: SANDBOX_APPS[app].appId,
					...(app === 'instagram'
						? { accountId: ownerId }
						: { pageId: ownerId, accountId: this.world.pages.get(ownerId)?.accountId }),
					fields,
				})),
			),
		};
	}
}
