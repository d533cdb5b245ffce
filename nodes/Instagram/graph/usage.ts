import type { IDataObject } from 'n8n-workflow';
import { processStore } from '../shared/processState';

/** A wait that Meta asks for, for the calls on one object: an Instagram account or a Page. */
export interface NamedWait {
	/** Id of the account or Page, decimal text. */
	id: string;
	waitMs: number;
}

/** What Meta's usage headers say. */
export interface Usage {
	waits: NamedWait[];
	/** Seconds of a `Retry-After` header, in milliseconds. */
	retryAfterMs?: number;
}

/** Types of use cases that this package's calls count for. */
const TYPES: ReadonlySet<unknown> = new Set(['instagram', 'messenger', 'pages']);

const MINUTE = 60_000;

/** Longest wait that is believed: Meta's windows are a day at most. */
const LONGEST = 24 * 60 * MINUTE;

function header(headers: IDataObject, name: string): string | undefined {
	const key = Object.keys(headers).find((candidate) => candidate.toLowerCase() === name);
	const value = key === undefined ? undefined : headers[key];
	const text = Array.isArray(value) ? value[0] : value;
	return typeof text === 'string' ? text : undefined;
}

function objectIn(json: string | undefined): Record<string, unknown> {
	try {
		const parsed: unknown = JSON.parse(json ?? '{}');
		return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}

function amount(value: unknown): number {
	const number = typeof value === 'string' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : 0;
}

/**
 * Reads the usage headers of an answer; what is not as documented counts as absent.
 *
 * @see https://developers.facebook.com/docs/graph-api/overview/rate-limiting#headers
 */
export function readUsage(headers: IDataObject | undefined): Usage {
	if (!headers) return { waits: [] };
	const waits: NamedWait[] = [];
	for (const [id, entries] of Object.entries(objectIn(header(headers, 'x-business-use-case-usage')))) {
		if (!Array.isArray(entries)) continue;
		for (const entry of entries as unknown[]) {
			if (typeof entry !== 'object' || entry === null) continue;
			const usage = entry as Record<string, unknown>;
			if (!TYPES.has(usage.type)) continue;
			const waitMs = Math.min(amount(usage.estimated_time_to_regain_access) * MINUTE, LONGEST);
			if (waitMs > 0) waits.push({ id, waitMs });
		}
	}
	const retryAfterMs = Math.min(amount(header(headers, 'retry-after')) * 1000, LONGEST);
	return {
		waits,
		...(retryAfterMs > 0 ? { retryAfterMs } : {}),
	};
}

/** Remembers who is to be left alone, and until when. Keys say which app, token or account under which login. */
export interface PauseRegister {
	/** Leaves `key` alone until `until`, milliseconds since the epoch; an earlier end than the known one is ignored. */
	pause(key: string, until: number): void;
	/** Milliseconds until none of the keys is paused any more; 0 if none is. */
	remaining(keys: readonly string[], now: number): number;
	clear(): void;
}

/** An empty register. Pauses that are over are forgotten as it is read. */
export function createPauseRegister(): PauseRegister {
	const ends = new Map<string, number>();
	return {
		pause(key, until) {
			if (until > (ends.get(key) ?? 0)) ends.set(key, until);
		},
		remaining(keys, now) {
			for (const [key, end] of ends) if (end <= now) ends.delete(key);
			return Math.max(0, ...keys.map((key) => (ends.get(key) ?? now) - now));
		},
		clear() {
			ends.clear();
		},
	};
}

/** The register of this process: executions of different workflows on the same account share its limit. */
export const processPauses = processStore(createPauseRegister());
