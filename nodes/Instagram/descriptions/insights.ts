import { defineParameter } from '../parameters/parameter';
import { flagOr, readNames } from '../parameters/readers';

interface Offered {
	readonly name: string;
	readonly value: string;
	readonly description: string;
	/** Not read if no metric is selected. */
	readonly onRequest?: true;
}

function descriptionOf({ description, onRequest }: Offered): string {
	return onRequest ? `${description.replace(/\.$/, '')}. Only if selected.` : description;
}

/** The metrics to return; none means all that apply. */
export function metricsPicker(offered: readonly Offered[]) {
	return defineParameter<readonly string[]>(
		{
			displayName: 'Metrics',
			name: 'metrics',
			type: 'multiOptions',
			options: offered.map((metric) => ({
				name: metric.name,
				value: metric.value,
				description: descriptionOf(metric),
			})),
			default: [],
			description:
				"Metrics to return. Leave empty for all that apply, except those marked 'Only if selected'. An expression can return the names as comma-separated text.",
			hint: "Empty: all that apply, except those marked 'Only if selected'",
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
