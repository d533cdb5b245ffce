import type { Exchange } from './recorder';
import type { Shape } from './shape';
import { joinShapes, shapeOf } from './shape';
import type { Walk } from './walk';

/** Shapes of Meta's answers by what was asked, and of the node's items by step. No values. */
export interface Expectation {
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
export function shapesOf({ steps, exchanges }: Pick<Walk, 'steps' | 'exchanges'>): Expectation {
	const expectation: Expectation = { answers: {}, items: {} };
	for (const exchange of exchanges.filter(isAnswered)) {
		add(expectation.answers, questionOf(exchange), shapeOf(exchange.answer));
	}
	for (const { name, records } of steps) {
		for (const record of records) add(expectation.items, name, shapeOf(record));
	}
	return expectation;
}
