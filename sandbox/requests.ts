import { fingerprint } from './oauth/tokenStore';

export interface LoggedRequest {
	id: number;
	/** ISO 8601, on the sandbox's clock. */
	time: string;
	method: string;
	host: string;
	path: string;
	/** What the call is for (`create`, `publish`, …); faults are set by this name. */
	endpoint: string;
	query: Record<string, string>;
	body: Record<string, string>;
	/** Absent while no answer has gone out. */
	status?: number;
	milliseconds?: number;
	/** Fingerprint of the access token. */
	token?: string;
	/** How many requests were under way when this one came, itself included. */
	concurrent: number;
	/** How many of these were to change something: all but GET. */
	concurrentWrites: number;
	error?: { code: number; subcode?: number; message: string };
	/** The fault that was applied to it. */
	fault?: string;
}

const SECRETS = new Set([
	'access_token',
	'input_token',
	'fb_exchange_token',
	'client_secret',
	'code',
	'appsecret_proof',
	'verify_token',
]);

const KEPT = 5000;

/** Replaces the values of secret parameters by fingerprints. */
export function redact(parameters: Record<string, string>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(parameters).map(([name, value]) => [name, SECRETS.has(name) ? fingerprint(value) : value]),
	);
}

/** What reached Meta's hosts, newest last, without secrets. */
export class RequestLog {
	private entries: LoggedRequest[] = [];
	private counter = 0;
	private underWay = 0;
	private writesUnderWay = 0;
	private readonly listeners = new Set<(entry: LoggedRequest) => void>();

	/** Notes a request that has come in. Its parameters must be redacted already. */
	begin(entry: Omit<LoggedRequest, 'id' | 'concurrent' | 'concurrentWrites'>): LoggedRequest {
		this.underWay += 1;
		if (entry.method !== 'GET') this.writesUnderWay += 1;
		this.counter += 1;
		const noted: LoggedRequest = {
			id: this.counter,
			concurrent: this.underWay,
			concurrentWrites: this.writesUnderWay,
			...entry,
		};
		this.entries.push(noted);
		if (this.entries.length > KEPT) this.entries.splice(0, this.entries.length - KEPT);
		return noted;
	}

	/** Notes that a request is over: answered, or its connection gone. */
	end(entry: LoggedRequest, milliseconds: number): void {
		this.underWay -= 1;
		if (entry.method !== 'GET') this.writesUnderWay -= 1;
		entry.milliseconds = Math.round(milliseconds);
		for (const listener of this.listeners) listener(entry);
	}

	list(filter: { endpoint?: string; host?: string } = {}): LoggedRequest[] {
		return this.entries.filter(
			(entry) =>
				(filter.endpoint === undefined || entry.endpoint === filter.endpoint) &&
				(filter.host === undefined || entry.host === filter.host),
		);
	}

	latest(count: number): LoggedRequest[] {
		return this.entries.slice(-count);
	}

	clear(): void {
		this.entries = [];
	}

	/** Calls `listener` for every request that is over; returns how to stop. */
	watch(listener: (entry: LoggedRequest) => void): () => void {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}
}
