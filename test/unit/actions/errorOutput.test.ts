import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { errorItem, nodeError } from '../../../nodes/Instagram/actions/errorOutput';
import { graphError, networkError } from '../../../nodes/Instagram/graph/errors/explain';
import { InputError } from '../../../nodes/Instagram/parameters/inputError';
import { PublishError } from '../../../nodes/Instagram/publishing/publishError';

const NODE: INode = {
	id: '1',
	name: 'Instagram',
	type: 'instagram',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const fetchFailed = graphError(
	{ code: 9004, subcode: 2207052, text: 'cannot be fetched', fbtraceId: 'Atrace' },
	{ httpCode: 400 },
);

describe('errorItem', () => {
	it('contains only error and details, linked to the input item', () => {
		expect(errorItem(fetchFailed, 3)).toEqual({
			json: {
				error: `${fetchFailed.message}. ${fetchFailed.description}`,
				details: { code: 9004, subcode: 2207052, httpCode: 400, retryable: true, fbtraceId: 'Atrace' },
			},
			pairedItem: { item: 3 },
		});
	});

	it('reports whether the post is published', () => {
		const failure = new PublishError(
			networkError({ code: 'ECONNRESET' }),
			{ containerId: '111', published: 'unknown' },
			{ description: 'Look first.', retryable: false },
		);
		expect(errorItem(failure, 0).json).toEqual({
			error: expect.stringMatching(/^The connection to Meta was lost .*Look first\.$/),
			details: { retryable: false, containerId: '111', published: 'unknown' },
		});
	});

	it('reports the carousel item and its URL, without its container', () => {
		const ofItem = new PublishError(
			new PublishError(fetchFailed, { containerId: '111' }, { description: 'n8n offered it.' }),
			{ carouselItem: 4, url: 'https://example.com/4.jpg' },
			{ message: "'Carousel Items > Item 4': no" },
		);
		const { error, details } = errorItem(ofItem, 0).json;
		expect(error).toMatch(/^'Carousel Items > Item 4': no\. .*n8n offered it\.$/);
		expect(details).toEqual({
			code: 9004,
			subcode: 2207052,
			httpCode: 400,
			retryable: true,
			carouselItem: 4,
			url: 'https://example.com/4.jpg',
			fbtraceId: 'Atrace',
		});
	});

	it('takes retryable from the reason unless the publish error sets it', () => {
		const passing = graphError({ code: 2, text: 'later' }, { httpCode: 500 });
		const details = (failure: PublishError) => errorItem(failure, 0).json.details;
		expect(details(new PublishError(passing, { published: false }))).toMatchObject({ retryable: true });
		expect(details(new PublishError(passing, {}, { retryable: false }))).toMatchObject({ retryable: false });
		expect(details(new PublishError(undefined, {}, { retryable: true }))).toEqual({ retryable: true });
	});

	it('joins message and description with one full stop', () => {
		const failure = new PublishError(undefined, {}, { message: 'It failed.', description: 'Try later.' });
		expect(errorItem(failure, 0).json.error).toBe('It failed. Try later.');
	});

	it('includes message and description of an InputError', () => {
		const error = new InputError('Media URL', 'is empty', 'Enter a URL.');
		expect(errorItem(error, 0).json).toEqual({
			error: "'Media URL' is empty. Enter a URL.",
			details: { retryable: false },
		});
	});

	it('accepts a thrown value that is not an Error', () => {
		expect(errorItem('a word', 0).json).toEqual({ error: 'a word', details: { retryable: false } });
	});
});

describe('nodeError', () => {
	it("is a NodeApiError with Meta's codes if Meta has answered", () => {
		const error = nodeError(NODE, fetchFailed, 2, []);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error.message).toBe(fetchFailed.message);
		expect(error.description).toBe(`${fetchFailed.description} (Meta's code 9004/2207052, trace Atrace)`);
		expect(error.context).toMatchObject({ itemIndex: 2, data: { code: 9004, subcode: 2207052 } });
		expect((error as NodeApiError).httpCode).toBe('400');
	});

	it('is a NodeOperationError otherwise', () => {
		const error = nodeError(NODE, new InputError('Caption', 'is too long'), 0, []);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error.message).toBe("'Caption' is too long");
		expect(error.context.itemIndex).toBe(0);
	});

	it('lists the posts that are live', () => {
		const live = [
			{ itemIndex: 0, id: '17841400000000001' },
			{ itemIndex: 2, id: 'container 111' },
		];
		const error = nodeError(NODE, new InputError('Caption', 'is too long'), 3, live);
		expect(error.description).toBe('Already live: item 0: 17841400000000001, item 2: container 111.');
	});

	it('includes the container and whether its post is published', () => {
		const failure = new PublishError(fetchFailed, { containerId: '111', published: 'unknown' });
		expect(nodeError(NODE, failure, 0, []).description).toContain('container 111, published: unknown');
	});

	it.each([401, 403, 404, 429, 500, 503])('keeps its message with status %i', (httpCode) => {
		const error = nodeError(NODE, graphError({ code: 190, text: 'expired' }, { httpCode }), 0, []);
		expect(error.message).toBe(graphError({ code: 190, text: 'expired' }, { httpCode }).message);
		expect(error.description).toContain("Meta's code 190");
	});
});
