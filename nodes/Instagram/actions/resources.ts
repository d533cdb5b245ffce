import type { INodeProperties } from 'n8n-workflow';

import * as account from './account';
import * as comment from './comment';
import * as container from './container';
import * as hashtag from './hashtag';
import * as media from './media';
import * as mention from './mention';
import * as message from './message';
import type { Resource } from './operation';
import * as post from './post';
import * as token from './token';

/** Resource value -> its operations. */
export const resources: Readonly<Record<string, Resource>> = {
	account: account.resource,
	comment: comment.resource,
	container: container.resource,
	hashtag: hashtag.resource,
	media: media.resource,
	mention: mention.resource,
	message: message.resource,
	post: post.resource,
	token: token.resource,
};

/** The parameters of all resources, each shown for its own resource and operation only. */
export const resourceProperties: INodeProperties[] = Object.values(resources).flatMap(
	({ properties }) => properties,
);
