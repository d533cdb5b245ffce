import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { LoggedRequest } from '../../sandbox/requests';
import { itHolds } from './runner';
import type { TalkPlayed, TalkTold } from './talk';
import { judgeTalk, playTalk, talkInWords, talkScheduleOf } from './talk';
import { Tally } from './tally';

const sandbox = useSandbox();
useVirtualTime(sandbox);
const tally = new Tally('fault schedules of comments and messages', 'sent');

afterAll(() => void process.stdout.write(`${tally.toString()}\n`));

describe('every comment and message once, and every item told the truth', () => {
	let played: TalkPlayed | undefined;

	itHolds(
		async (seed) => {
			const schedule = talkScheduleOf(seed);
			played = undefined;
			played = await playTalk(sandbox.get(), schedule);
			return judgeTalk(schedule, played);
		},
		(seed) => talkInWords(talkScheduleOf(seed)),
		(seed, findings) => {
			const unknown = played?.told.filter((one) => one.told === 'failed' && one.isUnknown) ?? [];
			tally.add(
				{
					items: talkScheduleOf(seed).count,
					made: played?.sent.length ?? 0,
					struck: played?.struck ?? 0,
					unknown: unknown.length,
				},
				findings,
			);
		},
	);
});

describe('the judge of comments and messages', () => {
	const NOON = Date.parse('2026-11-27T12:00:00Z');
	const look = (status = 200): LoggedRequest => ({
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
	const unknownOne: TalkTold = { told: 'failed', isUnknown: true, text: '' };
	const refused: TalkTold = { told: 'failed', isUnknown: false, text: '' };

	it.each<[string, TalkTold, TalkPlayed['sent'], LoggedRequest[], string[]]>([
		['sent, and told so', { told: 'sent', id: 'a' }, [sent()], [], []],
		['not sent, and told so', refused, [], [], []],
		['perhaps sent, where nobody could look', unknownOne, [sent()], [look(400)], []],
		['perhaps sent, where a look failed', unknownOne, [sent()], [look(), look(400)], []],
		['perhaps sent, where it is not there', unknownOne, [], [look()], []],
		['sent twice', { told: 'sent', id: 'a' }, [sent(), sent('b')], [], ['duplicate']],
		['sent, told as refused', refused, [sent()], [], ['live as failed']],
		['not sent, told as sent', { told: 'sent', id: 'a' }, [], [], ['failed as live']],
		['told with another id', { told: 'sent', id: 'b' }, [sent()], [], ['wrong id']],
		['told without an id', { told: 'sent', id: undefined }, [sent()], [], ['wrong id']],
		['perhaps sent, where somebody could see it', unknownOne, [sent()], [look()], ['unknown without need']],
		['nothing told', { told: 'nothing' }, [], [], ['item lost']],
	])('judges one item (%s)', (_what, told, there, requests, found) => {
		const schedule = { ...talkScheduleOf(1), what: 'comment' as const };
		const findings = judgeTalk(schedule, { told: [told], sent: there, requests, struck: 0 });
		expect(findings.map(({ wrong }) => wrong)).toEqual(found);
	});
});
