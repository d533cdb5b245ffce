import type { LoginMethod } from '../model';
import { SANDBOX_APPS } from '../apps';
import type { WorldState } from '../state';
import { Deliveries, type Delivery, type Forgery } from './deliveries';
import { payloadOf, type Update } from './payloads';
import { escapedJson, signatureHeaders } from './signature';
import { Subscriptions } from './subscriptions';

/** The most updates that Meta puts into one post. */
const BATCH = 1000;

const LOGIN_METHODS: LoginMethod[] = ['instagram', 'facebook'];

/** An app was not told of something, and why. */
export interface Withheld {
	loginMethod: LoginMethod;
	field: string;
	accountId: string;
	reason: string;
}

export interface Announcement {
	deliveries: Delivery[];
	withheld: Withheld[];
}

/** Tells apps what happens to the accounts that they are installed on. */
export class Webhooks {
	readonly subscriptions: Subscriptions;
	readonly deliveries: Deliveries;

	constructor(private readonly world: WorldState) {
		this.subscriptions = new Subscriptions(world);
		this.deliveries = new Deliveries(world, (app) => this.subscriptions.find(app, 'instagram')?.callbackUrl);
	}

	/** Tells every app that wants to know, up to 1,000 updates in a post. */
	announce(updates: readonly Update[], forged?: Forgery): Announcement {
		const withheld: Withheld[] = [];
		const deliveries = LOGIN_METHODS.flatMap((app) => {
			const all = updates.flatMap((update) => [update, ...this.uneditedOf(app, update)]);
			const delivered = all.filter((update) => {
				const reason = this.reasonAgainst(app, update);
				const { field, accountId } = update;
				const isKnown = withheld.some(
					(one) => one.loginMethod === app && one.field === field && one.accountId === accountId,
				);
				if (reason !== undefined && !isKnown) {
					withheld.push({ loginMethod: app, field, accountId, reason });
				}
				return reason === undefined;
			});
			const batches = Array.from({ length: Math.ceil(delivered.length / BATCH) }, (_, index) =>
				delivered.slice(index * BATCH, (index + 1) * BATCH),
			);
			return batches.map((batch) => this.send(app, batch, forged));
		});
		return { deliveries, withheld };
	}

	/** Tells of what an account has done through the API. */
	echo(update: Update): void {
		if (this.world.behaviour.webhookEchoes) this.announce([update]);
	}

	/** Posts any text to the callback of an app, signed. `undefined` where it has none. */
	sendText(app: LoginMethod, text: string, forged?: Forgery): Delivery | undefined {
		const callbackUrl = this.subscriptions.find(app, 'instagram')?.callbackUrl;
		if (callbackUrl === undefined) return undefined;
		return this.deliveries.send({
			loginMethod: app,
			fields: [],
			accountIds: [],
			updates: 0,
			callbackUrl,
			...this.signed(app, text, forged),
		});
	}

	/** Sends a post again: as it was, or as a forger who has seen it would. */
	redeliver(delivery: Delivery, forged?: Forgery): Delivery {
		if (!forged) {
			this.deliveries.again(delivery);
			return delivery;
		}
		const { loginMethod, fields, accountIds, updates, callbackUrl, body } = delivery;
		const signed = this.signed(loginMethod, body, forged);
		return this.deliveries.send({ loginMethod, fields, accountIds, updates, callbackUrl, ...signed });
	}

	close(): void {
		this.deliveries.close();
	}

	/** With each message, Meta also sends `message_edit` with `num_edit` 0. */
	private uneditedOf(app: LoginMethod, update: Update): Update[] {
		const { field, accountId, at, messaging } = update;
		const { mid } = (messaging?.message ?? {}) as { mid?: string };
		const edit = { accountId, field: 'message_edit', at };
		if (!this.world.behaviour.webhookUnedited || field !== 'messages' || mid === undefined) return [];
		if (this.reasonAgainst(app, edit) !== undefined) return [];
		return [{ ...edit, messaging: { timestamp: at, message_edit: { mid, num_edit: 0 } } }];
	}

	private reasonAgainst(app: LoginMethod, { accountId, field }: Update): string | undefined {
		const account = this.world.accounts.get(accountId);
		return account ? this.subscriptions.reasonAgainst(app, account, field) : 'No such account';
	}

	private send(app: LoginMethod, updates: Update[], forged?: Forgery): Delivery {
		const subscription = this.subscriptions.find(app, 'instagram');
		const payload = payloadOf(updates, this.world.behaviour, subscription?.includeValues);
		return this.deliveries.send({
			loginMethod: app,
			fields: [...new Set(updates.map(({ field }) => field))],
			accountIds: [...new Set(updates.map(({ accountId }) => accountId))],
			updates: updates.length,
			callbackUrl: subscription?.callbackUrl ?? '',
			...this.signed(app, escapedJson(payload), forged),
		});
	}

	private secretOf(app: LoginMethod): string {
		const isMeta = app === 'facebook' || this.world.behaviour.webhookSecret === 'meta';
		return SANDBOX_APPS[isMeta ? 'facebook' : 'instagram'].appSecret;
	}

	/** A body with the headers that go with it. */
	private signed(
		app: LoginMethod,
		body: string,
		forged?: Forgery,
	): Pick<Delivery, 'body' | 'headers' | 'forged'> {
		const type = { 'content-type': 'application/json' };
		const secret = this.secretOf(app);
		switch (forged) {
			case undefined:
				return { body, headers: { ...type, ...signatureHeaders(body, secret) } };
			case 'unsigned':
				return { body, headers: type, forged };
			case 'wrongSecret': {
				const wrong = [...secret].reverse().join('');
				return { body, headers: { ...type, ...signatureHeaders(body, wrong) }, forged };
			}
			case 'reserialised': {
				// The signature is good for what Meta sent; somebody on the way has written the JSON anew.
				const anew = JSON.stringify(JSON.parse(body), undefined, 1);
				return { body: anew, headers: { ...type, ...signatureHeaders(body, secret) }, forged };
			}
		}
	}
}
