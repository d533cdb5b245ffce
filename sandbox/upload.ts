import { authorize } from './graph/authorize';
import type { Answer, Call, Route } from './graph/call';
import { containerFor } from './graph/containerState';
import { MetaRefusal } from './graph/errors';
import { isVideo } from './media/formats';
import type { Container } from './model';
import type { World } from './world';

const FIRST_BYTES = 64;

function refused(type: string, message: string, retriable = false): Answer {
	return { status: 400, body: { debug_info: { retriable, type, message } } };
}

/** Whether the connection is to break after so many bytes, once. */
function breaksNow({ behaviour }: World, received: number): boolean {
	const [at = Infinity, ...later] = behaviour.uploadBreaks;
	if (received < at) return false;
	behaviour.uploadBreaks = later;
	return true;
}

/** The container that the bytes are for. This host has no code for a token it refuses: the container is not found. */
function containerOf(call: Call, id: string): Container | undefined {
	try {
		return containerFor(authorize(call), id);
	} catch (refusal) {
		if (refusal instanceof MetaRefusal) return undefined;
		throw refusal;
	}
}

async function drained(stream: Call['stream']): Promise<void> {
	if (!stream) return;
	const bytes = stream[Symbol.asyncIterator]();
	while (!(await bytes.next()).done);
}

/**
 * Resumable uploads: bytes are counted as they come and thrown away; what has come stays after a break.
 * https://developers.facebook.com/docs/instagram-platform/content-publishing/resumable-uploads
 */
export function uploadRoute(call: Call): Route | undefined {
	const { world, path, method, headers, stream } = call;
	const id =
		/^\/ig-api-upload\/v\d+\.\d+\/(\d+)$/.exec(path)?.[1] ?? /^\/ig-api-upload\/(\d+)$/.exec(path)?.[1];
	if (id === undefined) return undefined;
	const container = containerOf(call, id);
	if (method === 'GET') {
		const work = (): Answer =>
			container?.upload
				? { status: 200, body: { offset: container.upload.received } }
				: refused('NotAuthorizedError', 'unauthorized user request');
		return { endpoint: 'upload-status', work };
	}
	if (method !== 'POST') return undefined;
	const work = async (): Promise<Answer> => {
		const upload = container?.upload;
		if (!container || !upload) return refused('NotAuthorizedError', 'unauthorized user request');
		const size = Number(headers.file_size);
		const offset = Number(headers.offset);
		if (!Number.isInteger(size) || size <= 0) return refused('ProcessingFailedError', 'file_size is missing');
		if (offset !== upload.received) {
			// Taken in and thrown away: a client that is still sending would meet a closed line instead of the answer.
			await drained(stream);
			return refused('OffsetInvalidError', `Expected offset ${upload.received}`, true);
		}
		upload.size = size;
		if (stream) {
			for await (const chunk of stream as AsyncIterable<Buffer>) {
				if (upload.firstBytes.length < FIRST_BYTES) {
					upload.firstBytes = Buffer.concat([upload.firstBytes, chunk]).subarray(0, FIRST_BYTES);
				}
				upload.received += chunk.length;
				if (breaksNow(world, upload.received)) stream.destroy();
			}
		}
		if (upload.received !== size) return refused('PartialRequestError', 'The request is not complete', true);
		upload.finishedAt = world.clock.now();
		container.file = {
			...world.files.uploaded(),
			...(isVideo(upload.firstBytes) ? {} : { failure: 2207026 }),
		};
		container.readyAt = world.clock.now() + world.processing.videoSeconds * 1000;
		world.touch();
		return { status: 200, body: { success: true, message: 'Upload successful.' } };
	};
	return { endpoint: 'upload', work };
}
