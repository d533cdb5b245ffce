import type { LoginMethod } from '../model';
import type { Purpose } from '../oauth/permissions';
import { allow, requirePermission } from './authorize';
import type { Answer, AuthorizedCall, Call } from './call';
import type { Kind, Targets } from './targets';
import { KINDS } from './targets';

type Method = 'GET' | 'POST' | 'DELETE';

/** A call with the function that answers it. `work` runs once; a fault may withhold its answer. */
export interface Found {
	endpoint: string;
	/** The account that the call acts on, for the usage headers. */
	accountId?: string;
	work: () => Promise<Answer> | Answer;
}

interface Row {
	method: Method;
	/** Login method that offers it; both if left out. */
	login?: LoginMethod;
	/** Checked before `handle`; a handler that needs more checks it itself. */
	permission?: Purpose;
	/** Parameters besides those of every call. */
	parameters?: readonly string[];
	/** Name in the request log, and for faults. */
	endpoint: string;
	/** Of several rows for one path, when this one applies. */
	when?: (call: AuthorizedCall) => boolean;
}

/** A row whose path has no id. */
interface FixedRow extends Row {
	path: string;
	handle(call: AuthorizedCall): Promise<Answer> | Answer;
}

/** A row for what the id in its path belongs to. */
interface TargetRow<K extends Kind> extends Row {
	path: `/{${K}}` | `/{${K}}/${string}`;
	handle(call: AuthorizedCall, target: Targets[K]): Promise<Answer> | Answer;
}

/** A row of the routing table. */
export type Route = (call: AuthorizedCall) => Found | undefined;

function applies({ method, login, when }: Row, call: AuthorizedCall): boolean {
	return method === call.method && (login ?? call.loginMethod) === call.loginMethod && (when?.(call) ?? true);
}

function check({ parameters = [], permission }: Row, call: AuthorizedCall): void {
	allow(call, ...parameters);
	if (permission) requirePermission(call, permission);
}

export function fixedRoute(row: FixedRow): Route {
	return (call) => {
		if (row.path !== call.path || !applies(row, call)) return undefined;
		return { endpoint: row.endpoint, work: () => (check(row, call), row.handle(call)) };
	};
}

export function route<K extends Kind>(row: TargetRow<K>): Route {
	const [, kind, edge] = /^\/\{(\w+)\}(.*)$/.exec(row.path) as unknown as [string, K, string];
	const { find, accountId } = KINDS[kind];
	return (call) => {
		const [, id = '', callEdge = ''] = /^\/([^/]*)(.*)$/.exec(call.path) ?? [];
		if (callEdge !== edge || !applies(row, call)) return undefined;
		const target = find(call, id);
		if (target === undefined) return undefined;
		return {
			endpoint: row.endpoint,
			accountId: accountId(call, target),
			work: () => (check(row, call), row.handle(call, target)),
		};
	};
}

/** A call that carries no access token, or one that is checked by its handler. */
export interface OpenRoute {
	hosts: readonly string[];
	/** Any method if left out. */
	method?: Method;
	/** A pattern has the id as its first group. */
	path: string | RegExp;
	endpoint: string;
	when?: (call: Call) => boolean;
	handle(call: Call, id: string): Promise<Answer> | Answer;
}

export function findOpenRoute(routes: readonly OpenRoute[], call: Call): Found | undefined {
	for (const { hosts, method, path, endpoint, when, handle } of routes) {
		if (!hosts.includes(call.host) || (method ?? call.method) !== call.method) continue;
		const match = typeof path === 'string' ? (path === call.path ? [] : null) : path.exec(call.path);
		if (match && (when?.(call) ?? true)) return { endpoint, work: () => handle(call, match[1] ?? '') };
	}
	return undefined;
}
