import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import { accountLocator } from '../../descriptions/account';
import { includeChildren, mediaFields } from '../../descriptions/mediaFields';
import { pagingProperties } from '../../descriptions/paging';
import { InputError } from '../../parameters/inputError';
import type { Operation } from '../operation';
import { readLimit, readLocator } from '../parameters';
import { flattenEdges } from '../../parameters/flattenEdges';
import { mediaQuery } from './query';

/** `mediaEdge` -> Meta's edge. */
const EDGES: Readonly<Record<string, 'media' | 'stories' | 'tags'>> = {
	published: 'media',
	stories: 'stories',
	tagged: 'tags',
};

const mediaEdge: INodeProperties = {
	displayName: 'Media to List',
	name: 'mediaEdge',
	type: 'options',
	options: [
		{
			name: 'Published',
			value: 'published',
			description: 'Posts and reels of the account, newest first. Meta lists the newest 10,000.',
		},
		{
			name: 'Stories',
			value: 'stories',
			description: 'Stories of the account that are still live (24 hours)',
		},
		{
			name: 'Tagged',
			value: 'tagged',
			description: 'Posts of others in which the account is tagged. Needs the permission to manage comments.',
		},
	],
	default: 'published',
	description:
		'Which media to list: those that the account published, its stories, or those in which it is tagged',
};

function edgeOf(value: unknown): 'media' | 'stories' | 'tags' {
	const edge = typeof value === 'string' && Object.hasOwn(EDGES, value) ? EDGES[value] : undefined;
	if (edge) return edge;
	throw new InputError(
		'Media to List',
		`must be one of ${Object.keys(EDGES).join(', ')}`,
		`It is ${JSON.stringify(value) ?? 'empty'}.`,
	);
}

/** The media of an account, one item each. */
export const getMany: Operation = {
	properties: [accountLocator, mediaEdge, ...pagingProperties, mediaFields, includeChildren],
	concurrent: true,
	async execute(run) {
		const { graph } = run.connection;
		const edge = edgeOf(run.parameter('mediaEdge', 'published'));
		const limit = readLimit(run);
		const fields = mediaQuery(run);
		const account = await resolveAccount(run.connection, readLocator(run, 'account'));
		const records: IDataObject[] = [];
		const found = graph.records<IDataObject>(
			{
				method: 'GET',
				path: `/${account}/${edge}`,
				query: { fields },
				repeatable: true,
				accountId: account,
				...(edge === 'tags' ? { permission: 'comments' } : {}),
			},
			// The tags edge has cursors, but never a `next`.
			{ limit, followCursors: edge === 'tags' },
		);
		for await (const media of found) records.push(flattenEdges(media));
		return records;
	},
};
