import { Readable } from 'node:stream';

import type { FileFacts, MediaFile } from '../model';
import type { WorldState } from '../state';
import { factsOf, mp4Stub } from './formats';
import { sampleNamed, SAMPLES } from './samples';

/** A file that Meta has fetched and looked at. */
export type FetchedFile = MediaFile & { facts: FileFacts };

/** A file as a server sends it. */
export interface ServedFile {
	contentType: string;
	content: Buffer | Readable;
	/** Known unless it is sent in pieces. */
	bytes?: number;
}

/** Serves the files of media and profiles. */
export const CDN_HOST = 'scontent.cdninstagram.com';

/** Serves the files of messages, as in recorded webhooks. */
export const MESSAGE_FILES_HOST = 'lookaside.fbsbx.com';

const MEGABYTE = 1024 * 1024;

const SAMPLE_HOSTS = new Set(['media.example.com', 'cdn.example.com']);
const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);
const TIMEOUT = 15_000;
/** Fetched pictures are kept for the page; older ones make room. */
const KEPT_BYTES = 64 * 1024 * 1024;
const LARGEST_PICTURE = 8 * 1024 * 1024;

/** Fetches what `image_url` and `video_url` name, and keeps what the page shows. */
export class MediaFiles {
	private readonly kept = new Map<string, Buffer>();
	private keptBytes = 0;
	private counter = 0;

	constructor(private readonly world: Pick<WorldState, 'behaviour'>) {}

	/** The media file of a built-in sample. */
	sample(name: string): FetchedFile {
		const { facts, durationSeconds, poster, isSilent } = sampleNamed(name);
		return {
			picturePath: `/media/${poster ?? name}`,
			filePath: `/media/${name}`,
			facts,
			...(durationSeconds === undefined ? {} : { durationSeconds }),
			...(isSilent ? { isSilent } : {}),
		};
	}

	/** A file of which the page shows a stand-in: its bytes are not kept. */
	uploaded(facts: FileFacts): FetchedFile {
		return { picturePath: '/media/uploaded.jpg', filePath: '/media/clip-1.mp4', facts };
	}

	/** `undefined` where Meta could not fetch the address. */
	async fetch(address: string): Promise<FetchedFile | undefined> {
		const url = parse(address);
		if (!url) return undefined;
		if (SAMPLE_HOSTS.has(url.hostname)) return this.fromSample(url);
		const tunnel = this.world.behaviour.tunnels[url.hostname];
		if (tunnel) return await this.fromLoopback(new URL(`${url.pathname}${url.search}`, tunnel));
		if (LOOPBACK_HOSTS.has(url.hostname)) return await this.fromLoopback(url);
		return undefined;
	}

	/** Whether the bytes of an address are asked for: those of this machine, of n8n above all. */
	isOnThisMachine(address: string): boolean {
		const { hostname = '' } = parse(address) ?? {};
		return hostname in this.world.behaviour.tunnels || LOOPBACK_HOSTS.has(hostname);
	}

	private fromSample(url: URL): FetchedFile | undefined {
		const name = decodeURIComponent(url.pathname.slice(1));
		if (!SAMPLES.has(name)) return undefined;
		const processing = Number(url.searchParams.get('processing') ?? Number.NaN);
		const failure = Number(url.searchParams.get('error') ?? Number.NaN);
		return {
			...this.sample(name),
			...(Number.isFinite(processing) ? { processingSeconds: processing } : {}),
			...(Number.isFinite(failure) ? { failure } : {}),
		};
	}

	private async fromLoopback(url: URL): Promise<FetchedFile | undefined> {
		try {
			const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) });
			if (!response.ok || !response.body) {
				await response.body?.cancel();
				return undefined;
			}
			const { start, size } = await readStart(response.body);
			return this.inspect(start, size);
		} catch {
			return undefined;
		}
	}

	private inspect(start: Buffer, size: number): FetchedFile {
		const facts = factsOf(start, size);
		const { format } = facts;
		if (format !== 'jpeg' && format !== 'png') return this.uploaded(facts);
		const path = this.keep(start, format);
		return { picturePath: path, filePath: path, facts };
	}

	private keep(bytes: Buffer, ending: string): string {
		this.counter += 1;
		const name = `${this.counter}.${ending}`;
		this.kept.set(name, bytes);
		this.keptBytes += bytes.length;
		for (const [oldest, old] of this.kept) {
			if (this.keptBytes <= KEPT_BYTES) break;
			this.kept.delete(oldest);
			this.keptBytes -= old.length;
		}
		return `/media/fetched/${name}`;
	}

	/** Address of a file of a media or a profile, on Meta's CDN. */
	address(path: string): string {
		return `https://${CDN_HOST}${path}`;
	}

	/** Address of a file that somebody has sent in a message; of a sample, one that works. */
	messageAddress(sent: string): string {
		const asset = encodeURIComponent(sent.replace(/^.*\//, ''));
		return `https://${MESSAGE_FILES_HOST}/ig_messaging_cdn/?asset_id=${asset}&signature=sandbox`;
	}

	/** The file of a path that starts with `/media/`. */
	served(path: string): ServedFile | undefined {
		const [, name = ''] = /^\/media\/(.+)$/.exec(path) ?? [];
		const [, fetched] = /^fetched\/(.+)$/.exec(name) ?? [];
		if (fetched !== undefined) {
			const content = this.kept.get(fetched);
			const contentType = fetched.endsWith('.png') ? 'image/png' : 'image/jpeg';
			return content && { contentType, content, bytes: content.length };
		}
		const [, megabytes] = /^blank-(\d+)\.mp4$/.exec(name) ?? [];
		if (megabytes !== undefined) return blankVideo(Number(megabytes));
		const sample = SAMPLES.get(name);
		return sample && { contentType: sample.contentType, content: sample.bytes, bytes: sample.bytes.length };
	}
}

/** A video of any size that is never in memory as a whole. */
function blankVideo(megabytes: number): ServedFile {
	function* pieces() {
		const piece = Buffer.alloc(MEGABYTE);
		mp4Stub(1, 0).copy(piece);
		for (let sent = 0; sent < megabytes; sent += 1) yield sent === 0 ? piece : Buffer.alloc(MEGABYTE);
	}
	return {
		contentType: 'video/mp4',
		content: Readable.from(pieces(), { objectMode: false }),
		bytes: megabytes * MEGABYTE,
	};
}

function parse(address: string): URL | undefined {
	// Meta takes addresses in ASCII only.
	if (/[^\x21-\x7e]/.test(address)) return undefined;
	try {
		const url = new URL(address);
		return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
	} catch {
		return undefined;
	}
}

/** Reads a body to its end but keeps only what a picture may have, so that a large video needs no memory. */
async function readStart(body: ReadableStream<Uint8Array>): Promise<{ start: Buffer; size: number }> {
	const parts: Uint8Array[] = [];
	let size = 0;
	const reader = body.getReader();
	for (;;) {
		const { done, value } = await reader.read();
		if (done) break;
		if (size < LARGEST_PICTURE) parts.push(value);
		size += value.length;
	}
	return { start: Buffer.concat(parts), size };
}
