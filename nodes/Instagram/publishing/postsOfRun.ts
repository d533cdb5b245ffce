/** What the items of one run tell each other about the accounts that they post to. */
export class PostsOfRun {
	private readonly quotas = new Map<string, Promise<number>>();

	/** Posts that the account may still make, read once for all items. */
	async quotaOf(account: string, read: () => Promise<number>): Promise<number> {
		const quota = this.quotas.get(account) ?? read();
		this.quotas.set(account, quota);
		return await quota;
	}
}
