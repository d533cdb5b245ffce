import { DataDeduplicationService } from 'n8n-core';
import type {
	DeduplicationItemTypes,
	DeduplicationScope,
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	IDataDeduplicator,
	IDeduplicationOutput,
} from 'n8n-workflow';
import { UnexpectedError } from 'n8n-workflow';

/**
 * n8n's store of processed items, in memory. Modelled on `deduplication-helper` of n8n 2.40.7: one record per workflow and
 * node, which is read, changed and written as a whole, so that one of two concurrent changes can get lost.
 */
class DeduplicationStore implements IDataDeduplicator {
	private readonly records = new Map<string, DeduplicationItemTypes[]>();

	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		context: ICheckProcessedContextData,
		options: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		const key = this.keyOf(scope, context, options);
		const known = await this.read(key);
		const added = items.filter((item) => !known.includes(item));
		const kept = [...known, ...added].slice(-(options.maxEntries ?? Infinity));
		await this.write(key, kept);
		return { new: added, processed: items.filter((item) => known.includes(item)) };
	}

	async removeProcessed(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		context: ICheckProcessedContextData,
		options: ICheckProcessedOptions,
	): Promise<void> {
		const key = this.keyOf(scope, context, options);
		const known = await this.read(key);
		await this.write(
			key,
			known.filter((item) => !items.includes(item)),
		);
	}

	async clearAllProcessedItems(
		scope: DeduplicationScope,
		context: ICheckProcessedContextData,
		options: ICheckProcessedOptions,
	): Promise<void> {
		await this.write(this.keyOf(scope, context, options), []);
	}

	async getProcessedDataCount(
		scope: DeduplicationScope,
		context: ICheckProcessedContextData,
		options: ICheckProcessedOptions,
	): Promise<number> {
		return (await this.read(this.keyOf(scope, context, options))).length;
	}

	clear(): void {
		this.records.clear();
	}

	private keyOf(
		scope: DeduplicationScope,
		{ workflow, node }: ICheckProcessedContextData,
		{ mode }: ICheckProcessedOptions,
	): string {
		if (mode !== 'entries') throw new UnexpectedError(`The harness has no deduplication mode '${mode}'`);
		return scope === 'node' ? `${workflow.id}:${node?.name ?? ''}` : workflow.id;
	}

	private async read(key: string): Promise<DeduplicationItemTypes[]> {
		await Promise.resolve();
		return this.records.get(key) ?? [];
	}

	private async write(key: string, items: DeduplicationItemTypes[]): Promise<void> {
		await Promise.resolve();
		this.records.set(key, items);
	}
}

let store: DeduplicationStore | undefined;

/** Installs a store of processed items in n8n-core, once per process, and empties it. n8n-core alone has none. */
export async function useDeduplicationStore(): Promise<void> {
	if (!store) {
		store = new DeduplicationStore();
		await DataDeduplicationService.init(store);
	}
	store.clear();
}
