import type { SandboxClock } from './clock';
import type { IdSource } from './ids';
import type { Account, Behaviour, Page, Person, PublishedMedia } from './model';
import type { Random } from './random';

/** What the stores read of the world that they are part of. Each store names the properties it needs. */
export interface WorldState {
	readonly clock: SandboxClock;
	readonly ids: IdSource;
	readonly random: Random;
	readonly behaviour: Behaviour;
	/** Addresses of the control page begin with this. */
	readonly url: string;
	readonly accounts: ReadonlyMap<string, Account>;
	readonly pages: ReadonlyMap<string, Page>;
	readonly media: ReadonlyMap<string, PublishedMedia>;
	/** @throws Error for an unknown key */
	person(key: string): Person;
	/** Notes a change, so that the page reads the state again. */
	touch(): void;
}
