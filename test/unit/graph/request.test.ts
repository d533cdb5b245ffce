import { createHmac } from 'crypto';

import { appSecretProof, buildRequest, secretsOf } from '../../../nodes/Instagram/graph/request';
import type { GraphCall, GraphSettings } from '../../../nodes/Instagram/graph/types';

const facebook: GraphSettings = { loginMethod: 'facebook', apiVersion: 'v26.0', appSecret: 's3cret' };
const instagram: GraphSettings = { loginMethod: 'instagram', apiVersion: 'v25.0', appSecret: 's3cret' };

const TOKEN = 'EAAtoken';
const PROOF = createHmac('sha256', 's3cret').update(TOKEN).digest('hex');

function request(call: Partial<GraphCall>, settings = instagram) {
	return buildRequest({ method: 'GET', path: '/me', repeatable: true, ...call }, settings, TOKEN);
}

describe('buildRequest: URL', () => {
	it('uses the host and version of the login method', () => {
		expect(request({ path: '/me/media' }).url).toBe('https://graph.instagram.com/v25.0/me/media');
		expect(request({ path: '/17841400000000123' }, facebook).url).toBe(
			'https://graph.facebook.com/v26.0/17841400000000123',
		);
		expect(request({ path: '/' }, facebook).url).toBe('https://graph.facebook.com/v26.0/');
	});

	it.each([
		'',
		'me',
		'//evil.example',
		'/../v1/me',
		'/me/../x',
		'/me?fields=id',
		'/me#x',
		'/me/',
		'/a b',
		'/@evil.example',
		'/me\n',
		'/%2e%2e',
		'https://evil.example/',
	])('rejects the path %j', (path) => {
		expect(() => request({ path })).toThrow(/Not a path/);
	});

	it('keeps the host for an invalid version', () => {
		expect(request({}, { ...facebook, apiVersion: '@evil.example' }).url).toBe(
			'https://graph.facebook.com/@evil.example/me',
		);
	});

	it('does not follow redirects and returns any answer as text', () => {
		expect(request({})).toMatchObject({
			json: false,
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		});
	});
});

describe('buildRequest: signature', () => {
	it('sends the token only in a Bearer header', () => {
		for (const settings of [facebook, instagram]) {
			const { headers, ...rest } = request({ method: 'POST', form: { a: 1 }, query: { b: 2 } }, settings);
			expect(headers).toMatchObject({ Authorization: `Bearer ${TOKEN}` });
			expect(JSON.stringify(rest)).not.toContain(TOKEN);
			expect(JSON.stringify(rest)).not.toContain('s3cret');
		}
	});

	it('sends the HMAC of the token as app secret proof to graph.facebook.com', () => {
		expect(appSecretProof('s3cret', TOKEN)).toBe(PROOF);
		expect(PROOF).toMatch(/^[0-9a-f]{64}$/);
		expect(request({}, facebook).qs).toEqual({ appsecret_proof: PROOF });
		expect(request({ method: 'DELETE' }, facebook).qs).toEqual({ appsecret_proof: PROOF });
	});

	it('adds the proof to the form of a POST, and to the query of a JSON request', () => {
		const form = request({ method: 'POST', form: { a: 1 } }, facebook);
		expect(form.qs).toBeUndefined();
		expect(form.body).toBe(`a=1&appsecret_proof=${PROOF}`);
		const json = request({ method: 'POST', json: { a: 1 } }, facebook);
		expect(json.qs).toEqual({ appsecret_proof: PROOF });
		expect(json.body).toBe('{"a":1}');
	});

	it('sends no proof under Instagram Login or without a secret', () => {
		expect(request({}).qs).toBeUndefined();
		expect(request({}, { ...facebook, appSecret: undefined }).qs).toBeUndefined();
		expect(request({}, { ...facebook, appSecret: '' }).qs).toBeUndefined();
	});
});

describe('buildRequest: parameters', () => {
	const values = {
		text: 'a & b=c',
		number: 0.5,
		yes: true,
		no: false,
		zero: 0,
		empty: '',
		list: [{ username: 'ünï', x: 0.1 }],
		object: { graduation_strategy: 'MANUAL' },
		left: undefined,
		nothing: null as never,
	};
	const sent = {
		text: 'a & b=c',
		number: '0.5',
		yes: 'true',
		no: 'false',
		zero: '0',
		empty: '',
		list: '[{"username":"ünï","x":0.1}]',
		object: '{"graduation_strategy":"MANUAL"}',
	};

	it('sends query values as text, and lists and objects as JSON', () => {
		expect(request({ query: values }).qs).toEqual(sent);
	});

	it('sends form values urlencoded in the same way', () => {
		const { body, headers, qs } = request({ method: 'POST', form: values });
		expect(Object.fromEntries(new URLSearchParams(body as string))).toEqual(sent);
		expect(headers).toMatchObject({ 'Content-Type': 'application/x-www-form-urlencoded' });
		expect(qs).toBeUndefined();
	});

	it('sends a JSON body unchanged', () => {
		const json = { recipient: { id: '1' }, message: { text: 'hä?' } };
		const { body, headers } = request({ method: 'POST', json });
		expect(JSON.parse(body as string)).toEqual(json);
		expect(headers).toMatchObject({ 'Content-Type': 'application/json' });
	});

	it('keeps query and form of a POST separate', () => {
		const { body, qs } = request({ method: 'POST', query: { hide: true }, form: { message: 'x' } });
		expect(qs).toEqual({ hide: 'true' });
		expect(body).toBe('message=x');
	});

	it('preserves captions with line breaks and emoji', () => {
		const caption = 'Line 1\n\nLine 3 🙂 #tag @you + 100 % & more=less';
		const { body } = request({ method: 'POST', form: { caption } });
		expect(new URLSearchParams(body as string).get('caption')).toBe(caption);
	});

	it('sends no body with a read', () => {
		expect(request({ query: { fields: 'id' } })).not.toHaveProperty('body');
	});
});

describe('secretsOf', () => {
	it('returns all secrets used for signing', () => {
		expect(secretsOf(facebook, TOKEN)).toEqual([TOKEN, 's3cret', PROOF]);
		expect(secretsOf(instagram, TOKEN)).toEqual([TOKEN, 's3cret']);
		expect(secretsOf({ loginMethod: 'instagram', apiVersion: 'v26.0' }, TOKEN)).toEqual([TOKEN]);
	});
});
