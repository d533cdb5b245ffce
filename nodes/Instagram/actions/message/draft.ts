import type { IDataObject } from 'n8n-workflow';

import { InputError } from '../../input';
import { checkCount, isGiven, readChoice, readEntries, readText } from '../../publishing/given';
import { readPublicUrl } from '../../publishing/mediaUrl';
import { resolveMedia } from '../mediaId';
import type { ItemRun } from '../operation';
import { MESSAGE_LIMITS } from './limits';
import { templatePayload } from './template';
import { readMessageText } from './text';

/** A message as Meta takes it, not yet addressed. */
export interface Draft {
	message: IDataObject;
	messagingType?: 'RESPONSE';
	/** Its text, by which it can be found in the conversation; absent where it has none. */
	text?: string;
}

function attached(type: 'image' | 'video' | 'audio' | 'file') {
	return ({ parameter }: ItemRun): Draft => ({
		message: {
			attachment: { type, payload: { url: readPublicUrl(parameter('mediaUrl', ''), 'Media URL') } },
		},
	});
}

function plainText({ parameter }: ItemRun): Draft {
	const text = readMessageText(parameter('text', ''));
	return { message: { text }, text };
}

function quickReplies({ parameter }: ItemRun): Draft {
	const label = 'Quick Replies';
	const entries = readEntries(parameter('quickReplies', {}), 'reply', label);
	if (entries.length === 0) throw new InputError(label, 'is empty', 'Add at least one quick reply.');
	checkCount(entries.length, MESSAGE_LIMITS.quickReplies, 'quick replies', label);
	const replies = entries.map(({ title, payload }, index) => {
		if (!isGiven(title)) throw new InputError(`${label} ${index + 1} > Title`, 'is empty');
		const shown = readText(title, `${label} ${index + 1} > Title`);
		const told = isGiven(payload) ? readText(payload, `${label} ${index + 1} > Payload`) : shown;
		return { content_type: 'text', title: shown, payload: told };
	});
	const text = readMessageText(parameter('text', ''));
	return { message: { text, quick_replies: replies }, messagingType: 'RESPONSE', text };
}

/** `messageType` -> how the message is made. */
const DRAFTS = {
	text: plainText,
	image: attached('image'),
	video: attached('video'),
	audio: attached('audio'),
	file: attached('file'),
	heart: () => ({ message: { attachment: { type: 'like_heart' } } }),
	mediaShare: async (run) => ({
		message: { attachment: { type: 'MEDIA_SHARE', payload: { id: await resolveMedia(run) } } },
	}),
	quickReplies,
	template: (run) => ({
		message: { attachment: { type: 'template', payload: templatePayload(run) } },
	}),
} as const satisfies Record<string, (run: ItemRun) => Draft | Promise<Draft>>;

const TYPES = Object.keys(DRAFTS) as Array<keyof typeof DRAFTS>;

/**
 * Makes the message that an item asks for.
 *
 * @throws InputError where Meta would refuse it
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api
 */
export async function draftOf(run: ItemRun): Promise<Draft> {
	const type = readChoice(run.parameter('messageType', 'text'), TYPES, 'Message Type');
	const make: (one: ItemRun) => Draft | Promise<Draft> = DRAFTS[type];
	return await make(run);
}
