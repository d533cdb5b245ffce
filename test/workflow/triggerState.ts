import { createHmac } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

/** Static data of an active trigger: the resolved account, with its proof. */
export function activeState({
	secret,
	account,
	credentialId,
	nodeKey = 'harness trigger',
	parameter = '',
}: {
	secret: string;
	account: string;
	credentialId: string;
	nodeKey?: string;
	parameter?: string;
}): IDataObject {
	const statement = ['account', nodeKey, account, parameter, credentialId];
	const proof = `sha256=${createHmac('sha256', secret).update(JSON.stringify(statement)).digest('hex')}`;
	return { version: 1, account: { id: account, proof } };
}
