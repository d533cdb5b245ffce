import { parseFields, type AskedField } from '../../../sandbox/graph/fields';
import { EXCEPTIONS } from './exceptions';
import sdk from './sdk.json';

/** A recorded request to Meta; secrets may be replaced. */
export interface SeenRequest {
	method: string;
	host: string;
	/** With or without the version. */
	path: string;
	/** Query and body together. */
	parameters: Record<string, string>;
}

interface Edge {
	method: string;
	edge: string;
	parameters: Record<string, string>;
	returns: string;
}

interface Node {
	fields: Record<string, string>;
	edges: Edge[];
}

const NODES = sdk.nodes as unknown as Record<string, Node>;
const ROOT = sdk.root as unknown as Array<{
	host: string;
	method: string;
	path: string;
	parameters: Record<string, string>;
	returns: string;
}>;
const ENUMS = sdk.enums as unknown as Record<string, string[]>;

/** Parameters of every edge of the Graph API. */
const COMMON = new Set(['access_token', 'appsecret_proof', 'fields', 'limit', 'after', 'before']);

const INSTAGRAM = new Set(['IGUserForIGOnlyAPI', 'IGMediaForIGOnlyAPI']);
/** Nodes that the SDK describes once, for both hosts. */
const SHARED = new Set([
	'IGComment',
	'InstagramUserProfile',
	'ShadowIGMediaBuilder',
	'UnifiedThread',
	'UnifiedMessage',
]);

/** Names of the nodes in `returns` in the specification of graph.instagram.com. */
const ALIASES: Record<string, string> = {
	Media: 'IGMediaForIGOnlyAPI',
	Comment: 'IGComment',
	User: 'IGUserForIGOnlyAPI',
};

/** The name of a node type; on graph.facebook.com `User` is the person. */
function typeName(type: string, host: string): string {
	const plain = type.replace(/^list<(.*)>$/, '$1');
	return host === 'graph.instagram.com' ? (ALIASES[plain] ?? plain) : plain;
}

function nodesOf(host: string): string[] {
	const isInstagram = host === 'graph.instagram.com';
	return [...Object.keys(NODES), 'UnifiedMessage'].filter(
		(name) => SHARED.has(name) || INSTAGRAM.has(name) === isInstagram,
	);
}

/** The type of a field's own fields, or `undefined` where the node has no such field. */
function fieldType(node: string, name: string, host: string): string | undefined {
	const known = NODES[node];
	const edge = known?.edges.find((one) => one.method === 'GET' && one.edge === name)?.returns;
	const excepted = EXCEPTIONS.find(({ node: of, field }) => field?.name === name && of === node)?.field?.type;
	const type = edge ?? known?.fields[name] ?? excepted;
	return type === undefined ? undefined : typeName(type, host);
}

function fieldFaults(node: string, asked: AskedField[], host: string): string[] {
	// The SDK says only that these are objects.
	if (node === 'Object') return [];
	return asked.flatMap(({ name, inner }) => {
		const type = fieldType(node, name, host);
		if (type === undefined) return [`${node} has no field ${name}`];
		return inner ? fieldFaults(type, inner, host) : [];
	});
}

function listed(value: string): string[] {
	return value.startsWith('[') ? (JSON.parse(value) as string[]) : value.split(',');
}

function isExcepted(node: string, name: string, value?: string): boolean {
	return EXCEPTIONS.some(
		({ node: of, parameter }) =>
			parameter?.name === name && (of ?? node) === node && parameter.value === value,
	);
}

function parameterFaults(
	node: string,
	allowed: Record<string, string>,
	{ parameters }: SeenRequest,
): string[] {
	return Object.entries(parameters).flatMap(([name, value]) => {
		const type = allowed[name];
		if (type === undefined) return COMMON.has(name) || isExcepted(node, name) ? [] : [`no parameter ${name}`];
		const values = ENUMS[type.replace(/^list<(.*)>$/, '$1')];
		if (!values) return [];
		// The SDK has some values in upper case that the documents have in lower case: mark_seen, instagram.
		const known = new Set(values.map((one) => one.toLowerCase()));
		return listed(value)
			.filter((one) => !known.has(one.toLowerCase()) && !isExcepted(node, name, one))
			.map((one) => `${name} cannot be ${one}`);
	});
}

function callFaults(
	node: string,
	edge: Pick<Edge, 'parameters' | 'returns'>,
	request: SeenRequest,
): string[] {
	// If an edge has a parameter of that name, it does not select the returned fields.
	const fields = edge.parameters.fields === undefined ? request.parameters.fields : undefined;
	const returns = typeName(edge.returns, request.host);
	return [
		...parameterFaults(node, edge.parameters, request),
		...(fields ? fieldFaults(returns, parseFields(fields), request.host) : []),
	];
}

/** The node itself by its id; the SDK has it for some nodes only. */
function edgeOf(
	node: string,
	method: string,
	edge: string,
): Pick<Edge, 'parameters' | 'returns'> | undefined {
	const found = NODES[node]?.edges.find((one) => one.method === method && one.edge === edge);
	const own = edge === '' && method === 'GET';
	if (own) return { parameters: found?.parameters ?? {}, returns: node };
	return found;
}

/**
 * The parts of a request that are not in Meta's SDK or the exceptions. The kind of an ID is not checked: it is enough
 * that one node of the host has all parts.
 *
 * @returns nothing if the request is allowed; otherwise the faults of the node that fits best
 */
export function outside(request: SeenRequest): string[] {
	const { host, method } = request;
	const path = request.path.replace(/^\/v\d+\.\d+(?=\/|$)/, '') || '/';
	const excepted = EXCEPTIONS.find(
		({ call }) => call?.host === host && call.method === method && call.path === path,
	);
	const root = ROOT.find(
		(one) => one.host === host && one.path === path && (one.method === method || excepted !== undefined),
	);
	if (root) return callFaults('', root, request);
	const [, id = '', edge = '', ...more] = path.split('/');
	if (!excepted && (id === '' || more.length > 0)) return [`no call ${method} ${path} on ${host}`];
	const attempts = nodesOf(host).flatMap((node) => {
		const found = edgeOf(node, method, edge);
		return found ? [callFaults(node, found, request)] : [];
	});
	if (attempts.length === 0) return [`no node of ${host} has ${method} /{id}/${edge}`];
	return attempts.sort((one, other) => one.length - other.length)[0] ?? [];
}
