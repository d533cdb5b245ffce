import { graphError } from '../../../nodes/Instagram/graph/errors/explain';
import { PublishError } from '../../../nodes/Instagram/publishing/publishError';

const reason = graphError({ code: 9004, subcode: 2207052, text: 'cannot be fetched' });

describe('a post that failed', () => {
	it('says what its reason says', () => {
		const failure = new PublishError(reason, { containerId: '111', published: false });
		expect(failure).toMatchObject({
			message: reason.message,
			description: reason.description,
			containerId: '111',
			published: false,
			carouselItem: undefined,
			url: undefined,
			retryable: undefined,
		});
		expect(failure.reason).toBe(reason);
	});

	it('adds what is to be done to what its reason says', () => {
		const failure = new PublishError(reason, {}, { description: 'Look first.', retryable: false });
		expect(failure.description).toBe(`${reason.description} Look first.`);
		expect(failure.retryable).toBe(false);
	});

	it('needs no reason', () => {
		const failure = new PublishError(undefined, { containerId: '111' }, { message: 'Time is over' });
		expect(failure.message).toBe('Time is over');
		expect(failure.description).toBeUndefined();
	});

	it('takes a reason of any kind', () => {
		expect(new PublishError('a word', {}).message).toBe('a word');
	});
});
