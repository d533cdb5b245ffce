import { SandboxClock } from './clock';
import { FaultTable } from './faults';
import { Gate } from './gate';
import { Usage } from './graph/usage';
import { IdSource } from './ids';
import { Inboxes } from './inboxes';
import { MediaFiles } from './media/files';
import {
	DEFAULT_BEHAVIOUR,
	type Account,
	type AuthorizationCode,
	type Behaviour,
	type Container,
	type Page,
	type Person,
	type ProcessingTimes,
	type PublishedMedia,
} from './model';
import { TokenStore } from './oauth/tokenStore';
import type { RefusedConnection } from './proxy';
import { Random } from './random';
import { RequestLog } from './requests';
import type { WorldState } from './state';
import { Engagement } from './engagement';
import { Webhooks } from './webhooks/webhooks';

const DEFAULT_REDIRECT_URI = 'http://localhost:5678/rest/oauth2-credential/callback';

export interface WorldOptions {
	seed: number;
	redirectUris: string[];
	processing: ProcessingTimes;
	latencyMs: number;
	behaviour: Partial<Behaviour>;
}

/** Everything that the sandbox's Meta knows. */
export class World implements WorldState {
	readonly clock = new SandboxClock();
	readonly requests = new RequestLog();
	/** Addresses below the control page start with this; set once it listens. */
	url = '';
	seed: number;
	behaviour: Behaviour;
	processing: ProcessingTimes;
	latencyMs: number;
	readonly redirectUris: Set<string>;
	/** Goes up with every change, so that the page knows when to look again. */
	revision = 0;

	people = new Map<string, Person>();
	accounts = new Map<string, Account>();
	pages = new Map<string, Page>();
	businesses = new Map<string, { id: string; name: string }>();
	codes = new Map<string, AuthorizationCode>();
	containers = new Map<string, Container>();
	/** Published media, oldest first; children of albums included. */
	media = new Map<string, PublishedMedia>();
	refused = new Map<string, RefusedConnection>();
	/** Addresses of media that Meta was asked to fetch while a first fetch failed. */
	fetched = new Set<string>();
	engagement!: Engagement;
	inboxes!: Inboxes;
	random!: Random;
	ids!: IdSource;
	tokens!: TokenStore;
	faults!: FaultTable;
	gate!: Gate;
	usage!: Usage;
	files!: MediaFiles;
	webhooks!: Webhooks;

	constructor(
		private readonly options: WorldOptions,
		private readonly seedContent: (world: World) => void,
	) {
		this.seed = options.seed;
		this.behaviour = { ...DEFAULT_BEHAVIOUR, ...options.behaviour };
		this.processing = { ...options.processing };
		this.latencyMs = options.latencyMs;
		this.redirectUris = new Set([DEFAULT_REDIRECT_URI, ...options.redirectUris]);
		this.populate();
	}

	/** Starts again: time, tokens, posts, faults and the log are as at the beginning. */
	reset(seed = this.seed): void {
		this.seed = seed;
		this.behaviour = { ...DEFAULT_BEHAVIOUR, ...this.options.behaviour };
		this.processing = { ...this.options.processing };
		this.latencyMs = this.options.latencyMs;
		this.clock.reset();
		this.requests.clear();
		this.populate();
	}

	/** Changes where Meta's behaviour differs; another number of accounts makes the world anew. */
	behave(change: Partial<Behaviour>): void {
		const before = this.behaviour.accounts;
		this.behaviour = { ...this.behaviour, ...change };
		if (this.behaviour.accounts !== before) this.populate();
		this.touch();
	}

	touch(): void {
		this.revision += 1;
	}

	person(key: string): Person {
		const person = this.people.get(key);
		if (!person) throw new Error(`Nobody here is called ${key}: ${[...this.people.keys()].join(', ')}`);
		return person;
	}

	addMedia(media: Omit<PublishedMedia, 'id' | 'shortcode'>): PublishedMedia {
		const added: PublishedMedia = {
			id: this.ids.next('media'),
			shortcode: this.random.text(11, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'),
			...media,
		};
		this.media.set(added.id, added);
		this.touch();
		return added;
	}

	/** Adds an image in the feed, published now, as far as `more` does not say otherwise. */
	addImage(accountId: string, sample: string, more: Partial<PublishedMedia> = {}): PublishedMedia {
		return this.addMedia({
			accountId,
			kind: 'image',
			productType: 'FEED',
			file: this.files.sample(sample),
			childIds: [],
			publishedAt: this.clock.now(),
			likes: 0,
			comments: 0,
			...more,
		});
	}

	/** The posts of an account, newest first, without the children of albums. */
	postsOf(accountId: string): PublishedMedia[] {
		return [...this.media.values()]
			.filter((media) => media.accountId === accountId && media.parentId === undefined)
			.reverse()
			.sort((one, other) => other.publishedAt - one.publishedAt);
	}

	noteRefused(host: string): void {
		const before = this.refused.get(host)?.count ?? 0;
		this.refused.set(host, { host, count: before + 1, lastAt: this.clock.now() });
		this.touch();
	}

	/** Ends what goes on by itself: deliveries that are under way or wait. */
	close(): void {
		this.webhooks.close();
	}

	private populate(): void {
		for (const map of [
			this.people,
			this.accounts,
			this.pages,
			this.businesses,
			this.codes,
			this.containers,
			this.media,
			this.refused,
			this.fetched,
		]) {
			map.clear();
		}
		this.webhooks?.close();
		this.random = new Random(this.seed);
		this.ids = new IdSource();
		this.tokens = new TokenStore(this);
		this.faults = new FaultTable(new Random(this.seed ^ 0x9e3779b9), () => this.clock.now());
		this.gate = new Gate();
		this.usage = new Usage(this);
		this.files = new MediaFiles(this);
		this.engagement = new Engagement(this);
		this.inboxes = new Inboxes(this);
		this.webhooks = new Webhooks(this);
		this.seedContent(this);
		this.touch();
	}
}
