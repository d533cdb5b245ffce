import { InputError } from '../../parameters/inputError';
import type { PublishContext } from '../../publishing/types';
import { RunQuotas, readPublishingLimit } from '../../publishing/quota';
import type { ItemRun } from '../operation';
import { readCollection, readLocator, readWholeNumber } from '../parameters';

/** A container lives for a day, so waiting longer is of no use. */
const MAX_WAIT_SECONDS = 24 * 60 * 60;

export interface PublishOptions {
	/** Seconds. */
	maxWait: number;
	checkPublishingLimit: boolean;
	/** `undefined` where the option is not used. */
	deduplicationKey?: string;
	includePermalink: boolean;
}

/** Longer keys are a mistake, such as a whole caption. */
const KEY_CHARACTERS = 500;

function readDeduplicationKey(value: unknown): string | undefined {
	if (value === undefined) return undefined;
	const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
	if (text === '' || text.length > KEY_CHARACTERS) {
		throw new InputError(
			'Deduplication Key',
			text === ''
				? 'is empty for this item'
				: `has ${text.length} characters; up to ${KEY_CHARACTERS} are allowed`,
			'Enter what tells this post from others, such as the ID of the product, or remove the option.',
		);
	}
	return text;
}

/** The collection `options` with its defaults. */
export function readPublishOptions(run: ItemRun): PublishOptions {
	const options = readCollection(run, 'options', 'Options');
	return {
		maxWait: readWholeNumber(options.maxWait ?? 300, 'Max Wait', { min: 0, max: MAX_WAIT_SECONDS }),
		checkPublishingLimit: options.checkPublishingLimit === true,
		deduplicationKey: readDeduplicationKey(options.deduplicationKey),
		includePermalink: options.includePermalink !== false,
	};
}

/** Items of this run that post to the same account as `itemIndex`, in order. */
function itemsOfSameAccount({ context, itemIndex, ...run }: ItemRun): number[] {
	const accountOf = (index: number) =>
		String(
			readLocator(
				{
					...run,
					context,
					itemIndex: index,
					parameter: (name, fallback) => context.getNodeParameter(name, index, fallback),
				},
				'account',
			),
		);
	const account = accountOf(itemIndex);
	return [...context.getInputData().keys()].filter(
		(index) => index === itemIndex || accountOf(index) === account,
	);
}

/**
 * Refuses the item where the account's remaining quota does not reach for it, before anything is created. A run that
 * stops at the first failed item is refused whole; one that continues posts as many as the quota allows.
 */
export async function checkPublishingLimit(run: ItemRun, ctx: PublishContext): Promise<void> {
	const remaining = await run.shared(RunQuotas).quotaOf(ctx.account, async () => {
		const { quotaRemaining } = await readPublishingLimit(ctx.graph, ctx.account);
		return quotaRemaining ?? Number.POSITIVE_INFINITY;
	});
	const items = itemsOfSameAccount(run);
	const needed = run.context.continueOnFail() ? items.indexOf(run.itemIndex) + 1 : items.length;
	if (needed <= remaining) return;
	throw new InputError(
		'Check Publishing Limit',
		`has found that the account may publish ${remaining} more ${remaining === 1 ? 'post' : 'posts'} now, and ${items.length} ${items.length === 1 ? 'item wants' : 'items want'} to`,
		'Nothing has been created for this item. Publish it later: the quota counts the posts of the last 24 hours.',
	);
}
