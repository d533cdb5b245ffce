import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';

import { resolveAccount, SeveralAccountsError } from '../connection/accounts';
import type { Connection } from '../connection/connect';
import { InputError } from '../parameters/inputError';
import { toError } from '../shared/toError';

function expressionError(): InputError {
	return new InputError(
		'Account',
		'is an expression, which the list cannot evaluate',
		'Choose an account from the list while you pick, or enter the ID instead.',
	);
}

/**
 * Resolves the account selected in the form. The editor cannot evaluate an expression: the credential's only account is
 * used instead.
 *
 * @throws InputError if the form has an expression and the credential reaches several accounts
 */
export async function accountInForm(context: ILoadOptionsFunctions, connection: Connection): Promise<string> {
	const account = context.getCurrentNodeParameter('account') as IDataObject | string | undefined;
	const value = typeof account === 'object' && account !== null ? account.value : account;
	if (typeof value !== 'string' || !value.startsWith('=')) return await resolveAccount(connection, value);
	try {
		return await resolveAccount(connection, undefined);
	} catch (error) {
		throw error instanceof SeveralAccountsError ? expressionError() : toError(error);
	}
}
