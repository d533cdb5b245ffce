import { graphError } from '../../../nodes/Instagram/graph/errors/explain';
import { PublishError } from '../../../nodes/Instagram/publishing/publishError';

const reason = graphError({ code: 9004, subcode: 2207052, text: 'cannot be fetched' });

describe('PublishError', () => {
	it('copies the message of its cause', () => {
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

	it('adds its own advice to the description of its cause', () => {
		const failure = new PublishError(reason, {}, { description: 'Look first.', retryable: false });
		expect(failure.description).toBe(`${reason.description} Look first.`);
		expect(failure.retryable).toBe(false);
	});

	it('accepts a missing cause', () => {
		const failure = new PublishError(undefined, { containerId: '111' }, { message: 'Time is over' });
		expect(failure.message).toBe('Time is over');
		expect(failure.description).toBeUndefined();
	});

	it('accepts a cause of any type', () => {
		expect(new PublishError('a word', {}).message).toBe('a word');
	});
});
