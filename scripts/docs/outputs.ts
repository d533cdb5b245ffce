import type { IDataObject, INodeParameters, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { LoginMethod } from '../../nodes/Instagram/graph/types';
import type { Sandbox } from '../../sandbox';
import type { Example, Outcome, Scene, Setting } from './example';
import { runExample } from './example';

/** Pickers of fields. An example shows the fields that it is about; the schema has all. */
const FIELD_PICKER = /fields$/i;

function everyField(properties: readonly INodeProperties[]): Map<string, string[]> {
	const pickers = properties.filter(({ name, type }) => type === 'multiOptions' && FIELD_PICKER.test(name));
	return new Map(
		pickers.map(({ name, options = [] }) => [
			name,
			(options as INodePropertyOptions[]).map(({ value }) => String(value)),
		]),
	);
}

function withFields({ parameters: own = {}, ...example }: Example, fields: Map<string, string[]>): Example {
	return {
		...example,
		parameters: async (scene: Scene): Promise<INodeParameters> => ({
			...(typeof own === 'function' ? await own(scene) : own),
			...Object.fromEntries(fields),
		}),
	};
}

/** Removes the field that Meta does not offer with the login method; `false` if the error is about something else. */
function removeRefused(fields: Map<string, string[]>, { error }: Outcome): boolean {
	const refused = /has '([^']+)', which Meta offers with .+ only/.exec(error?.message ?? '')?.[1];
	const picker = [...fields].find(([, names]) => refused !== undefined && names.includes(refused));
	if (!picker) return false;
	const [name, names] = picker;
	fields.set(
		name,
		names.filter((field) => field !== refused),
	);
	return true;
}

/**
 * Runs an example with every field that the operation offers.
 *
 * @returns the output; nothing where Meta does not offer the operation or a parameter with the login method
 * @throws Error where it fails for another reason
 */
async function outputWith(
	sandbox: Sandbox,
	setting: Setting,
	example: Example,
	properties: readonly INodeProperties[],
): Promise<IDataObject[]> {
	const fields = everyField(properties);
	for (;;) {
		const outcome = await runExample(sandbox, setting, withFields(example, fields));
		if (!outcome.error) return outcome.output;
		if (removeRefused(fields, outcome)) continue;
		if (/which Meta offers with .+ only/.test(outcome.error.message) && !example.loginMethod) return [];
		const { resource, name } = setting.operation;
		throw new Error(
			`The run '${example.title}' of ${resource} > ${name} fails with ${setting.loginMethod} login: ${outcome.error.message}`,
		);
	}
}

/** What an operation returns in all of its examples and variants, with both login methods and every field. */
export async function outputsOf(
	sandbox: Sandbox,
	operation: Setting['operation'],
	examples: readonly Example[],
	properties: readonly INodeProperties[],
): Promise<IDataObject[]> {
	const outputs: IDataObject[] = [];
	for (const example of examples) {
		const logins: LoginMethod[] = example.loginMethod ? [example.loginMethod] : ['instagram', 'facebook'];
		for (const loginMethod of logins) {
			const setting = { operation, loginMethod };
			outputs.push(...(await outputWith(sandbox, setting, example, properties)));
		}
	}
	return outputs;
}
