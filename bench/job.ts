import type { Work } from './work';

/** The ways to do a work, in the order of the table. */
export const VARIANTS = ['package', 'httpRequest', 'axios'] as const;

export type VariantName = (typeof VARIANTS)[number];

export const VARIANT_TITLES: Record<VariantName, string> = {
	package: 'this package',
	httpRequest: 'HTTP Request nodes',
	axios: 'axios, all-knowing',
};

/** One work for one process. */
export interface Job {
	variant: VariantName;
	work: Work;
	/** A long-lived token, for those that do not go through the consent screen. */
	token: string;
	/** The account's id, and its Page where the login is by Facebook. */
	accountId: string;
	pageId?: string;
	/** The account's id in paths. */
	account: string;
	/** The media to read. */
	mediaIds?: string[];
	/** The file to upload. */
	file?: string;
	/** Where n8n's own nodes are: the `node_modules` of an installed n8n. */
	n8nModules?: string;
}

/** When the work began and ended, milliseconds since the epoch. */
export interface Span {
	startedAt: number;
	stoppedAt: number;
}

/** Makes everything ready (credentials, a first call, the file in its place) and returns the function that does the work. */
export type Prepare = (job: Job) => Promise<() => Promise<Span>>;

export interface Memory {
	/** Resident bytes before the work. */
	before: number;
	/** The most while it went on. */
	peak: number;
}

export type FromWorker =
	{ type: 'ready' } | { type: 'done'; seconds: number; memory: Memory } | { type: 'failed'; message: string };
