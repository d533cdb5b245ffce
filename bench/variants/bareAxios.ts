// The limit: axios with one pool of kept connections, and the knowledge of when each video is ready. Posts are made
// side by side and published in order, as a feed needs it; nothing is checked, retried or polled for.
import { createReadStream } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';

import type { AxiosInstance } from 'axios';
import axios from 'axios';

import type { Job, Prepare } from '../job';
import { AT_ONCE, captionsOf, childUrls, graphOf, mediaUrl, READ_FIELDS } from '../work';

type Connected = (error: Error | null, socket?: Duplex) => void;

/** Reaches hosts through the sandbox's proxy; axios asks HTTP proxies for `https:` URLs in another way. */
class TunnelAgent extends https.Agent {
	constructor(private readonly proxy: URL) {
		super({ keepAlive: true });
	}

	override createConnection(options: tls.ConnectionOptions, connected: Connected): undefined {
		const { hostname, port } = this.proxy;
		const host = options.host ?? '';
		http
			.request({ hostname, port, method: 'CONNECT', path: `${host}:443`, agent: false })
			.once('connect', (_response, socket) => {
				connected(null, tls.connect({ ...options, path: undefined, socket, servername: host }));
			})
			.once('error', (error) => connected(error))
			.end();
	}
}

interface Container {
	id: string;
	uri?: string;
}

/** Lets so many calls be under way at once; an agent's own limit does not count connections that are being made. */
class Line {
	private readonly waiting: Array<() => void> = [];

	constructor(private free: number) {}

	async pass<T>(call: () => Promise<T>): Promise<T> {
		if (this.free > 0) this.free -= 1;
		else await new Promise<void>((go) => this.waiting.push(go));
		try {
			return await call();
		} finally {
			const next = this.waiting.shift();
			if (next) next();
			else this.free += 1;
		}
	}
}

class Publisher {
	private readonly http: AxiosInstance;

	private readonly line: Line;

	private readonly base: string;

	constructor(private readonly job: Job) {
		this.http = axios.create({
			proxy: false,
			httpsAgent: new TunnelAgent(new URL(process.env.HTTPS_PROXY ?? '')),
			headers: { Authorization: `Bearer ${job.token}` },
		});
		this.base = graphOf(job.work);
		// As many as the package allows itself; where it publishes, the publish that is under way besides.
		this.line = new Line(job.work.kind === 'read' ? AT_ONCE.reads : AT_ONCE.writes - 1);
	}

	async warmUp(): Promise<void> {
		await this.http.get(`${this.base}/${this.job.account}`, { params: { fields: 'id' } });
	}

	async create(form: Record<string, string>): Promise<Container> {
		const body = new URLSearchParams(form);
		const url = `${this.base}/${this.job.account}/media`;
		return (await this.line.pass(async () => await this.http.post<Container>(url, body))).data;
	}

	private async upload({ uri = '' }: Container): Promise<void> {
		const { file = '', token, work } = this.job;
		await this.http.post(uri, createReadStream(file), {
			headers: {
				Authorization: `OAuth ${token}`,
				offset: '0',
				file_size: String(work.bytes),
				'Content-Type': 'application/octet-stream',
				'Content-Length': String(work.bytes),
			},
			// Otherwise all that is sent is kept, to be sent again after a redirect.
			maxRedirects: 0,
			maxBodyLength: Infinity,
		});
	}

	/** Makes what one post needs; resolves when Meta is ready to publish it. */
	async prepare(index: number): Promise<string> {
		const { work } = this.job;
		const caption = captionsOf(work)[index] ?? '';
		switch (work.kind) {
			case 'image':
				return (await this.create({ image_url: mediaUrl(work, index), caption })).id;
			case 'carousel': {
				const children = await Promise.all(
					childUrls.map(async (url) => (await this.create({ image_url: url, is_carousel_item: 'true' })).id),
				);
				return (await this.create({ media_type: 'CAROUSEL', children: children.join(','), caption })).id;
			}
			case 'reel': {
				const { id } = await this.create({ media_type: 'REELS', video_url: mediaUrl(work, index), caption });
				await sleep(work.readySeconds * 1000);
				return id;
			}
			case 'read':
				throw new Error('Nothing is published by a read');
			case 'upload': {
				const container = await this.create({ media_type: 'REELS', upload_type: 'resumable', caption });
				await this.upload(container);
				await sleep(work.readySeconds * 1000);
				return container.id;
			}
		}
	}

	async readAll(): Promise<void> {
		const { mediaIds = [] } = this.job;
		const params = { fields: ['id', ...READ_FIELDS].join(',') };
		const read = async (id: string) =>
			await this.line.pass(async () => await this.http.get<unknown>(`${this.base}/${id}`, { params }));
		await Promise.all(mediaIds.map(read));
	}

	/** The next in the feed's order: it does not wait in line behind containers of later posts. */
	async publish(containerId: string): Promise<string> {
		const url = `${this.base}/${this.job.account}/media_publish`;
		const body = new URLSearchParams({ creation_id: containerId });
		return (await this.http.post<Container>(url, body)).data.id;
	}

	async permalink(id: string): Promise<string> {
		const url = `${this.base}/${id}`;
		const params = { fields: 'permalink' };
		const read = async () => await this.http.get<{ permalink: string }>(url, { params });
		return (await this.line.pass(read)).data.permalink;
	}
}

export const prepare: Prepare = async (job) => {
	const publisher = new Publisher(job);
	await publisher.warmUp();
	return async () => {
		const startedAt = Date.now();
		if (job.work.kind === 'read') {
			await publisher.readAll();
			return { startedAt, stoppedAt: Date.now() };
		}
		const ready = Array.from({ length: job.work.posts }, async (_, index) => await publisher.prepare(index));
		const links: Array<Promise<string>> = [];
		for (const container of ready) {
			const id = await publisher.publish(await container);
			links.push(publisher.permalink(id));
		}
		await Promise.all(links);
		return { startedAt, stoppedAt: Date.now() };
	};
};
