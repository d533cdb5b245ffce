import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../shared/isObject';
import { ACCOUNT_METRICS } from './accountMetrics';
import type { Range } from './range';

/** A metric in Meta's format. */
export interface Insight {
	name: string;
	period?: string;
	title?: string;
	/** `<object>/insights/<metric>/<period>` */
	id?: string;
	values?: Array<{ value?: unknown; end_time?: string }>;
	total_value?: {
		value?: unknown;
		breakdowns?: Array<{
			dimension_keys?: string[];
			results?: Array<{ dimension_values?: unknown[]; value?: unknown }>;
		}>;
	};
}

/** The values of a metric, each with its dimensions, its day or its hour. */
function valuesOf({ values = [], total_value: total }: Insight): IDataObject[] {
	const broken = (total?.breakdowns ?? []).flatMap(({ dimension_keys: keys = [], results = [] }) =>
		results.map(({ dimension_values: dimensions = [], value }) => ({
			...Object.fromEntries(keys.map((key, index) => [key, dimensions[index]])),
			value,
		})),
	);
	if (broken.length > 0) return broken as IDataObject[];
	if (total?.value !== undefined) return [{ value: total.value } as IDataObject];
	return values.flatMap(({ value, end_time: endTime }) => {
		const day = endTime === undefined ? {} : { end_time: endTime };
		// Online followers: a count for each hour.
		if (isObject(value)) {
			return Object.entries(value).map(([hour, count]) => ({ ...day, hour: Number(hour), value: count }));
		}
		return value === undefined ? [] : [{ ...day, value } as IDataObject];
	});
}

/**
 * Converts a metric to flat records: one per value of its breakdown, one per day, or just one.
 *
 * @param owner first fields of each record, such as the media ID
 */
export function rowsOf(insight: Insight, owner: IDataObject): IDataObject[] {
	const { name, period, title } = insight;
	return valuesOf(insight).map((value) => ({
		...owner,
		name,
		...(period === undefined ? {} : { period }),
		...(title === undefined ? {} : { title }),
		...value,
	}));
}

/** The records of one part of a range. */
export interface WindowRows {
	/** Absent without a range. */
	window?: Range;
	rows: IDataObject[];
}

const COUNTS_PEOPLE: ReadonlySet<unknown> = new Set(
	ACCOUNT_METRICS.filter(({ countsPeople }) => countsPeople).map(({ value }) => value),
);

function iso(seconds: number): string {
	return new Date(seconds * 1000).toISOString();
}

function keyOf(row: IDataObject): string {
	return JSON.stringify({ ...row, value: undefined });
}

/**
 * Combines the parts of a range: days are appended and sums are added. Metrics that count people keep one record per
 * part, because adding them would count a person in two parts twice.
 */
export function joinWindows(parts: WindowRows[]): IDataObject[] {
	const first = parts[0]?.window;
	const last = parts[parts.length - 1]?.window;
	if (!first || !last) return parts.flatMap(({ rows }) => rows);
	const joined = new Map<string, IDataObject>();
	for (const { window = first, rows } of parts) {
		for (const row of rows) {
			const isDay = row.end_time !== undefined;
			const span = COUNTS_PEOPLE.has(row.name) ? window : { since: first.since, until: last.until };
			const { value, ...rest } = row;
			const labelled: IDataObject = isDay
				? row
				: { ...rest, since: iso(span.since), until: iso(span.until), value };
			const key = keyOf(labelled);
			const before = joined.get(key);
			if (!before) joined.set(key, labelled);
			else if (!isDay && typeof before.value === 'number' && typeof value === 'number') {
				joined.set(key, { ...before, value: before.value + value });
			}
		}
	}
	return [...joined.values()];
}
