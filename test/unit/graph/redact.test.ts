import { redact, redactAnswer } from '../../../nodes/Instagram/graph/redact';

describe('redact', () => {
	it.each([
		['Malformed access token EAABsbCS1iHgBA-x_y', 'EAABsbCS1iHgBA'],
		['Malformed access token some-junk|typed', 'some-junk'],
		['GET https://x/?fields=id&access_token=abc.def%7Cghi&limit=1', 'abc.def'],
		['{"access_token":"opaque-value-1"}', 'opaque-value-1'],
		["client_secret: '0123456789abcdef'", '0123456789abcdef'],
		['?input_token=tok1234567&x', 'tok1234567'],
		['fb_exchange_token=tok1234567', 'tok1234567'],
		['appsecret_proof=0123abcd0123abcd', '0123abcd0123abcd'],
		['Authorization: Bearer IGAAxyz.123_456-789abc', 'IGAAxyz'],
		['authorization: OAuth opaqueopaqueopaque', 'opaqueopaque'],
		['the token IGQVJabcdef was used', 'IGQVJabcdef'],
		['app token 1234567890|AbCdEfGh_12', 'AbCdEfGh_12'],
		['https://n8n.example/rest/binary-data/signed?token=abc.def.ghi', 'abc.def'],
		['signed eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjEifQ.c2ln-bmF0_dXJl', 'eyJpZCI6IjEifQ'],
		['x-eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjEifQ.c2ln', 'c2ln'],
		['eyJ-eyJ-eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjEifQ.c2ln', 'eyJhbGci'],
	])('hides the secret in %j', (text, secret) => {
		const clean = redact(text);
		expect(clean).not.toContain(secret);
		expect(clean).toContain('(hidden)');
	});

	it.each([
		'(#100) The parameter access_token is required',
		'An access token is required to request this resource.',
		'OAuth Facebook Platform "invalid_token"',
		'OAuthException',
		'Application 1234567890 does not have the permission for 17841400000000000',
		'media 17841400000000000|done',
		'the keyJoin of two tables, and eyJ alone',
		'',
	])('leaves %j unchanged', (text) => {
		expect(redact(text)).toBe(text);
	});

	// A regular expression that starts anew at every position took minutes for each of these.
	it.each([
		['starts of signed tokens', 'eyJ-'],
		['starts of signed tokens, between dots', 'eyJ.'],
		['names without a value', 'access_token '],
		['blanks after a name', 'access_token='.padEnd(1_000)],
		['digits', '1'],
		['groups of digits', '12345-'],
		['starts of tokens', 'EAA'],
		['headers', 'Bearer '],
		['headers and blanks', 'OAuth'.padEnd(1_000)],
		['Meta on malformed tokens', 'malformed access token '],
		['quotes', '"\\'],
	])('takes linear time for megabytes of %s', (_what, piece) => {
		const text = piece.repeat(Math.ceil(2_000_000 / piece.length));
		expect(redact(`${text} access_token=abc.def`)).not.toContain('abc.def');
	});

	it('hides known secrets of any form, at every occurrence', () => {
		expect(redact('a.b*c and a.b*c', ['a.b*c'])).toBe('(hidden) and (hidden)');
	});

	it('ignores an empty secret', () => {
		expect(redact('text', [''])).toBe('text');
	});

	it('keeps the text around a secret', () => {
		expect(redact('?access_token=abc&limit=1')).toBe('?access_token=(hidden)&limit=1');
	});
});

describe('redactAnswer', () => {
	const token = `EAA${'x'.repeat(120)}`;

	it.each<[string, unknown, unknown]>([
		['the field of a token', { id: '1', access_token: 'abc' }, { id: '1', access_token: '(hidden)' }],
		['a token of known value', [{ note: 'it is my.secret!' }], [{ note: 'it is (hidden)!' }]],
		['a token by its form', { body: `{"access_token":"${token}"}` }, { body: '{"access_token":"(hidden)"}' }],
		[
			'the token in the URL of a page',
			{ paging: { next: `https://graph.facebook.com/v27.0/1?access_token=${token}&after=x` } },
			{ paging: { next: 'https://graph.facebook.com/v27.0/1?access_token=(hidden)&after=x' } },
		],
		['a token under another name', { value: [token, 1, null, true] }, { value: ['(hidden)', 1, null, true] }],
	])('hides %s', (_what, answer, clean) => {
		expect(redactAnswer(answer, ['my.secret', ''])).toEqual(clean);
	});

	it('leaves other values unchanged, and the answer itself', () => {
		const answer = {
			media_url: 'https://scontent.cdninstagram.com/v/a.jpg?efg=eyJ2ZW5jb2RlIjoiaW1hZ2UifQ&oh=00_-EAAbcd',
			caption: 'My access_token has expired, says IGQVabc',
			access_tokens: 0,
		};
		expect(redactAnswer(answer, [])).toEqual(answer);
		const secret = { access_token: 'abc' };
		redactAnswer(secret, []);
		expect(secret).toEqual({ access_token: 'abc' });
	});
});
