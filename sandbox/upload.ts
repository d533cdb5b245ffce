import { authorize } from './graph/authorize';
import type { Answer, Call } from './graph/call';
import { MetaRefusal } from './graph/errors';
import type { OpenRoute } from './graph/route';
import { findContainer } from './graph/targets';
import { factsOf } from './media/formats';
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
		return findContainer(authorize(call), id);
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

/** Counts the bytes as they come and drops them; what has come stays after a break. */
async function receive(call: Call, id: string): Promise<Answer> {
	const { world, headers, stream } = call;
	const container = containerOf(call, id);
	const upload = container?.upload;
	if (!container || !upload) return refused('NotAuthorizedError', 'unauthorized user request');
	const size = Number(headers.file_size);
	const offset = Number(headers.offset);
	if (!Number.isInteger(size) || size <= 0) return refused('ProcessingFailedError', 'file_size is missing');
	if (offset !== upload.received) {
		// Read to its end: a client that is still sending would see a closed connection instead of the answer.
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
	const facts = factsOf(upload.firstBytes, size);
	container.file = {
		...world.files.uploaded(facts),
		...(facts.format === 'video' ? {} : { failure: 2207026 }),
	};
	container.readyAt = world.clock.now() + world.processing.videoSeconds * 1000;
	world.touch();
	return { status: 200, body: { success: true, message: 'Upload successful.' } };
}

function progress(call: Call, id: string): Answer {
	const upload = containerOf(call, id)?.upload;
	return upload
		? { status: 200, body: { offset: upload.received } }
		: refused('NotAuthorizedError', 'unauthorized user request');
}

const UPLOAD = { hosts: ['rupload.facebook.com'], path: /^\/ig-api-upload\/(?:v\d+\.\d+\/)?(\d+)$/ };

/** https://developers.facebook.com/docs/instagram-platform/content-publishing/resumable-uploads */
export const uploadRoutes: readonly OpenRoute[] = [
	{ ...UPLOAD, method: 'GET', endpoint: 'upload-status', handle: progress },
	{ ...UPLOAD, method: 'POST', endpoint: 'upload', handle: receive },
];
