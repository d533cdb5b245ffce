import { InputError, readId } from '../../../nodes/Instagram/parameters/inputError';
import { refusal } from '../../doubles/refusal';

describe('readId', () => {
	it.each([
		['17841400000000001', '17841400000000001'],
		[' 17841400000000001\n', '17841400000000001'],
		['0', '0'],
		['9'.repeat(32), '9'.repeat(32)],
		[Number.MAX_SAFE_INTEGER, '9007199254740991'],
	])('%j is read as %j', (value, id) => {
		expect(readId(value, 'Container ID')).toBe(id);
	});

	it.each([[''], ['   '], [null], [undefined], [{}], [[]], [true]])('%j is empty', (value) => {
		expect(refusal(() => readId(value, 'Container ID')).message).toBe("'Container ID' is empty");
	});

	it.each([
		['9'.repeat(33)],
		['17841400000000001/media'],
		['1784?fields=id'],
		['-1'],
		['1e9'],
		['@north.pottery'],
		['１２３'],
		[-1],
		[1.5],
		[NaN],
		[Infinity],
	])('%j is none', (value) => {
		const { message } = refusal(() => readId(value, 'Container ID'));
		expect(message).toMatch(/^'Container ID' is not an ID: '/);
	});

	it('that has lost digits as a number is refused with the reason', () => {
		const { message, description } = refusal(() => readId(17841400000000001, 'Account'));
		expect(message).toBe("'Account' is a number that is too large to be exact");
		expect(description).toContain('as text');
	});

	it('is quoted in part only', () => {
		expect(refusal(() => readId('x'.repeat(500), 'Account')).message.length).toBeLessThan(120);
	});
});

describe('InputError', () => {
	it('names the parameter first', () => {
		const error = new InputError('Caption', 'is too long', 'Shorten it.');
		expect(error).toMatchObject({
			name: 'InputError',
			parameter: 'Caption',
			message: "'Caption' is too long",
			description: 'Shorten it.',
		});
	});

	it('needs no remedy', () => {
		expect(new InputError('Caption', 'is too long').description ?? undefined).toBeUndefined();
	});
});
