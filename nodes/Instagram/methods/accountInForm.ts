import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';

/** The account selected in the form. The editor cannot resolve an expression; the default account is used instead. */
export function accountInForm(context: ILoadOptionsFunctions): unknown {
	const account = context.getCurrentNodeParameter('account') as IDataObject | string | undefined;
	const value = typeof account === 'object' && account !== null ? account.value : account;
	return typeof value === 'string' && value.startsWith('=') ? undefined : value;
}
