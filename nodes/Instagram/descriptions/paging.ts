import type { ReadParameter } from '../parameters/parameter';
import { defineParameter } from '../parameters/parameter';
import { flagOr, wholeNumber } from '../parameters/readers';

const returnAll = defineParameter(
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	flagOr(false),
);

const limit = defineParameter(
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
	wholeNumber(1, 1_000_000),
);

/** Return All and Limit, of every operation that returns a list. */
export const paging = [returnAll, limit];

/** How many records to return: the limit, or infinity with Return All. */
export function readLimit(read: ReadParameter): number {
	return read(returnAll) ? Number.POSITIVE_INFINITY : read(limit);
}
