import type { LoginMethod, Permission } from '../../nodes/Instagram/graph/types';
import { BASE_SCOPES, PERMISSION_NAMES, PERMISSION_SCOPES } from '../../nodes/Instagram/graph/permissions';
import type { Sandbox } from '../../sandbox';
import type { Example, Outcome, Setting } from './example';
import { runExample } from './example';

/** The permissions that an operation needs by login method, or that Meta does not offer it there. */
export type Access = Readonly<Record<LoginMethod, readonly Permission[] | 'notOffered'>>;

/** The permissions that were found to be needed, and the run that succeeded with them. */
interface Found {
	needed: readonly Permission[] | 'notOffered';
	outcome: Outcome;
}

/** More than any operation needs. */
const MOST = 4;

function errorText({ error }: Outcome): string {
	return `${error?.message ?? ''} ${error?.description ?? ''}`;
}

/** The permission that an error asks the user to add. */
function missingPermission(outcome: Outcome): Permission | undefined {
	const label = /The call needs '([^']+)'\./.exec(errorText(outcome))?.[1];
	return (Object.keys(PERMISSION_NAMES) as Permission[]).find((name) => PERMISSION_NAMES[name] === label);
}

/**
 * Finds out by running: with the base permissions, then with each that the error names, until it succeeds.
 *
 * @throws Error where the example fails for another reason
 */
async function permissionsFor(
	sandbox: Sandbox,
	operation: Setting['operation'],
	loginMethod: LoginMethod,
	example: Example,
): Promise<Found> {
	const needed: Permission[] = [];
	for (let tries = 0; tries < MOST; tries += 1) {
		const scopes = needed.flatMap((permission) => PERMISSION_SCOPES[permission][loginMethod]);
		const permissions = [...new Set([...BASE_SCOPES[loginMethod], ...scopes])];
		const outcome = await runExample(sandbox, { operation, loginMethod, permissions }, example);
		if (!outcome.error) return { needed, outcome };
		if (/which Meta offers with .+ only/.test(outcome.error.message))
			return { needed: 'notOffered', outcome };
		const missing = missingPermission(outcome);
		if (!missing || needed.includes(missing)) {
			const name = `${operation.resource} > ${operation.name}`;
			throw new Error(`The example of ${name} fails with ${loginMethod} login: ${errorText(outcome)}`);
		}
		needed.push(missing);
	}
	throw new Error(`${operation.resource} > ${operation.name} needs more permissions than there are`);
}

/** What an operation needs with either login method, and its runs with no more than that. */
export async function accessOf(
	sandbox: Sandbox,
	operation: Setting['operation'],
	example: Example,
): Promise<{ access: Access; outcomes: Readonly<Record<LoginMethod, Outcome>> }> {
	const instagram = await permissionsFor(sandbox, operation, 'instagram', example);
	const facebook = await permissionsFor(sandbox, operation, 'facebook', example);
	return {
		access: { instagram: instagram.needed, facebook: facebook.needed },
		outcomes: { instagram: instagram.outcome, facebook: facebook.outcome },
	};
}
