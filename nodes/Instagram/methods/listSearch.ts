import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import type { Account } from '../connection/accounts';
import { accountPages, accounts } from '../connection/accounts';
import { connect } from '../connection/connect';

/** A search stops after this many matches. */
const MAX_MATCHES = 100;

function listItem({ id, username, name, pageName }: Account): INodeListSearchItems {
	const label = name && name !== username ? `@${username} (${name})` : `@${username}`;
	return {
		name: label,
		value: id,
		url: `https://www.instagram.com/${encodeURIComponent(username)}/`,
		...(pageName ? { description: `Page: ${pageName}` } : {}),
	};
}

function matches({ id, username, name = '', pageName = '' }: Account, filter: string): boolean {
	const wanted = filter.trim().replace(/^@/, '').toLowerCase();
	return [id, username, name, pageName].some((text) => text.toLowerCase().includes(wanted));
}

/**
 * The account picker: every professional account that the credential can access, by @username and name. Like any other
 * use of the credential, it exchanges a new token of the consent screen for a long-lived one.
 */
export async function searchAccounts(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const connection = await connect(this);
	if (filter?.trim()) {
		const results: INodeListSearchItems[] = [];
		for await (const account of accounts(connection)) {
			if (matches(account, filter)) results.push(listItem(account));
			if (results.length >= MAX_MATCHES) break;
		}
		return { results };
	}
	// A whole page of results may be Facebook Pages without an Instagram account: read on instead of showing an empty list.
	for await (const { records, next } of accountPages(connection, paginationToken)) {
		if (records.length === 0 && next !== undefined) continue;
		return { results: records.map(listItem), ...(next === undefined ? {} : { paginationToken: next }) };
	}
	return { results: [] };
}
