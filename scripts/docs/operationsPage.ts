import { LOGIN_NAMES, PERMISSION_NAMES } from '../../nodes/Instagram/graph/permissions';
import type { Access } from './access';
import type { OperationFacts, ResourceFacts, ShownExample } from './facts';
import { anchor, json, list, page, table } from './markdown';
import { parameterTable } from './parameterTable';

const INTRODUCTION = `Every resource and operation of the **Instagram** node. Each runs once for every input item. The output has the name and shape of what Meta gives (\`media_type\`, \`like_count\`); what this package adds is written like \`containerId\`. IDs are text, because they are longer than JavaScript's exact numbers.

The examples were run in n8n on the [sandbox](../sandbox/README.md). A list of output items is shown between \`[\` and \`]\`. Parameters that an example leaves out have their defaults.

What the permissions are called at Meta: [permissions](permissions.md). What a failed item looks like: [results and errors](results.md#when-an-item-fails). What an error means: [errors by code](errors.md).`;

/** Names of permissions for a sentence: `**Publish**`, or `the profile only`. */
export function permissionNames(access: Access[keyof Access]): string {
	if (access === 'notOffered') return 'not offered by Meta';
	if (access.length === 0) return 'the profile only';
	return list(access.map((permission) => `**${PERMISSION_NAMES[permission]}**`));
}

function loginsOf({ instagram, facebook }: Access): string {
	if (instagram === 'notOffered') return `${LOGIN_NAMES.facebook} only`;
	if (facebook === 'notOffered') return `${LOGIN_NAMES.instagram} only`;
	return 'both';
}

function permissionOf({ instagram, facebook }: Access): string {
	if (instagram === 'notOffered') return permissionNames(facebook);
	if (facebook === 'notOffered') return permissionNames(instagram);
	const [one, other] = [permissionNames(instagram), permissionNames(facebook)];
	return one === other ? one : `${one}; with ${LOGIN_NAMES.facebook} ${other}`;
}

function exampleParts({ title, outcome }: ShownExample): string[] {
	const { parameters, output } = outcome;
	return [
		`**Example${title ? `: ${title.charAt(0).toLowerCase()}${title.slice(1)}` : ''}**`,
		json(parameters),
		'gives',
		json(output.length === 1 ? output[0] : output),
	];
}

function operationParts({ name, description, access, properties, examples }: OperationFacts): string[] {
	return [
		`### ${name}`,
		`${description}.`,
		`Login method: ${loginsOf(access)}. Permission: ${permissionOf(access)}.`,
		parameterTable(properties) ?? 'No parameters.',
		...examples.flatMap(exampleParts),
	];
}

function overview(resources: readonly ResourceFacts[]): string {
	return table(
		['Operation', 'What it does', 'Login method', 'Permission'],
		resources.flatMap(({ operations }) =>
			operations.map(({ name, description, access }) => [
				`[${name}](#${anchor(name)})`,
				description,
				loginsOf(access),
				permissionOf(access),
			]),
		),
	);
}

/** docs/operations.md, from the node's description and examples that were run. */
export function operationsPage(resources: readonly ResourceFacts[]): string {
	return page([
		'# Operations',
		INTRODUCTION,
		overview(resources),
		...resources.flatMap(({ name, operations }) => [`## ${name}`, ...operations.flatMap(operationParts)]),
	]);
}
