import fc from 'fast-check';

import { readEventFilter } from '../../../../nodes/Instagram/trigger/eventFilter';
import type { Changes } from '../../../../nodes/Instagram/trigger/polling/changes';
import { detectChanges } from '../../../../nodes/Instagram/trigger/polling/changes';
import type { PolledName } from '../../../../nodes/Instagram/trigger/polling/types';
import type { Entry } from '../../../doubles/fakeMeta';
import { FakeMeta } from '../../../doubles/fakeMeta';

const EVENTS: PolledName[] = ['comments', 'media', 'mentions'];

/** What happens before a poll. */
interface Step {
	/** Seconds. */
	after: number;
	comments: Array<{ post: number; late: number; age: number; replyTo: number | undefined }>;
	posts: number;
	tags: Array<{ age: number }>;
	/** Share of the records that are deleted. */
	deleted: number[];
	/** Calls of the poll that fail. */
	failing: number[];
	restart: boolean;
}

interface Shape {
	pageSize: number;
	steps: Step[];
}

const index = fc.nat({ max: 1000 });

function shapes(of: { replies: boolean; deletions: boolean }): fc.Arbitrary<Shape> {
	const comment = fc.record({
		post: index,
		// Meta lists it late, by less than the overlap.
		late: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 1500 })),
		// Written some time after the last poll.
		age: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1500 })),
		replyTo: of.replies ? fc.option(index, { nil: undefined }) : fc.constant(undefined),
	});
	return fc.record({
		pageSize: fc.integer({ min: 4, max: 9 }),
		steps: fc.array(
			fc.record({
				after: fc.oneof(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 9000 })),
				comments: fc.array(comment, { maxLength: 12 }),
				posts: fc.integer({ min: 0, max: 2 }),
				tags: fc.array(fc.record({ age: fc.integer({ min: 0, max: 10_000_000 }) }), { maxLength: 4 }),
				deleted: of.deletions ? fc.array(index, { maxLength: 3 }) : fc.constant([]),
				failing: fc.array(fc.nat({ max: 8 }), { maxLength: 2 }),
				restart: fc.boolean(),
			}),
			{ minLength: 1, maxLength: 10 },
		),
	});
}

/** n8n's static data: in memory, and saved. */
class N8n {
	readonly returned: string[][] = [];

	private memory: unknown;

	private saved: unknown;

	constructor(private readonly meta: FakeMeta) {}

	async poll(): Promise<Changes> {
		const result = await detectChanges(
			this.meta.source(),
			{ events: EVENTS, includeEcho: false, filter: readEventFilter({}) },
			this.memory,
		);
		this.memory = JSON.parse(JSON.stringify(result.state));
		if (result.records.length > 0) {
			this.returned.push(result.records.map(({ id }) => id));
			this.saved = this.memory;
		}
		return result;
	}

	async activate(): Promise<void> {
		await this.poll();
		this.saved = this.memory;
	}

	restart(): void {
		this.memory = JSON.parse(JSON.stringify(this.saved));
	}
}

/** Meta with some records, and those of them that must be returned. */
class History {
	readonly meta: FakeMeta;

	readonly n8n: N8n;

	private readonly expected = new Map<string, Entry>();

	constructor({ pageSize }: Shape) {
		this.meta = new FakeMeta(pageSize);
		this.n8n = new N8n(this.meta);
		const { meta } = this;
		for (let number = 0; number < 3; number += 1) {
			const post = meta.post(meta.now - 90_000 * (number + 1));
			for (let old = 0; old < 4; old += 1) meta.comment(post.id, { at: meta.now - old * 40 });
			meta.tag(meta.now - 1000 * number);
		}
	}

	happen({ after, comments, posts, tags, deleted }: Step): void {
		const { meta } = this;
		meta.now += after;
		for (let number = 0; number < posts; number += 1) this.expect(meta.post());
		for (const { age } of tags) this.expect(meta.tag(meta.now - age));
		for (const { post, late, age, replyTo } of comments) {
			const { id: mediaId } = meta.posts[post % meta.posts.length]!;
			const above = meta.comments.filter(
				(one) => one.mediaId === mediaId && one.parentId === undefined && one.shownAt <= meta.now,
			);
			const parent = replyTo === undefined ? undefined : above[replyTo % above.length];
			const at = meta.now - Math.min(age, after);
			const parentId = parent && parent.at <= at ? parent.id : undefined;
			this.expect(meta.comment(mediaId, { at, shownAt: meta.now + late, parentId }));
		}
		for (const pick of deleted) {
			const gone = meta.comments[pick % meta.comments.length]!;
			meta.delete(gone.id);
			// Returned or not, depending on whether a poll came in between.
			this.expected.delete(gone.id);
		}
	}

	private expect(entry: Entry): void {
		this.expected.set(entry.id, entry);
	}

	check(): void {
		const returned = this.n8n.returned.flat();
		expect(new Set(returned).size).toBe(returned.length);
		const missing = [...this.expected.keys()].filter((id) => !returned.includes(id));
		expect(missing).toEqual([]);
		const all = [...this.meta.posts, ...this.meta.comments, ...this.meta.tags];
		const times = new Map(all.map(({ id, at }) => [id, at]));
		for (const poll of this.n8n.returned) {
			const ordered = poll.flatMap((id) => times.get(id) ?? []);
			expect(ordered).toEqual([...ordered].sort((one, other) => one - other));
		}
	}

	/** Records from before the trigger started. */
	get old(): string[] {
		return [...this.meta.posts, ...this.meta.comments, ...this.meta.tags].map(({ id }) => id);
	}
}

async function play(shape: Shape): Promise<void> {
	const history = new History(shape);
	const { meta, n8n, old } = history;
	await n8n.activate();
	expect(n8n.returned).toEqual([]);
	for (const step of shape.steps) {
		history.happen(step);
		meta.failing = new Set(step.failing);
		await n8n.poll();
		meta.failing.clear();
		if (step.restart) n8n.restart();
	}
	meta.now += 1600;
	const { failures } = await n8n.poll();
	expect(failures).toEqual([]);
	history.check();
	expect(n8n.returned.flat().filter((id) => old.includes(id))).toEqual([]);
	expect((await n8n.poll()).records).toEqual([]);
}

describe('detectChanges over random histories > returns every record once and in order', () => {
	it('with deleted comments', async () => {
		await fc.assert(fc.asyncProperty(shapes({ replies: false, deletions: true }), play), { numRuns: 60 });
	});

	it('with replies to comments far down the list', async () => {
		await fc.assert(fc.asyncProperty(shapes({ replies: true, deletions: false }), play), { numRuns: 60 });
	});
});
