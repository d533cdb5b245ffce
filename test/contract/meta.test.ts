import { existsSync } from 'node:fs';
import path from 'node:path';

import { outside } from './meta/check';
import { EXCEPTIONS } from './meta/exceptions';
import { UNVERIFIED } from './meta/unverified';
import { root } from './sources';

const get = (path: string, parameters: Record<string, string>, host = 'graph.facebook.com') =>
	outside({ method: 'GET', host, path, parameters });

describe("the check against Meta's SDK", () => {
	it.each([
		['/v26.0/17841400000000001/media', { fields: 'id,caption,children{id,media_type}', limit: '5' }],
		['/v26.0/me/accounts', { fields: 'id,instagram_business_account{id,username}' }],
		['/v26.0/17841400000000001', { fields: 'business_discovery.username(north){id,media.limit(3){id}}' }],
		['/v26.0/102938475610001/conversations', { platform: 'instagram', fields: 'id,messages{id,from}' }],
	])('passes GET %s', (path, parameters) => {
		expect(get(path, parameters as Record<string, string>)).toEqual([]);
	});

	it.each([
		['an unknown edge', '/v26.0/1/photos', {}, 'no node of graph.facebook.com has GET /{id}/photos'],
		['an unknown field', '/v26.0/1/media', { fields: 'id,title' }, 'IGMedia has no field title'],
		[
			'an unknown nested field',
			'/v26.0/1/media',
			{ fields: 'comments{id,mood}' },
			'IGComment has no field mood',
		],
		['an unknown parameter', '/v26.0/1/media', { sort: 'asc' }, 'no parameter sort'],
		['an unknown value', '/v26.0/1/conversations', { platform: 'pigeon' }, 'platform cannot be pigeon'],
		['a call without a node', '/v26.0/search/all/posts', {}, 'no call GET /search/all/posts'],
	])('rejects %s', (_name, path, parameters, fault) => {
		expect(get(path, parameters as unknown as Record<string, string>).join()).toContain(fault);
	});

	it('knows the fields of each host', () => {
		expect(get('/v26.0/1', { fields: 'business_discovery' })).toEqual([]);
		expect(get('/v26.0/1', { fields: 'business_discovery' }, 'graph.instagram.com')).not.toEqual([]);
	});
});

describe('the list of exceptions', () => {
	it('names a document of Meta for each exception', () => {
		for (const { document } of EXCEPTIONS)
			expect(document).toMatch(/^https:\/\/developers\.facebook\.com\/(docs|documentation)\//);
	});
});

describe('the list of unverified claims', () => {
	it.each(UNVERIFIED)('names the source file and the fallback: $claim', ({ file, fallback }) => {
		expect(existsSync(path.join(root, file))).toBe(true);
		expect(fallback).toMatch(/\.$/);
	});

	it('names each claim once', () => {
		const claims = UNVERIFIED.map(({ claim }) => claim);
		expect(new Set(claims).size).toBe(claims.length);
	});
});
