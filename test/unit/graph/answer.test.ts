import fc from 'fast-check';
import type { IN8nHttpFullResponse } from 'n8n-workflow';

import { decimalIdIn, parseWithTextIds, readAnswer, unwrap } from '../../../nodes/Instagram/graph/answer';
import { GraphError } from '../../../nodes/Instagram/graph/errors/explain';

function response(body: unknown, statusCode = 200): IN8nHttpFullResponse {
	return { body: body as IN8nHttpFullResponse['body'], headers: {}, statusCode };
}

function refusal(body: unknown, statusCode = 400): GraphError {
	try {
		readAnswer(response(body, statusCode));
	} catch (error) {
		if (error instanceof GraphError) return error;
		throw error;
	}
	throw new Error('the answer was taken');
}

const graphShape = (error: object) => JSON.stringify({ error });

describe('parseWithTextIds', () => {
	it.each([
		['{"user_id":17841400000000123}', { user_id: '17841400000000123' }],
		['{"user_id":1784140000000012}', { user_id: '1784140000000012' }],
		['{"user_id":178414000000001}', { user_id: '178414000000001' }],
		[
			'{"ig_id":7640348500,"merchant_id":90310748753846}',
			{ ig_id: '7640348500', merchant_id: '90310748753846' },
		],
		['{"product_id":3269259306686435,"id":1}', { product_id: '3269259306686435', id: '1' }],
		['{"app_id":123,"sticker_id":369239263222822}', { app_id: '123', sticker_id: '369239263222822' }],
		[
			'{"granular_scopes":[{"scope":"s","target_ids":[1,17841400000000123]}]}',
			{ granular_scopes: [{ scope: 's', target_ids: ['1', '17841400000000123'] }] },
		],
		[
			'{"data":{"id":null,"parent_id":"7","user_id":[]}}',
			{ data: { id: null, parent_id: '7', user_id: [] } },
		],
		['{"a":-17841400000000123}', { a: '-17841400000000123' }],
		['[17841400000000123,17841400000000124]', ['17841400000000123', '17841400000000124']],
		['[ 17841400000000123 , 1 ]', ['17841400000000123', 1]],
		['17841400000000123', '17841400000000123'],
		['{"n":{"m":[{"id":99999999999999999999999}]}}', { n: { m: [{ id: '99999999999999999999999' }] } }],
	])('preserves the ids of %s exactly', (json, expected) => {
		expect(parseWithTextIds(json)).toEqual(expected);
	});

	it.each([
		['{"like_count":12,"comments_count":0,"paid":3,"width":1080}'],
		['{"values":[{"value":4503599627370496}],"code":190,"error_subcode":2207027}'],
		['{"is_valid":true,"expires_at":0,"issued_at":1787421411}'],
		['{"id":1.5,"user_id":true,"idle":1}'],
	])('leaves numbers whose names are not ids as numbers: %s', (json) => {
		expect(parseWithTextIds(json)).toEqual(JSON.parse(json));
	});

	it('converts ids to text in a body that n8n has parsed', () => {
		const answer = { data: [{ app_id: 5, count: 5, ids: [1, '2'] }] };
		expect(readAnswer(response(answer))).toEqual({ data: [{ app_id: '5', count: 5, ids: ['1', '2'] }] });
	});

	it.each([
		['{"a":0.1234567890123456}', { a: 0.1234567890123456 }],
		['{"a":1234567890123456789.5}', { a: Number('1234567890123456789.5') }],
		['{"a":1234567890123456789e3}', { a: Number('1234567890123456789e3') }],
		['{"a":1e-20,"b":-0.5,"c":2E+3}', { a: 1e-20, b: -0.5, c: 2000 }],
	])('parses other numbers as JSON.parse does: %s', (json, expected) => {
		expect(parseWithTextIds(json)).toEqual(expected);
	});

	it.each([
		'call 1234567890123456789',
		'"1234567890123456789"',
		'back\\slash 1234567890123456789',
		'ends in a backslash \\',
		'\\" 1234567890123456789 :',
		'line\n1234567890123456789\ttab',
		'🙂 \u2028 1234567890123456789',
		':1234567890123456789,',
	])('leaves digits inside the string %j unchanged', (text) => {
		const value = { [text]: text, list: [text, 1], n: 1 };
		expect(parseWithTextIds(JSON.stringify(value))).toEqual(value);
	});

	it('returns the same as JSON.parse for any JSON without ids and long integers', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const json = JSON.stringify(value, (key, inner: unknown) =>
					/ids?$/.test(key) || (Number.isInteger(inner) && Math.abs(Number(inner)) >= 1e15) ? null : inner,
				);
				expect(parseWithTextIds(json)).toEqual(JSON.parse(json));
			}),
		);
	});

	it('preserves every digit of every long integer, at any position', () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 2n ** 53n, max: 10n ** 30n }), fc.string(), (id, text) => {
				const json = `{"a":${id},${JSON.stringify(text)}:{"ids":[${id}, ${id}],"t":${JSON.stringify(`${text}${id}`)}}}`;
				const parsed = parseWithTextIds(json) as Record<string, unknown>;
				if (text !== 'a') expect(parsed.a).toBe(String(id));
				expect(parsed[text]).toEqual({ ids: [String(id), String(id)], t: `${text}${id}` });
			}),
		);
	});

	it('parses strings of several megabytes, complete or truncated', () => {
		const text = 'x"\\1234567890123456789'.repeat(200_000);
		const json = JSON.stringify({ text });
		expect(parseWithTextIds(json)).toEqual({ text });
		expect(() => parseWithTextIds(`[1234567890123456789,${json.slice(0, -2)}`)).toThrow(SyntaxError);
	});

	// A regular expression that searches for the end of the string from every quote took minutes for each of these.
	it.each([
		['escaped quotes', '\\"'],
		['quotes', '"x" '],
		['backslashes', '\\'],
		['strings that never end', '"\\""'],
		['digits', '1'],
		['signs', '-1-'],
	])('takes linear time for megabytes of %s', (_what, piece) => {
		const text = piece.repeat(Math.ceil(2_000_000 / piece.length));
		for (const json of [`{"a":"${text}`, `[1234567890123456789,${text}`, `[1234567890123456789,"${text}`]) {
			expect(() => parseWithTextIds(json)).toThrow(SyntaxError);
			expect(refusal(json, 502)).toMatchObject({ kind: 'transient', outcome: 'unknown' });
		}
	});

	it('parses deeply nested lists', () => {
		const json = `${'['.repeat(5_000)}{"ids":[[1]],"id":1}${']'.repeat(5_000)}`;
		let inner = parseWithTextIds(json);
		while (Array.isArray(inner)) inner = inner[0] as unknown;
		expect(inner).toEqual({ ids: [[1]], id: '1' });
	});
});

