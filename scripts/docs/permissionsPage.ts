import {
	BASE_SCOPES,
	LOGIN_NAMES,
	PERMISSION_NAMES,
	PERMISSION_SCOPES,
} from '../../nodes/Instagram/graph/permissions';
import type { LoginMethod, Permission } from '../../nodes/Instagram/graph/types';
import type { OperationFacts, ResourceFacts } from './facts';
import { anchor, code, page, table } from './markdown';
import { permissionNames } from './operationsPage';

const LOGINS = Object.keys(LOGIN_NAMES) as LoginMethod[];

const INTRODUCTION = `Which permissions **Permissions** in the credential requests from Meta, and which operation needs which. Choose as few as possible: people see each one on the consent screen, and each needs App Review for other people's accounts.

After a change, connect again: Meta grants permissions on the consent screen only. A pasted access token has the permissions with which it was created; **Token > Inspect** lists them.`;

const WITHOUT_OPERATION: Partial<Record<Permission, string>> = {
	webhooks: 'the [Instagram Trigger](triggers.md)',
	businessManager: 'all, where the Page of the account belongs to a business portfolio',
};

function scopes(names: readonly string[], permission?: Permission): string {
	if (names.length > 0) return names.map(code).join(', ');
	return permission === 'deleteMedia' ? 'not offered by Meta' : 'none needed';
}

function link({ name }: OperationFacts): string {
	return `[${name}](operations.md#${anchor(name)})`;
}

function usersOf(permission: Permission, operations: readonly OperationFacts[]): string {
	const users = operations.filter(({ access }) =>
		Object.values(access).some((needed) => needed !== 'notOffered' && needed.includes(permission)),
	);
	return [...users.map(link), WITHOUT_OPERATION[permission]].filter(Boolean).join(', ');
}

function scopeTable(operations: readonly OperationFacts[]): string {
	const base = ['always', '', ...LOGINS.map((login) => scopes(BASE_SCOPES[login])), 'all operations'];
	const rows = (Object.keys(PERMISSION_NAMES) as Permission[]).map((permission) => [
		`**${PERMISSION_NAMES[permission]}**`,
		code(permission),
		...LOGINS.map((login) => scopes(PERMISSION_SCOPES[permission][login], permission)),
		usersOf(permission, operations),
	]);
	return table(
		['Permission', 'Value', ...LOGINS.map((login) => LOGIN_NAMES[login]), 'Needed by'],
		[base, ...rows],
	);
}

function operationTable(operations: readonly OperationFacts[]): string {
	return table(
		['Operation', ...LOGINS.map((login) => LOGIN_NAMES[login])],
		operations.map((operation) => [
			link(operation),
			...LOGINS.map((login) => permissionNames(operation.access[login])),
		]),
	);
}

/** docs/permissions.md, from the table of permissions and from runs of every operation with and without them. */
export function permissionsPage(resources: readonly ResourceFacts[]): string {
	const operations = resources.flatMap((resource) => resource.operations);
	return page([
		'# Permissions',
		INTRODUCTION,
		'## By permission',
		scopeTable(operations),
		'Permissions that only [API > Request](api-request.md#permissions) needs go into **Additional Scopes** of the credential, by the name that Meta gives them.',
		'A new credential requests **Publish**. If **Configuration ID** is set, the permissions of that configuration replace those selected here.',
		'## By operation',
		'_The profile only_: the permissions that are always requested are enough.',
		operationTable(operations),
		"Listing the posts in which the account is tagged (Media > Get Many, **Media to List** Tagged) needs **Manage Comments**. For Account > Discover, Meta's reference also names `instagram_manage_insights` (**Read Insights**); where Meta refuses the call without it, select it.",
		'What Meta says on permissions: [overview of the Instagram Platform](https://developers.facebook.com/docs/instagram-platform/overview), [list of permissions](https://developers.facebook.com/docs/permissions), [App Review](https://developers.facebook.com/docs/instagram-platform/app-review). How to add one to an app: [set-up](meta-setup.md).',
	]);
}
