import type { LoggedRequest } from '../../sandbox/requests';
import type { SendResult, SendRun } from './sends';
import { findSendViolations, sendScheduleOf } from './sends';

describe('findSendViolations', () => {
	const NOON = Date.parse('2026-11-27T12:00:00Z');
	const lookup = (status = 200): LoggedRequest => ({
		id: 1,
		time: new Date(NOON + 1000).toISOString(),
		method: 'GET',
		host: 'graph.instagram.com',
		path: '/1/comments',
		endpoint: 'comments',
		query: {},
		body: {},
		status,
		concurrent: 1,
		concurrentWrites: 0,
	});
	const sent = (id = 'a') => ({ item: 0, id, at: NOON });
	const unknownOne: SendResult = { status: 'failed', isUnknown: true, text: '' };
	const refused: SendResult = { status: 'failed', isUnknown: false, text: '' };

	it.each<[string, SendResult, SendRun['sent'], LoggedRequest[], string[]]>([
		['sent, and reported as sent', { status: 'sent', id: 'a' }, [sent()], [], []],
		['not sent, and reported as failed', refused, [], [], []],
		['perhaps sent, where no lookup was possible', unknownOne, [sent()], [lookup(400)], []],
		['perhaps sent, where a lookup failed', unknownOne, [sent()], [lookup(), lookup(400)], []],
		['perhaps sent, where it is not there', unknownOne, [], [lookup()], []],
		['sent twice', { status: 'sent', id: 'a' }, [sent(), sent('b')], [], ['duplicate']],
		['sent, reported as failed', refused, [sent()], [], ['live as failed']],
		['not sent, reported as sent', { status: 'sent', id: 'a' }, [], [], ['failed as live']],
		['reported with another id', { status: 'sent', id: 'b' }, [sent()], [], ['wrong id']],
		['reported without an id', { status: 'sent', id: undefined }, [sent()], [], ['wrong id']],
		[
			'perhaps sent, where a lookup could find it',
			unknownOne,
			[sent()],
			[lookup()],
			['unknown without need'],
		],
		['not reported', { status: 'nothing' }, [], [], ['item lost']],
	])('checks one item (%s)', (_what, result, there, requests, found) => {
		const schedule = { ...sendScheduleOf(1), what: 'comment' as const };
		const violations = findSendViolations(schedule, { results: [result], sent: there, requests, hits: 0 });
		expect(violations.map(({ kind }) => kind)).toEqual(found);
	});
});
