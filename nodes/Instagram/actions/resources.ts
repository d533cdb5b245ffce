import type { INodeProperties } from 'n8n-workflow';

import * as account from './account';
import * as container from './container';
import type { Resource } from './operation';
import * as post from './post';
import * as token from './token';

/** Resource value -> its operations. */
export const resources: Readonly<Record<string, Resource>> = {
	account: account.resource,
	container: container.resource,
	post: post.resource,
	token: token.resource,
};

/** The parameters of all resources, each shown for its own resource and operation only. */
export const resourceProperties: INodeProperties[] = Object.values(resources).flatMap(
	({ properties }) => properties,
);
