import { readJsonObject, readPath } from '../../../nodes/Instagram/actions/api/input';

describe('readPath', () => {
	it.each<[string, object]>([
		['/me', { path: '/me', query: {} }],
		['/', { path: '/', query: {} }],
		[' /17841400000000001/media/ ', { path: '/17841400000000001/media', query: {} }],
		['/v27.0/me/stories', { path: '/me/stories', query: {}, version: 'v27.0' }],
		['/v27.0', { path: '/', query: {}, version: 'v27.0' }],
		[
			'/me/media?fields=id,caption&limit=5',
			{ path: '/me/media', query: { fields: 'id,caption', limit: '5' } },
		],
		['/aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ6?', { path: '/aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ6', query: {} }],
	])('reads %j', (value, read) => {
		expect(readPath(value, 'Path')).toEqual(read);
	});

	it.each<[string, unknown, RegExp]>([
		['nothing', '', /^'Path' is empty/],
		['null', null, /^'Path' is empty/],
		['an object', { path: '/me' }, /^'Path' must be text/],
		['a path without slash', 'me/media', /^'Path' must begin with '\/'/],
		['a URL', 'https://graph.facebook.com/v27.0/me', /^'Path' must not contain a host/],
		['a URL without scheme', '//evil.example/me', /^'Path' must not contain a host/],
		['a script', 'javascript:alert(1)', /^'Path' must not contain a host/],
		['a host', 'graph.facebook.com/me', /^'Path' must begin with '\/'/],
		['a backslash', '/\\evil.example', /^'Path' is not a path of the Graph API/],
		['two slashes', '/me//media', /^'Path' is not a path of the Graph API/],
		['a parent folder', '/me/../17841400000000001', /^'Path' is not a path of the Graph API/],
		['an escaped parent folder', '/me/%2e%2e/1', /^'Path' is not a path of the Graph API/],
		['user info', '/@evil.example/me', /^'Path' is not a path of the Graph API/],
		['two versions', '/v27.0/v26.0/me', /^'Path' is not a path of the Graph API/],
		['a fragment', '/me#top', /^'Path' must not contain '#'/],
		['a line break', '/me\n/media', /^'Path' is not a path of the Graph API/],
		['a token', '/me?access_token=EAAsecret', /^'Path' contains 'access_token'/],
		['a proof', '/me?fields=id&AppSecret_Proof=abc', /^'Path' contains 'AppSecret_Proof'/],
		['an escaped token', '/me?access%5Ftoken=x', /^'Path' contains 'access_token'/],
		['a token as a list', '/me?access_token[]=x', /^'Path' contains 'access_token\[\]'/],
		['a token behind a blank', '/me?%20access_token=x', /^'Path' contains ' access_token'/],
		['a token with a dot', '/me?access.token=x', /^'Path' contains 'access.token'/],
		['another method as a list', '/me?method[0]=delete', /^'Path' contains 'method\[0\]'/],
	])('rejects %s', (_what, value, message) => {
		expect(() => readPath(value, 'Path')).toThrow(message);
	});

	it('does not repeat a token in its message', () => {
		expect(() => readPath('/me?access_token=EAAsecret', 'Path')).not.toThrow(/EAAsecret/);
	});
});

describe('readJsonObject', () => {
	it.each<[unknown, object]>([
		['', {}],
		[null, {}],
		[undefined, {}],
		['{}', {}],
		['{"fields":"id"}', { fields: 'id' }],
		[
			{ fields: 'id', limit: 5 },
			{ fields: 'id', limit: 5 },
		],
		['{"media_id":17841400000000001}', { media_id: '17841400000000001' }],
		['{"message":"the access_token has expired"}', { message: 'the access_token has expired' }],
	])('reads %j', (value, object) => {
		expect(readJsonObject(value, 'Query')).toEqual(object);
	});

	it.each<[string, unknown, RegExp]>([
		['text', 'fields=id', /^'Query' is not valid JSON/],
		['half an object', '{"fields":', /^'Query' is not valid JSON/],
		['a list', '["id"]', /^'Query' must be a JSON object, not a list/],
		['a list by expression', ['id'], /^'Query' must be a JSON object, not a list/],
		['a number', 5, /^'Query' must be a JSON object, not a number/],
		['a truth value', 'true', /^'Query' must be a JSON object, not a boolean/],
		['null as JSON', 'null', /^'Query' must be a JSON object, not null/],
		['a token', { access_token: 'x' }, /^'Query' contains 'access_token'/],
		['a token as an entry', { 'access_token[0]': 'x' }, /^'Query' contains 'access_token\[0\]'/],
		['a token in JSON as text', { a: '{"access_token" : "x"}' }, /^'Query' contains 'access_token'/],
		['another method', '{"Method ":"delete"}', /^'Query' contains 'Method '/],
		['a token further inside', { a: [{ APPSECRET_PROOF: 'x' }] }, /^'Query' contains 'APPSECRET_PROOF'/],
		[
			'a token in a call of a batch',
			{ batch: [{ relative_url: 'me?access_token=x' }] },
			/contains 'access_token'/,
		],
		['a rounded number', { a: { media_id: 17841400000000002 } }, /too large to be exact: 'media_id'/],
	])('rejects %s', (_what, value, message) => {
		expect(() => readJsonObject(value, 'Query')).toThrow(message);
	});
});
