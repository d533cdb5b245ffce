import type { IDataObject } from 'n8n-workflow';

import { account } from '../../descriptions/account';
import { InputError } from '../../parameters/inputError';
import type { ReadParameter } from '../../parameters/parameter';
import { defineParameter } from '../../parameters/parameter';
import { hasValue, readEntries, readText } from '../../parameters/readers';
import { buttonProperties, readButtons } from '../message/buttons';
import { entriesOf, inInbox, MESSAGE_LIMITS, requiredText } from '../message/shared';
import { defineOperation } from '../operation';
import type { MessengerProfile } from './shared';
import { onlyProperties, profileCall, PROPERTIES, PROPERTY_NAMES, readProfile } from './shared';

const question = defineParameter(
	{
		displayName: 'Question',
		name: 'question',
		type: 'string',
		default: '',
		placeholder: 'e.g. When are you open?',
		description: 'Question that the person sees, and sends by tapping it',
	},
	requiredText,
);

const payload = defineParameter(
	{
		displayName: 'Payload',
		name: 'payload',
		type: 'string',
		default: '',
		placeholder: 'e.g. OPENING_HOURS',
		description:
			"Text that the Instagram Trigger's Postback event contains as payload. Leave empty to send the question.",
		hint: 'Empty: the question',
	},
	(value, label) => (hasValue(value) ? readText(value, label) : undefined),
);

const iceBreakers = defineParameter(
	{
		displayName: PROPERTY_NAMES.ice_breakers,
		name: 'iceBreakers',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Ice Breaker',
		default: {},
		description:
			'Questions that people can tap when they open a conversation with the account for the first time, up to 4. They replace all that are set. Leave empty to keep what is set.',
		options: [
			{
				displayName: 'Ice Breaker',
				name: 'iceBreaker',
				values: [question.property, payload.property],
			},
		],
	},
	entriesOf('iceBreaker', MESSAGE_LIMITS.iceBreakers, 'ice breakers'),
);

const persistentMenu = defineParameter(
	{
		displayName: PROPERTY_NAMES.persistent_menu,
		name: 'persistentMenu',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Menu Item',
		default: {},
		description:
			'Items of the menu that is always available in a conversation with the account. They replace all that are set. Leave empty to keep what is set.',
		options: [{ displayName: 'Menu Item', name: 'menuItem', values: buttonProperties }],
	},
	(value, label) => readEntries(value, 'menuItem', label),
);

/** Meta requires the locale `default`, which is shown to people without one of their own. */
function forEverybody(actions: IDataObject[]): IDataObject[] {
	return [{ locale: 'default', call_to_actions: actions }];
}

/** @throws InputError for what Meta would reject */
function readNewProfile(read: ReadParameter): Partial<MessengerProfile> {
	const questions = read(iceBreakers).map((entry, index) => {
		const path = `${PROPERTY_NAMES.ice_breakers} ${index + 1}`;
		const text = read(question, entry, path);
		return { question: text, payload: read(payload, entry, path) ?? text };
	});
	const items = readButtons(read, read(persistentMenu), PROPERTY_NAMES.persistent_menu);
	if (questions.length === 0 && items.length === 0) {
		throw new InputError(
			PROPERTY_NAMES.ice_breakers,
			`and '${PROPERTY_NAMES.persistent_menu}' are both empty`,
			'Add at least one entry to either. To remove what is set, use Messaging Profile > Delete.',
		);
	}
	return {
		...(questions.length > 0 ? { ice_breakers: forEverybody(questions) } : {}),
		...(items.length > 0 ? { persistent_menu: forEverybody(items) } : {}),
	};
}

/**
 * Meta replaces the whole of a property, with all its locales. So the output has what was there before.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/persistent-menu (2026-06-30)
 */
export const set = defineOperation({
	name: 'Set',
	action: 'Set messaging profile',
	description: 'Set ice breakers and the persistent menu, and return what they replace',
	parameters: [account, iceBreakers, persistentMenu],
	async execute(run) {
		const profile = readNewProfile(run.read);
		const names = PROPERTIES.filter((name) => name in profile);
		return await inInbox(run, async (inbox) => {
			const before = await readProfile(run, inbox);
			await run.connection.graph.call(profileCall(run, inbox, { method: 'POST', json: profile }));
			return { ...profile, replaced: onlyProperties(before, names) };
		});
	},
});
