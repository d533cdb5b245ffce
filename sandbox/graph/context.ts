import type { LoginMethod, Token } from '../model';
import type { World } from '../world';
import type { Parameters } from './parameters';
import { parseFields, type FieldRequest } from './fields';
import type { PageRequest } from './paging';

/** One call of the Graph API, understood and allowed. */
export interface CallContext {
	world: World;
	/** By host: graph.instagram.com or graph.facebook.com. */
	loginMethod: LoginMethod;
	method: string;
	version: string;
	token: Token;
	parameters: Parameters;
	/** Address as called, token included, for the links of paging. */
	address: URL;
}

/** The `fields` parameter, or the fields that are given without it. */
export function askedFields(context: CallContext, byDefault: string): FieldRequest[] {
	return parseFields(context.parameters.get('fields') ?? byDefault);
}

/** The paging parameters of a call. */
export function pageRequest(context: CallContext): PageRequest {
	const { parameters, world } = context;
	const address = new URL(context.address);
	address.searchParams.set('access_token', context.token.value);
	return {
		limit: parameters.number('limit'),
		after: parameters.get('after'),
		before: parameters.get('before'),
		address,
		short: world.behaviour.shortPages,
	};
}

/** Paging of an edge nested in `fields`: `media.limit(5)`. It has cursors and no links. */
export function nestedPageRequest(request: FieldRequest): PageRequest {
	const limit = request.arguments.limit;
	return { ...(limit === undefined ? {} : { limit: Number(limit) }), after: request.arguments.after };
}
