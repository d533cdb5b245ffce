import type { IDataObject } from 'n8n-workflow';

import { accounts } from '../../connection/accounts';
import { pagingProperties } from '../../descriptions/paging';
import type { Operation } from '../operation';
import { readLimit } from '../parameters';

/** Every professional account that the credential reaches, one item each. */
export const getMany: Operation = {
	properties: pagingProperties,
	async execute(run) {
		const limit = readLimit(run);
		const records: IDataObject[] = [];
		for await (const account of accounts(run.connection)) {
			records.push({ ...account });
			if (records.length >= limit) break;
		}
		return records;
	},
};
