import { readCommentText } from '../../../nodes/Instagram/descriptions/comment';
import { withTarget } from '../../../nodes/Instagram/actions/targetErrors';
import { graphError } from '../../../nodes/Instagram/graph/errors/explain';

describe('readCommentText', () => {
	it('accepts up to 2,200 characters and counts an emoji as one', () => {
		expect(readCommentText('☕'.repeat(2200), 'Text')).toHaveLength(2200);
		expect(() => readCommentText('👋'.repeat(2201), 'Text')).toThrow("'Text' has 2,201 characters");
	});

	it('keeps line breaks and spaces', () => {
		expect(readCommentText(' a\n\nb ', 'Text')).toBe(' a\n\nb ');
	});

	it.each([undefined, null, '', ' \n'])('rejects %p', (value) => {
		expect(() => readCommentText(value, 'Text')).toThrow("'Text' is empty");
	});
});

describe('withTarget', () => {
	const comment = {
		parameter: 'Comment ID',
		id: '17858893000000001',
		kind: 'a comment',
		nodeType: /comment/i,
		hint: 'Look there.',
	};
	const failing = async (code: number, text: string, subcode?: number) =>
		await withTarget(comment, async () => await Promise.reject(graphError({ code, subcode, text }))).catch(
			(error: unknown) => error,
		);

	it('names the parameter if the object is of another kind', async () => {
		expect(
			await failing(100, '(#100) Tried accessing nonexisting field (text) on node type (ShadowIGMedia)'),
		).toMatchObject({
			kind: 'notFound',
			code: 100,
			message: "'Comment ID' is 17858893000000001, which is not the ID of a comment",
			description: "Meta's type of this object is ShadowIGMedia. Look there.",
		});
	});

	it('passes on an error about a field that the kind does not have', async () => {
		const text = '(#100) Tried accessing nonexisting field (likes) on node type (IGComment)';
		expect(await failing(100, text)).toMatchObject({ message: expect.stringContaining('(likes)') });
	});

	it('names the parameter if the object does not exist', async () => {
		expect(await failing(100, 'Unsupported get request.', 33)).toMatchObject({
			message: expect.stringMatching(/^'Comment ID' is 17858893000000001, but Meta does not find a comment/),
			description: expect.stringContaining('Look there.'),
			retryable: false,
		});
	});

	it('passes on other errors unchanged', async () => {
		expect(await failing(190, 'Expired', 463)).toMatchObject({ message: 'The access token has expired' });
		const fault = new Error('bug');
		await expect(withTarget(comment, async () => await Promise.reject(fault))).rejects.toBe(fault);
	});
});
