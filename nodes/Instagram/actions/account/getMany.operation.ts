import type { IDataObject } from 'n8n-workflow';

import { accounts } from '../../connection/accounts';
import { paging, readLimit } from '../../descriptions/paging';
import { defineOperation } from '../operation';

export const getMany = defineOperation({
	name: 'Get Many',
	action: 'Get many accounts',
	description: 'List the accounts that the credential can access',
	parameters: paging,
	async execute({ connection, read }) {
		const limit = readLimit(read);
		const records: IDataObject[] = [];
		for await (const account of accounts(connection)) {
			records.push({ ...account });
			if (records.length >= limit) break;
		}
		return records;
	},
});
