import { redact } from '../../../nodes/Instagram/graph/redact';

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
		'',
	])('leaves %j as it is', (text) => {
		expect(redact(text)).toBe(text);
	});

	it('hides known secrets whatever they look like, every time', () => {
		expect(redact('a.b*c and a.b*c', ['a.b*c'])).toBe('(hidden) and (hidden)');
	});

	it('is not misled by an empty secret', () => {
		expect(redact('text', [''])).toBe('text');
	});

	it('keeps what stands around a secret', () => {
		expect(redact('?access_token=abc&limit=1')).toBe('?access_token=(hidden)&limit=1');
	});
});
