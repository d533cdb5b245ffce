import type { Exchange } from './recorder';
import type { Walk } from './walk';

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

/** Where an answer is not of the expected shape. */
export interface Difference {
	/** `data[].owner.id` */
	path: string;
	what: 'missing' | 'extra' | 'type';
	/** What kinds were expected, what kinds came. */
	expected?: string;
	seen?: string;
}

/**
 * Fields that an account or a post need not have, by Meta's documentation: it leaves out what is empty, switched off or
 * not for everybody. That one of them is missing says nothing.
 * https://developers.facebook.com/docs/instagram-platform/reference/instagram-media
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
	// Of a profile.
	'biography',
	'name',
	'profile_picture_url',
	'website',
	'shopping_review_status',
	// Of a Page without an account, and of a post without text, likes shown, children, or with a copyright claim.
	'instagram_business_account',
	'connected_instagram_account',
	'pageId',
	'pageName',
	'alt_text',
	'boost_eligibility_info',
	'caption',
	'children',
	'is_shared_to_feed',
	'like_count',
	'media_audio_type',
	'media_url',
	'thumbnail_url',
	'view_count',
	// Of comments: of others', of replies, without the permission.
	'from',
	'parent_id',
	'replies',
	'user',
	'username',
	// Of messages: any content that was sent.
	'attachments',
	'is_unsupported',
	'message',
	'reactions',
	'shares',
	'story',
	// Of an edge: an empty list, the first page, the last one.
	'paging',
	'cursors',
	'before',
	'after',
	'next',
	'previous',
	// Of insights without activity, and of some kinds of tokens.
	'breakdowns',
	'results',
	'data_access_expires_at',
	'dataAccessExpiresAt',
	'granular_scopes',
	'issuedAt',
	'issued_at',
	'target_ids',
]);

/** An expected text may be anything; an id, time or address has to be one. */
function isOfKind(seen: Kind, expected: readonly Kind[]): boolean {
	if (expected.includes(seen)) return true;
	return expected.includes('text') && (seen === 'id' || seen === 'time' || seen === 'url');
}

function lastName(path: string): string {
	return path.replace(/\[\]/g, '').split('.').at(-1) ?? path;
}

function mayBeLeftOut(path: string): boolean {
	return LEFT_OUT.has(lastName(path));
}

/**
 * Compares what came with what was expected. A field is missing if the expected answers always have it, the ones that
 * came never, and Meta does not leave it out at times.
 */
export function compareShapes(expected: Shape, seen: Shape, path = ''): Difference[] {
	const wrong = seen.kinds.filter((kind) => !isOfKind(kind, expected.kinds));
	// Nothing in the place of something that may be left out is the same as leaving it out.
	const strange = mayBeLeftOut(path) ? wrong.filter((kind) => kind !== 'null') : wrong;
	if (strange.length > 0 && !expected.kinds.every((kind) => kind === 'null')) {
		return [{ path, what: 'type', expected: expected.kinds.join(' or '), seen: seen.kinds.join(' or ') }];
	}
	const below = (name: string) => (path === '' ? name : `${path}.${name}`);
	const missing = Object.entries(expected.fields)
		.filter(([name, { count }]) => count >= expected.objects && seen.objects > 0 && !seen.fields[name])
		.map(([name]) => below(name))
		.filter((place) => !mayBeLeftOut(place))
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

/** What the package or the sandbox would have to be changed for. A field more than expected does no harm. */
export function isSerious({ what }: Difference): boolean {
	return what !== 'extra';
}

/** Shapes of Meta's answers by what was asked, and of the node's items by step. No values. */
export interface ExpectedShapes {
	answers: Record<string, Shape>;
	items: Record<string, Shape>;
}

/** Parameters that decide what an answer looks like. */
const TELLING = ['fields', 'metric_type', 'breakdown', 'period', 'timeframe', 'grant_type'];

/** What differs from account to account is taken out of `fields`. */
function general(value: string): string {
	return value
		.replace(/\.after\([^)]*\)/g, '')
		.replace(/\.(limit|username|media_id|comment_id)\([^)]*\)/g, '.$1')
		.replace(/metric\([^)]*\)/g, 'metric');
}

/** Ids in a path, those of conversations included, which have letters, too. */
function generalPath(path: string): string {
	return path.replace(/\/(\d{5,}|(?=[\w=-]*\d)[\w=-]{16,})(?=\/|$)/g, '/{id}');
}

/** What was asked, without whom and how much: `GET graph.instagram.com/me/media fields=id,caption`. */
export function questionOf({ method, host, path, query }: Exchange): string {
	const parameters = TELLING.flatMap((name) => (query[name] ? [`${name}=${general(query[name])}`] : []));
	return [`${method} ${host}${generalPath(path)}`, ...parameters].join(' ');
}

function isAnswered({ status = 0, answer }: Exchange): boolean {
	return status >= 200 && status < 300 && answer !== undefined;
}

function add(shapes: Record<string, Shape>, key: string, shape: Shape): void {
	const before = shapes[key];
	shapes[key] = before ? joinShapes(before, shape) : shape;
}

/** The shapes of everything that a walk has got. */
export function shapesOf({ steps, exchanges }: Pick<Walk, 'steps' | 'exchanges'>): ExpectedShapes {
	const expected: ExpectedShapes = { answers: {}, items: {} };
	for (const exchange of exchanges.filter(isAnswered)) {
		add(expected.answers, questionOf(exchange), shapeOf(exchange.answer));
	}
	for (const { name, records } of steps) {
		for (const record of records) add(expected.items, name, shapeOf(record));
	}
	return expected;
}
