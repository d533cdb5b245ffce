import {
	API_VERSIONS,
	DEFAULT_API_VERSION,
	graphUrl,
	isApiVersion,
	isTokenHost,
	unversionedUrl,
} from '../../../nodes/Instagram/graph/hosts';

it('API_VERSIONS contains the newest versions, and the default is the newest', () => {
	expect(API_VERSIONS).toEqual(['v27.0', 'v26.0', 'v25.0', 'v24.0']);
	expect(DEFAULT_API_VERSION).toBe('v27.0');
	expect(API_VERSIONS.every(isApiVersion)).toBe(true);
});

it.each(['', '26.0', 'v26', 'v26.0/..', 'v26.0\n', 'latest'])('isApiVersion rejects %j', (text) => {
	expect(isApiVersion(text)).toBe(false);
});

it('graphUrl and unversionedUrl build URLs by login method', () => {
	expect(graphUrl('instagram', 'v26.0', '/me/media')).toBe('https://graph.instagram.com/v26.0/me/media');
	expect(graphUrl('facebook', 'v25.0', '/me/accounts')).toBe('https://graph.facebook.com/v25.0/me/accounts');
	expect(unversionedUrl('instagram', '/access_token')).toBe('https://graph.instagram.com/access_token');
});

it.each([
	['https://graph.instagram.com/v26.0/me', true],
	['https://graph.facebook.com/v26.0/me?fields=id', true],
	['https://rupload.facebook.com/ig-api-upload/v26.0/1', true],
	['http://graph.instagram.com/me', false],
	['https://graph.instagram.com:8443/me', false],
	['https://graph.instagram.com.evil.example/me', false],
	['https://user@graph.instagram.com/me', false],
	['https://graph.instagram.com@evil.example/me', false],
	['https://www.instagram.com/me', false],
	['not a url', false],
])('isTokenHost decides whether a token may be sent to %s: %s', (url, may) => {
	expect(isTokenHost(url)).toBe(may);
});
