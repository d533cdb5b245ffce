import { AxiosError } from 'axios';

import { networkError } from '../../../../nodes/Instagram/graph/errors/explain';

const coded = (code: string, text = 'x') => Object.assign(new Error(text), { code });

describe('networkError', () => {
	it.each([
		'ECONNRESET',
		'EPIPE',
		'ECONNABORTED',
		'ETIMEDOUT',
		'ERR_CANCELED',
		'EHOSTUNREACH',
		'ENETUNREACH',
		'EPROTO',
		'ERR_BAD_RESPONSE',
	])('reports an unknown outcome for %s', (code) => {
		expect(networkError(coded(code))).toMatchObject({
			kind: 'network',
			outcome: 'unknown',
			retry: 'sameRequest',
			retryable: true,
			code: undefined,
			httpCode: undefined,
		});
	});

	it.each(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED'])('reports that nothing was sent for %s', (code) => {
		expect(networkError(coded(code))).toMatchObject({
			kind: 'network',
			outcome: 'refused',
			retry: 'sameRequest',
		});
	});

	it.each([
		'CERT_HAS_EXPIRED',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'SELF_SIGNED_CERT_IN_CHAIN',
		'UNABLE_TO_GET_ISSUER_CERT',
		'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
		'ERR_TLS_CERT_ALTNAME_INVALID',
	])('reports a certificate error without a retry for %s', (code) => {
		const error = networkError(coded(code));
		expect(error).toMatchObject({ outcome: 'refused', retry: 'never' });
		expect(error.message).toMatch(/certificate/);
	});

	it('distinguishes a timeout from a lost connection', () => {
		expect(networkError(coded('ETIMEDOUT')).message).toMatch(/did not answer in time/);
		expect(networkError(coded('ECONNRESET')).message).toMatch(/was lost/);
	});

	it('finds the code in nested errors', () => {
		const wrapped = Object.assign(new Error('wrapped'), { code: 'ERR_WRAP', cause: coded('ENOTFOUND') });
		expect(networkError(wrapped)).toMatchObject({ outcome: 'refused' });
		const circular: { code: string; cause?: unknown } = { code: 'ERR_LOOP' };
		circular.cause = circular;
		expect(networkError(circular)).toMatchObject({ outcome: 'unknown' });
	});

	it.each([
		undefined,
		null,
		'text',
		42,
		{},
		new Error('x'),
		{ code: 7 },
		{ code: 'constructor' },
		{ code: 'toString' },
	])('tolerates the cause %p', (cause) => {
		expect(networkError(cause)).toMatchObject({ kind: 'network', outcome: 'unknown', retryable: true });
	});

	it('reveals nothing about the request', () => {
		const cause = new AxiosError(
			'connect ECONNRESET https://graph.facebook.com/?access_token=SECRET',
			'ECONNRESET',
			{
				url: 'https://graph.facebook.com/?access_token=SECRET',
				headers: { Authorization: 'Bearer SECRET' },
			} as never,
			{ _header: 'Authorization: Bearer SECRET' },
		);
		const error = networkError(cause);
		expect(JSON.stringify([error, error.message, error.description, error.stack])).not.toContain('SECRET');
		expect(error.cause).toBeUndefined();
		expect(error.description).toContain('ECONNRESET');
	});

	it('omits an invalid code', () => {
		expect(networkError({ code: 'Bearer SECRET' }).message).not.toContain('SECRET');
	});
});
