import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { account } from '../../descriptions/account';
import { paging } from '../../descriptions/paging';
import type { GraphCall, GraphParameters } from '../../graph/types';
import { InputError } from '../../parameters/inputError';
import { defineParameter } from '../../parameters/parameter';
import { choice } from '../../parameters/readers';
import type { ItemRun, Operation } from '../operation';
import { readJsonObject, readPath } from './input';
import { assertChosenByUser } from '../modelChoice';

const method = defineParameter(
	{
		displayName: 'Method',
		name: 'method',
		type: 'options',
		options: [
			{ name: 'DELETE', value: 'DELETE', description: 'Delete something' },
			{ name: 'GET', value: 'GET', description: 'Read something' },
			{ name: 'POST', value: 'POST', description: 'Create or change something' },
		],
		default: 'GET',
		description: 'Method of the call, as in the documentation of Meta',
	},
	choice(['DELETE', 'GET', 'POST']),
);

const path = defineParameter(
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. /17841400000000001/likes',
		description:
			"Path of the call, without host and API version: /ID, or /ID/edge. With Instagram Login, me is the account's own ID; with Facebook Login use the ID of the account, which Account > Get Many returns.",
	},
	readPath,
);

export const query = defineParameter(
	{
		displayName: 'Query',
		name: 'query',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. {"fields": "caption,permalink"}',
		description:
			'Parameters in the URL, as a JSON object such as {"fields": "caption,permalink"}. Put the parameters of a POST into \'Body\'. IDs are text. Do not add a token.',
	},
	readJsonObject,
);

const body = defineParameter(
	{
		displayName: 'Body',
		name: 'body',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. {"message": "Thank you!"}',
		description:
			'Parameters of a POST, as a JSON object such as {"message": "Thank you!"}. IDs are text. Do not add a token.',
		displayOptions: { show: { method: ['POST'] } },
	},
	readJsonObject,
);

/** Return All and Limit, for lists. */
const pagingOfLists: INodeProperties[] = paging.map(({ property }) => ({
	...property,
	displayOptions: { show: { ...property.displayOptions?.show, method: ['GET'] } },
}));

/** The account matters only where its Page's token is needed, or to find out that the credential does not reach it. */
const accountProperty: INodeProperties = {
	...account.property,
	description:
		"Instagram professional account that the call is about. Needed only with Facebook Login, if the credential can access several accounts and the call takes the token of the account's Page, such as reading a conversation by its ID. The node finds the Page itself if 'Path' contains the ID of the account or its Page.",
};

/** In the order of the editor. */
export const requestParameters: Operation['parameters'] = [
	accountProperty,
	method,
	path,
	query,
	body,
	...pagingOfLists,
];

/** The call as the parameters describe it. */
export type Described = Pick<GraphCall, 'method' | 'path'> & { query: GraphParameters; body: IDataObject };

/** Reads {@link requestParameters}. @throws InputError for values that are not allowed, or that do not fit each other */
export function readCall({ read, connection, context }: ItemRun): Described {
	const chosen = read(method);
	if (chosen === 'DELETE') {
		assertChosenByUser(
			context.getNode(),
			['resource', 'operation', method.property.name],
			[method.property.displayName, chosen],
		);
	}
	const target = read(path);
	const { apiVersion } = connection.settings;
	if (target.version !== undefined && target.version !== apiVersion) {
		throw new InputError(
			path.property.displayName,
			`begins with ${target.version}, but the credential uses ${apiVersion}`,
			"Remove the version from the path, or choose it as 'API Version' in the credential.",
		);
	}
	const own = read(query);
	const twice = Object.keys(target.query).find((name) => name in own);
	if (twice !== undefined) {
		throw new InputError(
			query.property.displayName,
			`has '${twice}', which 'Path' contains as well`,
			'Remove it from one of the two.',
		);
	}
	const content = read(body);
	if (chosen !== 'POST' && Object.keys(content).length > 0) {
		throw new InputError(
			body.property.displayName,
			`is not sent with ${chosen}`,
			"Move it to 'Query', or choose POST as 'Method'.",
		);
	}
	return {
		method: chosen,
		path: target.path,
		query: { ...target.query, ...own } as GraphParameters,
		body: content,
	};
}
