import { unwrap } from '../graph/answer';
import type { GraphClient } from '../graph/types';

/** The daily publishing quota of an account: output of account.getPublishingLimit. */
export interface PublishingLimit {
	/** Posts per window; `null` if Meta does not return it. Not a constant: Meta's pages name 25, 50 and 100. */
	quotaTotal: number | null;
	/** Posts published in the window that ends now. */
	quotaUsage: number;
	quotaRemaining: number | null;
	/** Length of the window in seconds; `null` if Meta does not return it. */
	quotaDuration: number | null;
}

interface LimitAnswer {
	quota_usage?: number;
	config?: { quota_total?: number; quota_duration?: number };
}

/**
 * Reads how many posts the account may still publish.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/content_publishing_limit
 */
export async function readPublishingLimit(graph: GraphClient, account: string): Promise<PublishingLimit> {
	const answer = unwrap(
		await graph.call({
			method: 'GET',
			path: `/${account}/content_publishing_limit`,
			query: { fields: 'config,quota_usage' },
			repeatable: true,
			accountId: account,
			permission: 'publish',
		}),
	) as LimitAnswer;
	const quotaTotal = answer.config?.quota_total ?? null;
	const quotaUsage = answer.quota_usage ?? 0;
	return {
		quotaTotal,
		quotaUsage,
		quotaRemaining: quotaTotal === null ? null : Math.max(0, quotaTotal - quotaUsage),
		quotaDuration: answer.config?.quota_duration ?? null,
	};
}

/** Quotas by account, shared by the items of one run. */
export class RunQuotas {
	private readonly quotas = new Map<string, Promise<number>>();

	/** Posts that the account may still publish. Reads the quota once for all items. */
	async quotaOf(account: string, read: () => Promise<number>): Promise<number> {
		const quota = this.quotas.get(account) ?? read();
		this.quotas.set(account, quota);
		return await quota;
	}
}