describe('readAnswer', () => {
	it('parses text, bytes and objects', () => {
		const answer = { id: '1', n: 2 };
		expect(readAnswer(response(JSON.stringify(answer)))).toEqual(answer);
		expect(readAnswer(response(Buffer.from(JSON.stringify(answer))))).toEqual(answer);
		expect(readAnswer(response(new TextEncoder().encode(JSON.stringify(answer)).buffer))).toEqual(answer);
		expect(readAnswer(response(answer))).toEqual(answer);
	});

	it.each([
		['[]', []],
		['{}', {}],
		['true', true],
		['{"data":[]}', { data: [] }],
	])('accepts %s', (body, expected) => {
		expect(readAnswer(response(body))).toEqual(expected);
	});

	it('accepts an answer with a nested error', () => {
		const debugToken = { data: { is_valid: false, error: { code: 190, message: 'gone' } } };
		expect(readAnswer(response(JSON.stringify(debugToken)))).toEqual(debugToken);
	});
});

describe("readAnswer: Meta's error format", () => {
	const full = {
		message: '(#100) Invalid thing',
		type: 'OAuthException',
		code: 100,
		error_subcode: 2207028,
		error_user_title: 'Title',
		error_user_msg: 'Text.',
		fbtrace_id: 'AbC',
	};

	it.each([200, 400, 401, 403, 404, 500, 503])('throws for an error with HTTP status %d', (status) => {
		const error = refusal(graphShape(full), status);
		expect(error).toMatchObject({
			kind: 'validation',
			code: 100,
			subcode: 2207028,
			httpCode: status,
			fbtraceId: 'AbC',
			outcome: 'refused',
			retryable: false,
		});
	});

	it('reads an error from an object', () => {
		expect(refusal({ error: { code: 190, message: 'x' } })).toMatchObject({ kind: 'token', code: 190 });
	});

	it('accepts codes as text', () => {
		expect(refusal(graphShape({ code: '190', error_subcode: '463' }))).toMatchObject({
			code: 190,
			subcode: 463,
		});
	});

	it.each([null, [], 'junk', 1.5, {}, -1e30])('tolerates the code %j', (code) => {
		expect(refusal(graphShape({ code, error_subcode: code, message: code }))).toMatchObject({
			code: undefined,
			subcode: undefined,
		});
	});
});

