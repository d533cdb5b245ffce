import { account } from '../../descriptions/account';
import { InputError } from '../../parameters/inputError';
import { defineParameter } from '../../parameters/parameter';
import { readChoice, readNames } from '../../parameters/readers';
import { inInbox } from '../message/shared';
import { defineOperation } from '../operation';
import { onlyProperties, profileCall, PROPERTIES, PROPERTY_NAMES, readProfile } from './shared';

const properties = defineParameter(
	{
		displayName: 'Properties to Delete',
		name: 'profileProperties',
		type: 'multiOptions',
		options: PROPERTIES.map((value) => ({ name: PROPERTY_NAMES[value], value })),
		default: [...PROPERTIES],
		description: 'What to delete: ice_breakers, persistent_menu, or both',
	},
	(value, label) => {
		const names = readNames(value, label).map((name) => readChoice(name, PROPERTIES, label));
		if (names.length > 0) return [...new Set(names)];
		throw new InputError(label, 'is empty', `Choose ${PROPERTIES.join(' or ')}, or both.`);
	},
);

export const deleteProfile = defineOperation({
	name: 'Delete',
	action: 'Delete messaging profile',
	description: 'Delete the ice breakers, the persistent menu or both, and return what was deleted',
	parameters: [account, properties],
	deletes: true,
	async execute(run) {
		const names = run.read(properties);
		return await inInbox(run, async (inbox) => {
			const before = await readProfile(run, inbox);
			await run.connection.graph.call(
				profileCall(run, inbox, { method: 'DELETE', query: { fields: names } }),
			);
			return { deleted: true, ...onlyProperties(before, names) };
		});
	},
});
