/**
 * A JSON schema of a node's output, as n8n ships them in `__schema__`: types and properties only. The editor shows it
 * before the first run, and n8n's AI builder checks expressions against it.
 */
export interface OutputSchema {
	type?: string | string[];
	properties?: Record<string, OutputSchema>;
	items?: OutputSchema;
}

function typesOf({ type = [] }: OutputSchema): string[] {
	return [type].flat();
}

function typeOf(value: unknown): string {
	if (value === null || value === undefined) return 'null';
	if (Array.isArray(value)) return 'array';
	return typeof value;
}

/** The editor shows the first type, so `null` comes last. */
function typeFrom(types: string[]): string | string[] {
	const sorted = [...new Set(types)].sort((one, other) => Number(one === 'null') - Number(other === 'null'));
	const [only = 'null', ...others] = sorted;
	return others.length === 0 ? only : sorted;
}

/** A schema that fits whatever one of the two fits. Properties keep their order. */
export function mergeSchemas(one: OutputSchema, other: OutputSchema): OutputSchema {
	const properties = { ...one.properties };
	for (const [name, schema] of Object.entries(other.properties ?? {})) {
		properties[name] = properties[name] ? mergeSchemas(properties[name], schema) : schema;
	}
	const items = [one, other].flatMap((schema) => schema.items ?? []);
	const types = [...typesOf(one), ...typesOf(other)];
	return {
		...(types.length > 0 ? { type: typeFrom(types) } : {}),
		...(one.properties || other.properties ? { properties } : {}),
		...(items.length > 0 ? { items: items.reduce(mergeSchemas) } : {}),
	};
}

/** The schema of one value. */
export function schemaOf(value: unknown): OutputSchema {
	if (Array.isArray(value)) {
		return { type: 'array', items: value.map(schemaOf).reduce(mergeSchemas, {}) };
	}
	if (typeof value !== 'object' || value === null) return { type: typeOf(value) };
	const entries = Object.entries(value).filter(([, field]) => field !== undefined);
	return {
		type: 'object',
		properties: Object.fromEntries(entries.map(([name, field]) => [name, schemaOf(field)])),
	};
}

/** Where a value does not fit its schema. */
export interface Mismatch {
	/** `media.id`, `children[0].url`; `the item` for the whole. */
	place: string;
	problem: string;
}

/** What of a value its schema does not have. Empty if it fits. */
export function mismatches(schema: OutputSchema, value: unknown, path = ''): Mismatch[] {
	const type = typeOf(value);
	const types = typesOf(schema);
	if (!types.includes(type)) {
		const allowed = types.join(' or ') || 'of a known type';
		return [{ place: path || 'the item', problem: `is of type ${type}, not ${allowed}` }];
	}
	if (Array.isArray(value)) {
		return value.flatMap((one, index) => mismatches(schema.items ?? {}, one, `${path}[${index}]`));
	}
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, field]) => {
		const place = path === '' ? name : `${path}.${name}`;
		const known = schema.properties?.[name];
		if (field === undefined) return [];
		return known ? mismatches(known, field, place) : [{ place, problem: 'is not a property of the schema' }];
	});
}
