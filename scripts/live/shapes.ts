import type { Exchange } from './exchanges';
import { isAnswered, questionOf } from './exchanges';
import type { StepRun } from './walk';

/** Type of a JSON value. Texts are an id, a time or a URL if all of them are. */
export type Kind = 'text' | 'id' | 'time' | 'url' | 'number' | 'boolean' | 'null' | 'object' | 'list';

interface Field {
	shape: Shape;
	/** Number of objects that have it. */
	count: number;
}

/** Names and types of the fields of answers, without their values. */
export interface Shape {
	kinds: Kind[];
	/** Number of values. */
	count: number;
	/** Number of objects among them. */
	objects: number;
	fields: Record<string, Field>;
	/** Shape of the entries of lists. */
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

/** Reduces several kinds of text to `text`. */
function joinedKinds(kinds: Kind[]): Kind[] {
	const all = [...new Set(kinds)];
	const texts = all.filter(isText);
	return texts.length > 1 ? [...all.filter((kind) => !isText(kind)), 'text'] : all;
}

/** Combines the shapes of two values at the same path. */
function joinShapes(one: Shape, other: Shape): Shape {
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

/** Returns the shape of a value. */
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

/** A difference from the expected shape. */
export interface Difference {
	/** `data[].owner.id` */
	path: string;
	what: 'missing' | 'extra' | 'type';
	/** Kinds, for `type`. */
	expected?: string;
	seen?: string;
}

/**
 * Fields that Meta omits if they are empty, disabled or not available to the caller. If one is missing, that is not a
 * difference.
 * https://developers.facebook.com/docs/instagram-platform/reference/instagram-media
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user
 */
const OPTIONAL_FIELDS: ReadonlySet<string> = new Set(
	[
		// Of a profile.
		'biography name profile_picture_url website shopping_review_status',
		// Of a Page without an account, and of a post without text, likes shown, children, or with a copyright claim.
		'instagram_business_account connected_instagram_account pageId pageName alt_text',
		'boost_eligibility_info caption children is_shared_to_feed like_count media_audio_type',
		'media_url thumbnail_url view_count',
		// Of comments: of others', of replies, without the permission.
		'from parent_id replies user username',
		// Of messages: any content that was sent.
		'attachments is_unsupported message reactions shares story',
		// Of an edge: an empty list, the first page, the last one.
		'paging cursors before after next previous',
		// Of insights without activity, and of some kinds of tokens.
		'breakdowns results data_access_expires_at dataAccessExpiresAt granular_scopes issuedAt',
		'issued_at target_ids',
	].flatMap((names) => names.split(' ')),
);

/** If a text is expected, any text will do; an id, a time or a URL has to be one. */
function isOfKind(seen: Kind, expected: readonly Kind[]): boolean {
	if (expected.includes(seen)) return true;
	return expected.includes('text') && (seen === 'id' || seen === 'time' || seen === 'url');
}

function isOptional(path: string): boolean {
	return OPTIONAL_FIELDS.has(path.replace(/\[\]/g, '').split('.').at(-1) ?? path);
}

/**
 * Compares a shape with the expected one. A field is missing if all expected answers have it, none of the seen ones do,
 * and it is not optional.
 */
export function compareShapes(expected: Shape, seen: Shape, path = ''): Difference[] {
	const wrong = seen.kinds.filter((kind) => !isOfKind(kind, expected.kinds));
	// An optional field may also be null.
	const strange = isOptional(path) ? wrong.filter((kind) => kind !== 'null') : wrong;
	if (strange.length > 0 && !expected.kinds.every((kind) => kind === 'null')) {
		return [{ path, what: 'type', expected: expected.kinds.join(' or '), seen: seen.kinds.join(' or ') }];
	}
	const below = (name: string) => (path === '' ? name : `${path}.${name}`);
	const missing = Object.entries(expected.fields)
		.filter(([name, { count }]) => count >= expected.objects && seen.objects > 0 && !seen.fields[name])
		.map(([name]) => below(name))
		.filter((place) => !isOptional(place))
		.map((place): Difference => ({ path: place, what: 'missing' }));
	const inner = Object.entries(seen.fields).flatMap(([name, { shape }]): Difference[] => {
		const counterpart = expected.fields[name];
		if (counterpart) return compareShapes(counterpart.shape, shape, below(name));
		return expected.objects > 0 ? [{ path: below(name), what: 'extra', seen: shape.kinds.join(' or ') }] : [];
	});
	const entries =
		expected.entries && seen.entries ? compareShapes(expected.entries, seen.entries, `${path}[]`) : [];
	return [...missing, ...inner, ...entries];
}

/** Whether the package or the sandbox has to change. An unexpected field does no harm. */
export function isSerious({ what }: Difference): boolean {
	return what !== 'extra';
}

/** Shapes of Meta's answers by request, and of the node's items by step. */
export interface ExpectedShapes {
	answers: Record<string, Shape>;
	items: Record<string, Shape>;
}

function add(shapes: Record<string, Shape>, key: string, shape: Shape): void {
	const before = shapes[key];
	shapes[key] = before ? joinShapes(before, shape) : shape;
}

/** Returns the shapes of all answers and items of a walk. */
export function shapesOf({ steps, exchanges }: { steps: StepRun[]; exchanges: Exchange[] }): ExpectedShapes {
	const expected: ExpectedShapes = { answers: {}, items: {} };
	for (const exchange of exchanges) {
		if (!isAnswered(exchange) || exchange.answer === undefined) continue;
		add(expected.answers, questionOf(exchange), shapeOf(exchange.answer));
	}
	for (const { name, records } of steps) {
		for (const record of records) add(expected.items, name, shapeOf(record));
	}
	return expected;
}

function sentence({ path, what, expected, seen }: Difference): string {
	if (what === 'missing') return `${path} is missing`;
	if (what === 'extra') return `${path} is unexpected (${seen})`;
	return `${path || 'the answer'} is ${seen}, not ${expected}`;
}

function describe(place: string, differences: Difference[]) {
	return {
		why: differences.filter(isSerious).map((one) => `${place}: ${sentence(one)}`),
		notes: differences.filter((one) => !isSerious(one)).map((one) => `${place}: ${sentence(one)}`),
	};
}

/** Compares a step's answers and items with the expected ones. `why` has the serious differences, `notes` the others. */
export function compareStep(run: StepRun, expected: ExpectedShapes) {
	const seen = shapesOf({ steps: [run], exchanges: run.exchanges });
	const answers = Object.entries(seen.answers).map(([question, shape]) => {
		const wanted = expected.answers[question];
		if (wanted) return describe(question, compareShapes(wanted, shape));
		return { why: [], notes: [`${question}: the sandbox has no such request`] };
	});
	const items = Object.entries(seen.items).map(([name, shape]) => {
		const wanted = expected.items[name];
		return wanted ? describe('items', compareShapes(wanted, shape)) : { why: [], notes: [] };
	});
	const all = [...answers, ...items];
	return { why: all.flatMap(({ why }) => why), notes: all.flatMap(({ notes }) => notes) };
}
