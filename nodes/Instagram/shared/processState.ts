/** A Map, a Set, or a class with the same method. */
interface Clearable {
	clear(): void;
}

const stores = new Set<Clearable>();

/**
 * Registers a store that lives as long as the n8n process. Every store at the top level of a module goes through here:
 * `const known = processStore(new Map<string, Account>())`.
 *
 * @returns the same store
 */
export function processStore<Store extends Clearable>(store: Store): Store {
	stores.add(store);
	return store;
}

/** Empties all stores, as a restart of n8n does. For tests, which share one process. */
export function resetProcessState(): void {
	for (const store of stores) store.clear();
}

/** A Map with a maximum size that drops its oldest entries. Setting a key makes it the newest. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
	constructor(private readonly max: number) {
		super();
	}

	override set(key: Key, value: Value): this {
		this.delete(key);
		super.set(key, value);
		for (const oldest of this.keys()) {
			if (this.size <= this.max) break;
			this.delete(oldest);
		}
		return this;
	}
}
