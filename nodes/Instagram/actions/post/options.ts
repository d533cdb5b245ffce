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

/** A container expires after a day. */
const MAX_WAIT_SECONDS = 24 * 60 * 60;

export interface PublishOptions {
	/** Seconds. */
	maxWait: number;
	checkPublishingLimit: boolean;
	/** `undefined` if the option is not used. */
	deduplicationKey?: string;
	includePermalink: boolean;
}

/** A longer key is a mistake, such as a whole caption. */
const KEY_CHARACTERS = 500;

function readDeduplicationKey(value: unknown, label: string): string {
	const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
	if (text === '' || text.length > KEY_CHARACTERS) {
		throw new InputError(
			label,
			text === ''
				? 'is empty for this item'
				: `has ${text.length} characters; up to ${KEY_CHARACTERS} are allowed`,
			'Enter text that identifies this post, such as a product ID, or remove the option.',
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

/**
 * Reads the options of a publish.
 *
 * @throws InputError that names the invalid option
 */
export function readPublishOptions({ read }: ItemRun): PublishOptions {
	const values = read(options);
	return {
		maxWait: read(maxWait, values),
		checkPublishingLimit: read(checkLimit, values),
		deduplicationKey: values.deduplicationKey === undefined ? undefined : read(deduplicationKey, values),
		includePermalink: read(includePermalink, values),
	};
}

/** 'Account' of every item of a run, evaluated once for all of them. */
class RunAccounts {
	private accounts?: readonly string[];

	of({ context }: ItemRun): readonly string[] {
		const { name, default: fallback } = accountLocator;
		this.accounts ??= context
			.getInputData()
			.map((_item, index) => String(readLocator(context.getNodeParameter(name, index, fallback))));
		return this.accounts;
	}
}

/** Items of this run that post to the same account as this one, in order. */
function itemsOfSameAccount(run: ItemRun): number[] {
	const accounts = run.shared(RunAccounts).of(run);
	return [...accounts.keys()].filter((index) => accounts[index] === accounts[run.itemIndex]);
}

/**
 * Fails the item before anything is created if the account's remaining quota is too small. A run that stops at the first
 * failed item needs quota for all items; one that continues publishes as many as the quota allows.
 *
 * @throws InputError
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
		`found that the account can publish ${remaining} more ${remaining === 1 ? 'post' : 'posts'} now, but there ${items.length === 1 ? 'is 1 item' : `are ${items.length} items`} to publish`,
		'Nothing has been created for this item. Publish it later: the quota counts the posts of the last 24 hours.',
	);
}
