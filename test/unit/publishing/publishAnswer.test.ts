import {
	cancelledError,
	graphError,
	throttledError,
	unreadableError,
} from '../../../nodes/Instagram/graph/errors/explain';
import { readPublishAnswer } from '../../../nodes/Instagram/publishing/publishAnswer';
import { LOST, UNREACHED } from '../../doubles/scriptedGraph';

const refusal = (code: number | undefined, subcode?: number, transient = false) =>
	graphError({ code, subcode, transient, text: 'no' }, { httpCode: 400 });

describe('readPublishAnswer', () => {
	it('reads 9007/2207027 as media that is not ready, with nothing live', () => {
		expect(readPublishAnswer(refusal(9007, 2207027))).toBe('notReady');
		expect(readPublishAnswer(refusal(9007))).toBe('unclear');
	});

	it.each([
		[190, undefined],
		[190, 463],
		[9, 2207042],
		[4, undefined],
		[17, undefined],
		[32, undefined],
		[341, undefined],
		[613, 1996],
		[80001, undefined],
		[80002, undefined],
		[80006, undefined],
	])('reads %p/%p as certain that nothing is live', (code, subcode) => {
		expect(readPublishAnswer(refusal(code, subcode))).toBe('refused');
		expect(readPublishAnswer(refusal(code, subcode, true))).toBe('refused');
	});

	it.each([
		[4, 2207051],
		[9, undefined],
		[10, undefined],
		[24, 2207006],
		[24, 2207008],
		[25, 2207050],
		[100, undefined],
		[100, 33],
		[200, undefined],
		[368, undefined],
		[-1, 2207001],
		[1, undefined],
		[undefined, undefined],
		[80004, undefined],
	])('reads %p/%p as uncertain', (code, subcode) => {
		expect(readPublishAnswer(refusal(code, subcode))).toBe('unclear');
	});

	it('reports that nothing was sent', () => {
		expect(readPublishAnswer(UNREACHED())).toBe('notSent');
		expect(readPublishAnswer(throttledError(60_000))).toBe('notSent');
		expect(readPublishAnswer(cancelledError(false))).toBe('notSent');
	});

	it('reads a lost or unreadable answer as uncertain', () => {
		expect(readPublishAnswer(LOST())).toBe('unclear');
		expect(readPublishAnswer(unreadableError('it is a web page', { httpCode: 429 }))).toBe('unclear');
		expect(readPublishAnswer(unreadableError('it holds no id', {}))).toBe('unclear');
		expect(readPublishAnswer(cancelledError(true))).toBe('unclear');
	});
});
