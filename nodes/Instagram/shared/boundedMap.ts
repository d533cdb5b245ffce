/** A Map that drops its oldest entries beyond a maximum. Setting a key makes it the newest. */
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
