import type { INodeProperties } from 'n8n-workflow';

import type { LoginMethod } from '../graph/types';
import { InputError } from '../input';
import type { Operation } from './operation';

/** What the credential's form calls the login methods. */
export const LOGIN_NAMES: Readonly<Record<LoginMethod, string>> = {
	instagram: 'Instagram Login',
	facebook: 'Facebook Login',
};

function notice(only: LoginMethod): INodeProperties {
	return {
		displayName: `This operation needs a credential whose Login Method is ${LOGIN_NAMES[only]}. Meta does not offer it with the other one.`,
		name: 'loginMethodNotice',
		type: 'notice',
		default: '',
	};
}

/**
 * An operation that Meta offers with one login method only: the editor says so, and with the other one nothing is sent.
 *
 * @param name how the editor names the operation: `Hashtag > Search`
 */
export function loginOnly(only: LoginMethod, name: string, operation: Operation): Operation {
	return {
		...operation,
		properties: [notice(only), ...operation.properties],
		async execute(run) {
			const { loginMethod } = run.connection.settings;
			if (loginMethod !== only) {
				throw new InputError(
					'Operation',
					`is ${name}, which Meta offers with ${LOGIN_NAMES[only]} only`,
					`The credential uses ${LOGIN_NAMES[loginMethod]}. Choose a credential whose 'Login Method' is ${LOGIN_NAMES[only]}.`,
				);
			}
			return await operation.execute(run);
		},
	};
}
