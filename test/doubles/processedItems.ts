interface Processed {
	mode: string;
	data: unknown;
}

interface Options {
	mode: string;
	maxEntries?: number;
}

/**
 * n8n's table of processed items, modelled on `deduplication-helper` of n8n 2.40.7: a record is read, changed and
 * written as a whole, and inserting an existing one fails. Hashes are left out.
 */
export class ProcessedItems {
	readonly records = new Map<string, Processed>();

	/** Scope and mode of every write, in order. */
	readonly writes: string[] = [];

	/** The number of next removals that fail without an effect, as in a busy database. */
	failingRemovals = 0;

	/** @param query waits for the duration of one query */
	constructor(private readonly query: () => Promise<void>) {}

	readonly helpers = {
		checkProcessedAndRecord: async (items: unknown[], scope: string, options: Options) => {
			const record = await this.read(scope);
			if (record && record.mode !== options.mode) throw new Error('saved with an incompatible setting');
			return options.mode === 'entries'
				? await this.addEntries(scope, items, record, options.maxEntries ?? Infinity)
				: await this.raise(scope, items[0], record, options.mode);
		},
		removeProcessed: async (items: unknown[], scope: string) => {
			const record = await this.read(scope);
			if (this.failingRemovals > 0) {
				this.failingRemovals -= 1;
				throw Object.assign(new Error('SQLITE_BUSY: database is locked'), { name: 'QueryFailedError' });
			}
			if (!Array.isArray(record?.data)) return;
			await this.write(scope, {
				mode: record.mode,
				data: record.data.filter((entry) => !items.includes(entry)),
			});
		},
		clearAllProcessedItems: async (scope: string) => {
			await this.query();
			this.records.delete(scope);
		},
	};

	/** Whether a record contains a value, without a query. */
	has(scope: string, value: string): boolean {
		const data = this.records.get(scope)?.data;
		return Array.isArray(data) && data.includes(value);
	}

	private async read(scope: string): Promise<Processed | undefined> {
		await this.query();
		return structuredClone(this.records.get(scope));
	}

	private async insert(scope: string, record: Processed): Promise<void> {
		await this.query();
		if (this.records.has(scope))
			throw Object.assign(new Error('duplicate key'), { name: 'QueryFailedError' });
		this.records.set(scope, record);
		this.writes.push(`${scope} ${record.mode}`);
	}

	private async write(scope: string, record: Processed): Promise<void> {
		await this.query();
		if (!this.records.has(scope)) return;
		this.records.set(scope, record);
		this.writes.push(`${scope} ${record.mode}`);
	}

	private async addEntries(scope: string, items: unknown[], record: Processed | undefined, max: number) {
		const entries = (record?.data ?? []) as unknown[];
		const added = items.filter((item) => !entries.includes(item));
		const kept = { mode: 'entries', data: [...entries, ...added].slice(-max) };
		await (record ? this.write(scope, kept) : this.insert(scope, kept));
		return { new: added, processed: items.filter((item) => !added.includes(item)) };
	}

	private async raise(scope: string, item: unknown, record: Processed | undefined, mode: string) {
		if (!record) await this.insert(scope, { mode, data: item });
		const isNew = !record || Number(item) > Number(record.data);
		if (record) await this.write(scope, isNew ? { mode, data: item } : record);
		return { new: isNew ? [item] : [], processed: isNew ? [] : [item] };
	}
}