describe('readAnswer: errors that are not from Meta', () => {
	const proxies = [
		'{"error":"Request Timeout"}',
		'{"error":"blocked by policy","error_description":"response refused"}',
		'{"error":{"message":"Forbidden"}}',
		'{"error":{"message":"Forbidden","code":"E_POLICY"}}',
		'{"error":{"code":403,"message":"Forbidden","status":"PERMISSION_DENIED"}}',
	];

	it.each(proxies)('reports an unknown outcome for %s', (body) => {
		for (const status of [200, 400, 403, 407, 408, 499]) {
			expect(refusal(body, status)).toMatchObject({
				kind: 'unreadable',
				outcome: 'unknown',
				retry: 'sameRequest',
				code: undefined,
				httpCode: status,
			});
		}
		expect(refusal(body, 502)).toMatchObject({ kind: 'transient', outcome: 'unknown' });
		expect(refusal(body, 429)).toMatchObject({ kind: 'rateLimit', outcome: 'unknown' });
	});

	it('quotes the answer, redacted and shortened', () => {
		expect(refusal('{"error":"blocked by policy"}', 403).message).toBe(
			`Meta's answer could not be read: it does not have the form of an error of Meta: "blocked by policy" (HTTP status 403)`,
		);
		const long = refusal(JSON.stringify({ error: `access_token=secret-value ${'x'.repeat(100_000)}` }), 403);
		expect(long.message).not.toContain('secret-value');
		expect(long.message.length).toBeLessThan(1_200);
	});

	it('recognizes an error of Meta by a known code, a type or a trace id', () => {
		expect(refusal('{"error":{"code":1,"message":"Please reduce the amount of data"}}', 500).code).toBe(1);
		expect(refusal('{"error":{"code":4711,"type":"OAuthException"}}')).toMatchObject({
			code: 4711,
			outcome: 'refused',
		});
		expect(refusal('{"error":{"code":4711,"fbtrace_id":"A"}}')).toMatchObject({
			code: 4711,
			outcome: 'refused',
		});
	});
});

describe('readAnswer: the error format of api.instagram.com', () => {
	const body = { error_type: 'OAuthException', code: 400, error_message: 'Invalid platform app' };

	it('returns a login error and uses its code as the HTTP status only', () => {
		const error = refusal(JSON.stringify({ ...body, code: 190 }));
		expect(error).toMatchObject({
			kind: 'token',
			code: undefined,
			httpCode: 400,
			outcome: 'refused',
			retry: 'never',
		});
		expect(error.message).toContain('Invalid platform app');
		expect(error.description).toContain('Instagram app');
	});

	it.each([
		['Insufficient developer role', /tester/],
		['Invalid redirect_uri', /'OAuth Redirect URL'/],
		['Error validating verification code. Please make sure your redirect_uri is identical', /redirect URL/],
		['Matching code was not found or was already used.', /do not reload/],
		['Invalid platform app', /Instagram app/],
		['Your activity off Meta technologies is currently turned off.', /Accounts Centre/],
		['Something new', /app ID and app secret/],
	])('returns a remedy for each reason: %s', (said, remedy) => {
		const error = refusal(JSON.stringify({ ...body, error_message: said }));
		expect(error).toMatchObject({ kind: 'token', retry: 'never', outcome: 'refused' });
		expect(error.message).toContain(said);
		expect(`${error.message} ${error.description}`).toMatch(remedy);
	});

	it('treats a 5xx as transient', () => {
		expect(refusal(JSON.stringify(body), 503)).toMatchObject({ kind: 'transient', outcome: 'unknown' });
	});
});

