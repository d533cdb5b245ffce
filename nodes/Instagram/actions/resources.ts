import type { INodeProperties } from 'n8n-workflow';

import { account } from './account';
import { api } from './api';
import { collaboration } from './collaboration';
import { comment } from './comment';
import { container } from './container';
import { hashtag } from './hashtag';
import { media } from './media';
import { mention } from './mention';
import { message } from './message';
import { messagingProfile } from './messagingProfile';
import type { Resource } from './operation';
import { post } from './post';
import { token } from './token';
import { user } from './user';

const all = [
	api,
	account,
	collaboration,
	comment,
	container,
	hashtag,
	media,
	mention,
	message,
	messagingProfile,
	post,
	token,
	user,
];

/** Resources by value. */
export const resources: Readonly<Record<string, Resource>> = Object.fromEntries(
	all.map((resource) => [resource.value, resource]),
);

/** The choice of a resource in the editor. */
export const resourceOptions = all.map(({ name, value }) => ({ name, value }));

/** The parameters of all resources, each shown for its own resource and operation only. */
export const resourceProperties: INodeProperties[] = all.flatMap(({ properties }) => properties);
