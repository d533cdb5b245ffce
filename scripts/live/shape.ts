/** What a JSON value is. Of texts also whether they are an id, a time or an address, where all of them are. */
export type Kind = 'text' | 'id' | 'time' | 'url' | 'number' | 'boolean' | 'null' | 'object' | 'list';

interface Field {
	shape: Shape;
	/** In how many of the objects it was. */
	count: number;
}

/** What answers look like, without a single value of them. */
export interface Shape {
	kinds: Kind[];
	/** How many values it was taken from. */
	count: number;
	/** How many of them were objects. */
	objects: number;
	fields: Record<string, Field>;
	/** Of the entries of lists. */
	entries?: Shape;
}

const TEXT_KINDS: ReadonlyArray<[Kind, RegExp]> = [
	['id', /^\d{5,}$/],
	['time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/],
	['url', /^https?:\/\/\S+$/],
];

function kindOf(value: unknown): Kind {
	if (value === null || value === undefined) return 'null';
	if (Array.isArray(value)) return 'list';
	if (typeof value === 'string') return TEXT_KINDS.find(([, form]) => form.test(value))?.[0] ?? 'text';
	return typeof value as 'number' | 'boolean' | 'object';
}

const isText = (kind: Kind) => kind === 'text' || TEXT_KINDS.some(([one]) => one === kind);

/** Several kinds of text are no more than text. */
function joinedKinds(kinds: Kind[]): Kind[] {
	const all = [...new Set(kinds)];
	const texts = all.filter(isText);
	return texts.length > 1 ? [...all.filter((kind) => !isText(kind)), 'text'] : all;
}

/** One shape for values of the same place. */
export function joinShapes(one: Shape, other: Shape): Shape {
	const names = new Set([...Object.keys(one.fields), ...Object.keys(other.fields)]);
	const fields = [...names].map((name): [string, Field] => {
		const [here, there] = [one.fields[name], other.fields[name]];
		if (!here || !there) return [name, (here ?? there)!];
		return [name, { shape: joinShapes(here.shape, there.shape), count: here.count + there.count }];
	});
	const entries =
		one.entries && other.entries ? joinShapes(one.entries, other.entries) : (one.entries ?? other.entries);
	return {
		kinds: joinedKinds([...one.kinds, ...other.kinds]),
		count: one.count + other.count,
		objects: one.objects + other.objects,
		fields: Object.fromEntries(fields),
		...(entries ? { entries } : {}),
	};
}

function joined(shapes: Shape[]): Shape | undefined {
	const [first, ...rest] = shapes;
	return first && rest.reduce(joinShapes, first);
}

/** The shape of a value: what its fields are called and what kind each is of. */
export function shapeOf(value: unknown): Shape {
	const kind = kindOf(value);
	const shape: Shape = { kinds: [kind], count: 1, objects: kind === 'object' ? 1 : 0, fields: {} };
	if (kind === 'list') {
		const entries = joined((value as unknown[]).map(shapeOf));
		return entries ? { ...shape, entries } : shape;
	}
	if (kind !== 'object') return shape;
	for (const [name, inner] of Object.entries(value as object)) {
		shape.fields[name] = { shape: shapeOf(inner), count: 1 };
	}
	return shape;
}
