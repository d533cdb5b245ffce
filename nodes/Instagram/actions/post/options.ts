import type { INodeProperties } from 'n8n-workflow';

import { accountLocator } from '../../descriptions/account';
import { publishOptions } from '../../descriptions/publishOptions';
import { InputError } from '../../parameters/inputError';
import type { Reader } from '../../parameters/parameter';
import { defineParameter, parameterIn } from '../../parameters/parameter';
import { flagOr, readCollection, readLocator, wholeNumber } from '../../parameters/readers';
import { readPublishingLimit, RunQuotas } from '../../publishing/quota';
import type { PublishContext } from '../../publishing/types';
import type { ItemRun } from '../operation';

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

function readDeduplicationKey(value: unknown, label: string): string {
	const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
	if (text === '' || text.length > KEY_CHARACTERS) {
		throw new InputError(
			label,
			text === ''
				? 'is empty for this item'
				: `has ${text.length} characters; up to ${KEY_CHARACTERS} are allowed`,
			'Enter what tells this post from others, such as the ID of the product, or remove the option.',
		);
	}
	return text;
}

const options = defineParameter(publishOptions, readCollection);

function option<T>(name: string, read: Reader<T>) {
	return parameterIn((publishOptions.options ?? []) as INodeProperties[], name, read);
}

const maxWait = option('maxWait', wholeNumber(0, MAX_WAIT_SECONDS));
const checkLimit = option('checkPublishingLimit', flagOr(false));
const deduplicationKey = option('deduplicationKey', readDeduplicationKey);
const includePermalink = option('includePermalink', flagOr(true));

/** The collection `options` with its defaults. */
export function readPublishOptions({ read }: ItemRun): PublishOptions {
	const values = read(options);
	return {
		maxWait: read(maxWait, values),
		checkPublishingLimit: read(checkLimit, values),
		deduplicationKey: values.deduplicationKey === undefined ? undefined : read(deduplicationKey, values),
		includePermalink: read(includePermalink, values),
	};
}

/** Items of this run that post to the same account as `itemIndex`, in order. */
function itemsOfSameAccount({ context, itemIndex }: ItemRun): number[] {
	const { name, default: fallback } = accountLocator;
	const accountOf = (index: number) => String(readLocator(context.getNodeParameter(name, index, fallback)));
	const own = accountOf(itemIndex);
	return [...context.getInputData().keys()].filter(
		(index) => index === itemIndex || accountOf(index) === own,
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
		checkLimit.property.displayName,
		`has found that the account may publish ${remaining} more ${remaining === 1 ? 'post' : 'posts'} now, and ${items.length} ${items.length === 1 ? 'item wants' : 'items want'} to`,
		'Nothing has been created for this item. Publish it later: the quota counts the posts of the last 24 hours.',
	);
}