describe('readAnswer: the error format of rupload.facebook.com', () => {
	const shape = (info: object) => JSON.stringify({ debug_info: info });

	it('quotes the nested message', () => {
		const message = '{"success":false,"error":{"message":"unauthorized user request"}}';
		const error = refusal(shape({ retriable: false, type: 'ProcessingFailedError', message }));
		expect(error.message).toContain('unauthorized user request');
		expect(error).toMatchObject({ kind: 'permission', retry: 'never' });
	});

	it('distinguishes retriable errors from those that need a new container', () => {
		expect(refusal(shape({ retriable: true, type: 'OffsetError', message: 'cut' }))).toMatchObject({
			kind: 'transient',
			retry: 'sameRequest',
		});
		expect(refusal(shape({ retriable: false, type: 'ProcessingFailedError', message: 'bad' }))).toMatchObject(
			{
				kind: 'container',
				retry: 'newContainer',
			},
		);
		expect(refusal(shape({ type: 'NotAuthorizedError' }))).toMatchObject({ kind: 'permission' });
	});

	it('reports an unknown outcome for failed processing, because the container may still become ready', () => {
		const info = { retriable: false, type: 'ProcessingFailedError', message: 'Request processing failed' };
		expect(refusal(shape(info))).toMatchObject({
			kind: 'container',
			retry: 'newContainer',
			outcome: 'unknown',
		});
	});

	it('distinguishes a URL that cannot be fetched from a file that is rejected', () => {
		const message = 'Unable to fetch media from URL, got status code: 403 Restricted by robots.txt';
		const error = refusal(shape({ retriable: false, type: 'FileUrlProcessingError', message }), 422);
		expect(error).toMatchObject({ kind: 'mediaFetch', retry: 'newContainer' });
		expect(error.message).toContain('robots.txt');
		expect(error.description).toMatch(/server of the file/);
	});
});

describe('readAnswer: answers that are not from the API', () => {
	const html = '<!DOCTYPE html><html><body>Sorry, something went wrong.</body></html>';

	it.each([
		['HTML', html],
		['nothing', ''],
		['blanks', ' \n'],
		['half an answer', '{"id":"178414'],
		['half a number', '{"id":17841400000000'],
		['text', 'upstream connect error'],
		['null', 'null'],
		['a number', '42'],
		['a string', '"ok"'],
		['false', 'false'],
		['no body at all', undefined],
	])('throws an unreadable error for %s', (_name, body) => {
		expect(refusal(body, 200)).toMatchObject({
			kind: 'unreadable',
			outcome: 'unknown',
			retry: 'sameRequest',
			retryable: true,
			httpCode: 200,
			code: undefined,
		});
	});

	it.each([500, 502, 503, 504])('treats HTTP status %d as transient with an unknown outcome', (status) => {
		for (const body of [html, '', '{"id":"1"}', '{']) {
			expect(refusal(body, status)).toMatchObject({
				kind: 'transient',
				outcome: 'unknown',
				retryable: true,
			});
		}
	});

	it('treats HTTP status 429 as a rate limit with an unknown outcome', () => {
		expect(refusal(html, 429)).toMatchObject({ kind: 'rateLimit', outcome: 'unknown', retry: 'afterWait' });
	});

	it.each([301, 302, 307, 400, 404, 407])('rejects other JSON with HTTP status %d', (status) => {
		expect(refusal('{"id":"1"}', status)).toMatchObject({ kind: 'unreadable', outcome: 'unknown' });
	});

	it('does not quote an HTML page in the message', () => {
		expect(refusal(html).message).not.toContain('Sorry');
	});
});

describe('unwrap', () => {
	it.each([
		[{ data: [{ id: '1' }] }, { id: '1' }],
		[{ id: '1' }, { id: '1' }],
		[{ data: [] }, { data: [] }],
		[{ data: [{ id: '1' }, { id: '2' }] }, { data: [{ id: '1' }, { id: '2' }] }],
		[{ data: ['x'] }, { data: ['x'] }],
		[{ data: { is_valid: true } }, { data: { is_valid: true } }],
		[[{ id: '1' }], [{ id: '1' }]],
		[true, true],
	])('unwraps %j', (answer, expected) => {
		expect(unwrap(answer)).toEqual(expected);
	});
});

describe('decimalIdIn', () => {
	it('returns an id of decimal digits', () => {
		expect(decimalIdIn({ id: '17841400000000001' })).toBe('17841400000000001');
	});

	it.each([
		[{}],
		[{ id: null }],
		[{ id: '' }],
		[{ id: 'abc' }],
		[{ id: '1 2' }],
		[{ id: 12 }],
		[{ success: true }],
	])('returns no id for %j', (answer) => {
		expect(decimalIdIn(answer)).toBeUndefined();
	});

	it.each([[true], [[]], [null], [undefined], ['17841400000000001']])('returns no id for %j', (answer) => {
		expect(decimalIdIn(answer)).toBeUndefined();
	});
});
