import type { Readable } from 'node:stream';

import type { LoginMethod, Token } from '../model';
import type { World } from '../world';

/** Serves calls that name no version. */
export const LATEST_VERSION = 'v27.0';

/** One call that has reached Meta's hosts. */
export interface Call {
	world: World;
	method: string;
	host: string;
	/** Without the version: `/me/media`. */
	path: string;
	/** `v27.0`, or undefined for an unversioned call. */
	version?: string;
	/** Query and body together, as Meta reads them. */
	parameters: Record<string, string>;
	/** All values of each parameter. */
	lists: Record<string, string[]>;
	headers: Record<string, string | undefined>;
	/** The body of an upload, not read yet. */
	stream?: Readable;
}

/** A call whose token is valid. */
export interface AuthorizedCall extends Call {
	token: Token;
	loginMethod: LoginMethod;
}

export interface Answer {
	status: number;
	/** Sent as JSON, unless `text` or `file` is there. */
	body?: unknown;
	text?: string;
	file?: Buffer | Readable;
	contentType?: string;
	headers?: Record<string, string>;
}
