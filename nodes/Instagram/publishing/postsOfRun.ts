/** What the items of one run tell each other about their posts. */
export class PostsOfRun {
	private readonly publishedBy = new Map<string, Set<string>>();

	private readonly quotas = new Map<string, Promise<number>>();

	/** Media that this run has published to an account, so that none is taken for another item's post. */
	publishedTo(account: string): Set<string> {
		const ids = this.publishedBy.get(account) ?? new Set<string>();
		this.publishedBy.set(account, ids);
		return ids;
	}

	/** Posts that the account may still make, read once for all items. */
	async quotaOf(account: string, read: () => Promise<number>): Promise<number> {
		const quota = this.quotas.get(account) ?? read();
		this.quotas.set(account, quota);
		return await quota;
	}
}
