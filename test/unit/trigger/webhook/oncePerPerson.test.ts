import { resetProcessState } from '../../../../nodes/Instagram/shared/processState';
import type { InstagramEvent } from '../../../../nodes/Instagram/trigger/webhook/eventTypes';
import { filterFirstOfPerson, personOf } from '../../../../nodes/Instagram/trigger/webhook/oncePerPerson';
import { ACCOUNT, itemOf, PERSON, SAMPLES } from '../../../doubles/payloads';

const NOW = Date.UTC(2026, 10, 22);

const comment = (person: number, event: InstagramEvent['event'] = 'comments'): InstagramEvent => ({
	event,
	accountId: ACCOUNT,
	time: new Date(NOW).toISOString(),
	from: { id: String(person) },
});

/** A trigger with its static data. */
class Node {
	stored: unknown;

	constructor(readonly nodeKey = 'workflow node') {}

	receives(...events: InstagramEvent[]): InstagramEvent[] {
		const { nodeKey, stored } = this;
		const first = filterFirstOfPerson(events, { nodeKey, stored, now: NOW });
		this.stored = first.confirm();
		return first.events;
	}
}

beforeEach(resetProcessState);

describe('personOf', () => {
	it.each(SAMPLES.map((sample) => [sample.event, itemOf(sample) as InstagramEvent] as const))(
		'%s names who caused it, where Meta says it',
		(name, event) => {
			expect(personOf(event)).toBe(['mentions', 'story_insights'].includes(name) ? undefined : PERSON);
		},
	);

	it("takes the account's own messages for those of nobody, so that each starts the workflow", () => {
		expect(personOf({ ...comment(1), from: { id: ACCOUNT } })).toBeUndefined();
	});

	it('ignores a malformed person', () => {
		expect(personOf({ ...comment(1), from: 'somebody' })).toBeUndefined();
	});
});

describe('filterFirstOfPerson', () => {
	it('returns the first event of a person, also within a delivery', () => {
		const node = new Node();
		expect(node.receives(comment(1), comment(1), comment(2))).toEqual([comment(1), comment(2)]);
		expect(node.receives(comment(2), comment(3))).toEqual([comment(3)]);
	});

	it('counts each event and each trigger by itself', () => {
		const [node, other] = [new Node(), new Node('other node')];
		node.receives(comment(1));
		expect(node.receives(comment(1, 'live_comments'))).toHaveLength(1);
		expect(other.receives(comment(1))).toHaveLength(1);
	});

	it('always returns events without a person', () => {
		const node = new Node();
		const mention: InstagramEvent = { event: 'mentions', accountId: ACCOUNT, time: '', media_id: '1' };
		expect(node.receives(mention, mention)).toHaveLength(2);
		expect(node.receives(mention)).toHaveLength(1);
	});

	it('survives a restart of n8n, and static data that an older execution has overwritten', () => {
		const node = new Node();
		node.receives(comment(1));
		resetProcessState();
		expect(node.receives(comment(1))).toEqual([]);
		node.stored = undefined;
		expect(node.receives(comment(1))).toEqual([]);
		expect(node.stored).toMatch(/^[0-9a-f]{16}:/);
	});

	it('stores the latest 5,000 people in up to 125 kB', () => {
		const node = new Node();
		const people = Array.from({ length: 5_001 }, (_, index) => comment(index));
		expect(node.receives(...people)).toHaveLength(5_001);
		expect(String(node.stored).length).toBeLessThan(125_000);
		resetProcessState();
		expect(node.receives(comment(5_000), comment(1))).toEqual([]);
		expect(node.receives(comment(0))).toHaveLength(1);
	});
});
