import { defineParameter } from '../parameters/parameter';
import { flagOr, readNames } from '../parameters/readers';

interface Offered {
	readonly name: string;
	readonly value: string;
	readonly description: string;
}

/** The metrics to return; none means all that apply. */
export function metricsPicker(offered: readonly Offered[]) {
	return defineParameter<readonly string[]>(
		{
			displayName: 'Metrics',
			name: 'metrics',
			type: 'multiOptions',
			options: offered.map(({ name, value, description }) => ({ name, value, description })),
			default: [],
			description:
				'Metrics to return. Leave empty for all that apply; an expression can return the names as comma-separated text.',
			hint: 'Empty: all metrics that apply',
		},
		readNames,
	);
}

export const simplify = defineParameter(
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
	flagOr(true),
);
