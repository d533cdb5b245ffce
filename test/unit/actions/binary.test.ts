import { Readable } from 'node:stream';

import type { ItemRun } from '../../../nodes/Instagram/actions/operation';
import { readBinary } from '../../../nodes/Instagram/actions/post/binary';
import { InputError } from '../../../nodes/Instagram/parameters/inputError';
import type { BinaryFacts } from '../../../nodes/Instagram/publishing/types';
import { video } from '../publishing/media/files';

const FILE = video({ data: 5_000 });
const LABEL = 'Input Binary Field';

/** An item of n8n whose file is kept in pieces of a few bytes. */
function itemWith(binary: Record<string, object>, piece = 700, opened: Readable[] = []): ItemRun {
	const pieces = Array.from({ length: Math.ceil(FILE.length / piece) }, (_, index) =>
		FILE.subarray(index * piece, (index + 1) * piece),
	);
	const helpers = {
		assertBinaryData: (_item: number, name: string | object) => {
			if (typeof name === 'object') return name;
			if (!(name in binary)) throw new TypeError('none');
			return binary[name];
		},
		getBinaryMetadata: async (id: string) => {
			if (id === 'gone') throw new TypeError('/storage/gone');
			return await Promise.resolve({ fileSize: FILE.length });
		},
		getBinaryStream: async () => {
			const stream = Readable.from(pieces, { objectMode: false });
			opened.push(stream);
			return await Promise.resolve(stream);
		},
		createBinarySignedUrl: ({ id }: { id: string }, life: string) =>
			`https://n8n.example.com/${id}?for=${life}`,
	};
	const context = { helpers, getInputData: () => [{ json: {}, binary }] };
	return { context, itemIndex: 0 } as unknown as ItemRun;
}

const stored = { clip: { id: 'filesystem:1', data: 'filesystem-v2', mimeType: 'video/mp4' } };

async function bytesFrom({ file }: BinaryFacts, offset: number): Promise<Buffer> {
	const body = await file!.from(offset);
	if (Buffer.isBuffer(body)) return body;
	const chunks: Buffer[] = [];
	for await (const chunk of body) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

describe('readBinary with a file in n8n storage', () => {
	it('reads metadata and file header, and not the rest of the file', async () => {
		const opened: Readable[] = [];
		const facts = await readBinary(itemWith(stored, 700, opened), ' clip ', LABEL);
		expect(facts).toMatchObject({
			propertyName: 'clip',
			mimeType: 'video/mp4',
			size: FILE.length,
			header: { kind: { format: 'video' }, seconds: 12 },
			file: { key: 'filesystem:1', size: FILE.length },
		});
		expect(facts.header?.missing).toBeUndefined();
		expect(facts.file?.signedUrl?.()).toBe('https://n8n.example.com/filesystem:1?for=3 hours');
		expect(opened.map((stream) => stream.destroyed)).toEqual([true]);
	});

	it.each([0, 1, 699, 700, 701, 1400, 5_000, FILE.length - 1, FILE.length])(
		'opens the file at byte %i',
		async (offset) => {
			const facts = await readBinary(itemWith(stored), 'clip', LABEL);
			expect((await bytesFrom(facts, offset)).equals(FILE.subarray(offset))).toBe(true);
		},
	);
});

describe('readBinary with a file in memory', () => {
	const held = { data: { data: FILE.toString('base64'), mimeType: 'video/mp4' } };

	it('reads the same facts, without a signed URL', async () => {
		const facts = await readBinary(itemWith(held), 'data', LABEL);
		expect(facts).toMatchObject({ size: FILE.length, header: { kind: { format: 'video' }, seconds: 12 } });
		expect(facts.file?.signedUrl).toBeUndefined();
		expect((await bytesFrom(facts, 4_321)).equals(FILE.subarray(4_321))).toBe(true);
	});

	it('gives each file its own key, and keeps the bytes out of the facts', async () => {
		const facts = await readBinary(itemWith(held), 'data', LABEL);
		const other = Buffer.concat([FILE.subarray(0, -1), Buffer.from([1])]).toString('base64');
		const otherFacts = await readBinary(itemWith({ data: { ...held.data, data: other } }), 'data', LABEL);
		expect(facts.file?.key).not.toBe(otherFacts.file?.key);
		expect(JSON.stringify(facts).length).toBeLessThan(500);
	});
});

describe('readBinary without a file', () => {
	it.each([
		[
			'photo',
			"names 'photo', but the item has no binary field of that name",
			"The item has the binary field 'clip'.",
		],
		['', 'is empty', ''],
		[null, 'is empty', ''],
		[7, 'must be the name of a binary field, not a number', ''],
		[['clip'], 'must be the name of a binary field, not a list', ''],
		[{ mimeType: 'video/mp4' }, "names 'the file', but", ''],
	])('rejects %j', async (property, complaint, description) => {
		const error: unknown = await readBinary(itemWith(stored), property, LABEL).catch(
			(caught: unknown) => caught,
		);
		expect(error).toBeInstanceOf(InputError);
		expect((error as InputError).message).toContain(`'${LABEL}' ${complaint}`);
		expect((error as InputError).description ?? '').toContain(description);
	});

	it('reports a file that n8n has lost, without its path', async () => {
		const lost = { clip: { ...stored.clip, id: 'gone' } };
		await expect(readBinary(itemWith(lost), 'clip', LABEL)).rejects.toThrow(
			"cannot be used: n8n no longer has the file of 'clip'",
		);
	});
});
