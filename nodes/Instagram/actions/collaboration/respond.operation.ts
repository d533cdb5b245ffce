import { resolveAccount } from '../../connection/accounts';
import { account } from '../../descriptions/account';
import { GraphError } from '../../graph/errors/explain';
import type { GraphClient } from '../../graph/types';
import { readId } from '../../parameters/inputError';
import { defineParameter } from '../../parameters/parameter';
import { choice } from '../../parameters/readers';
import { toError } from '../../shared/toError';
import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';
import { invitesCall } from './getInvites.operation';

const HINT = 'Collaboration > Get Invites returns it as media_id.';

const mediaId = defineParameter(
	{
		displayName: 'Media ID',
		name: 'inviteMediaId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 17895695668004550',
		description: 'ID of the post that the account is invited to: media_id of Collaboration > Get Invites',
	},
	readId,
);

const response = defineParameter(
	{
		displayName: 'Response',
		name: 'response',
		type: 'options',
		options: [
			{ name: 'Accept', value: 'accept', description: "The post also appears on the account's profile" },
			{ name: 'Decline', value: 'decline', description: 'The account does not become a collaborator' },
		],
		default: 'accept',
		description: 'How to answer the invite: accept or decline',
	},
	choice(['accept', 'decline']),
);

interface Answer {
	accountId: string;
	mediaId: string;
	accept: boolean;
}

/** Whether an invite is still without an answer. */
async function isPending(graph: GraphClient, { accountId, mediaId: id }: Answer): Promise<boolean> {
	for await (const invite of graph.records<{ media_id?: string }>(invitesCall(accountId))) {
		if (invite.media_id === id) return true;
	}
	return false;
}

async function answerOnce(graph: GraphClient, answer: Answer): Promise<void> {
	const { accountId, mediaId: id, accept } = answer;
	try {
		// Not repeatable: once answered, there is no such invite any more.
		await graph.call({
			method: 'POST',
			path: `/${accountId}/collaboration_invites`,
			form: { media_id: id, accept },
			repeatable: false,
			accountId,
		});
	} catch (error) {
		const isUnknown = error instanceof GraphError && error.outcome === 'unknown';
		if (!isUnknown || (await isPending(graph, answer))) throw toError(error);
	}
}

/** @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/collaboration (2026-04-22) */
export const respond = defineOperation({
	name: 'Respond',
	action: 'Respond to collaboration invite',
	description: 'Accept or decline an invite to collaborate on a post',
	only: 'facebook',
	parameters: [account, mediaId, response],
	async execute({ connection, read }) {
		const id = read(mediaId);
		const accept = read(response) === 'accept';
		const accountId = await resolveAccount(connection, read(account));
		const target = {
			parameter: mediaId.property.displayName,
			id,
			kind: 'a post with an invite to this account that has no answer yet',
			nodeType: /Media(?!Builder)/i,
			hint: HINT,
		};
		await withTarget(
			target,
			async () => await answerOnce(connection.graph, { accountId, mediaId: id, accept }),
		);
		return { media_id: id, accepted: accept };
	},
});
