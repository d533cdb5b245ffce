import { createHmac } from 'node:crypto';

import fc from 'fast-check';

import { isSameText, isSigned, looksSigned } from '../../../../nodes/Instagram/trigger/webhook/signature';

const SECRET = '0123456789abcdef0123456789abcdef';

function signatureOf(body: Uint8Array, secret = SECRET): string {
	return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

const bodies = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const secrets = fc.string({ minLength: 1, maxLength: 64 });

describe('isSigned', () => {
	// From Meta's description of the header, computed with `openssl dgst -sha256 -hmac`.
	it('accepts a signature computed by other software', () => {
		const header = 'sha256=f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8';
		const body = Buffer.from('The quick brown fox jumps over the lazy dog');
		expect(isSigned(body, header, ['key'])).toBe(true);
	});

	it('accepts a body signed with any of the secrets, in any order', () => {
		fc.assert(
			fc.property(
				bodies,
				fc.uniqueArray(secrets, { minLength: 1, maxLength: 4 }),
				fc.nat(),
				(body, all, index) => {
					const secret = all[index % all.length]!;
					expect(isSigned(body, signatureOf(body, secret), all)).toBe(true);
				},
			),
		);
	});

	it('rejects a body that differs in one bit', () => {
		fc.assert(
			fc.property(
				bodies.filter(({ length }) => length > 0),
				fc.nat(),
				fc.integer({ min: 0, max: 7 }),
				(body, index, bit) => {
					const forged = Buffer.from(body);
					const at = index % forged.length;
					forged[at] = forged[at]! ^ (1 << bit);
					expect(isSigned(forged, signatureOf(body), [SECRET])).toBe(false);
				},
			),
		);
	});

	it('rejects a signature that differs in one digit', () => {
		fc.assert(
			fc.property(bodies, fc.integer({ min: 0, max: 63 }), (body, index) => {
				const header = signatureOf(body);
				const at = 'sha256='.length + index;
				const digit = header[at] === '0' ? '1' : '0';
				expect(isSigned(body, header.slice(0, at) + digit + header.slice(at + 1), [SECRET])).toBe(false);
			}),
		);
	});

	it('rejects a body signed with another secret', () => {
		fc.assert(
			fc.property(bodies, secrets, (body, other) => {
				fc.pre(other !== SECRET);
				expect(isSigned(body, signatureOf(body, other), [SECRET])).toBe(false);
			}),
		);
	});

	it('rejects a re-serialized body', () => {
		const sent = Buffer.from('{"text":"\\u00e9t\\u00e9 \\u2764","id":"1"}');
		const again = Buffer.from(JSON.stringify(JSON.parse(sent.toString())));
		expect(isSigned(sent, signatureOf(sent), [SECRET])).toBe(true);
		expect(isSigned(again, signatureOf(sent), [SECRET])).toBe(false);
	});

	it('rejects everything without a secret, and a body signed with an empty secret', () => {
		const body = Buffer.from('{}');
		expect(isSigned(body, signatureOf(body), [])).toBe(false);
		expect(isSigned(body, signatureOf(body, ''), [''])).toBe(false);
		expect(isSigned(body, signatureOf(body, ''), ['', SECRET])).toBe(false);
	});

	it('accepts uppercase digits', () => {
		const body = Buffer.from('{}');
		const header = signatureOf(body).slice('sha256='.length).toUpperCase();
		expect(isSigned(body, `sha256=${header}`, [SECRET])).toBe(true);
	});

	it('accepts an empty body', () => {
		expect(isSigned(Buffer.alloc(0), signatureOf(Buffer.alloc(0)), [SECRET])).toBe(true);
	});
});

const GOOD = signatureOf(Buffer.from('{}'));
const DIGITS = GOOD.slice('sha256='.length);

describe.each([
	['none', undefined],
	['null', null],
	['a number', 256],
	['empty', ''],
	['the prefix alone', 'sha256='],
	['without prefix', DIGITS],
	['SHA-1', `sha1=${DIGITS.slice(0, 40)}`],
	['a digit short', GOOD.slice(0, -1)],
	['a digit long', `${GOOD}0`],
	['not hexadecimal', `${GOOD.slice(0, -1)}g`],
	['with a blank before', ` ${GOOD}`],
	['with a blank behind', `${GOOD} `],
	['with a line break behind', `${GOOD}\n`],
	['with a line break and more behind', `${GOOD}\n${GOOD}`],
	['sent twice', `${GOOD}, ${GOOD}`],
	['in a list', [GOOD]],
	['an object that reads like one', { toString: () => GOOD }],
])('signature header that is %s', (_name, header) => {
	it('is rejected by looksSigned and isSigned', () => {
		expect(looksSigned(header)).toBe(false);
		expect(isSigned(Buffer.from('{}'), header, [SECRET])).toBe(false);
	});
});

describe('looksSigned', () => {
	it('does not check whether the signature is valid', () => {
		expect(looksSigned(GOOD)).toBe(true);
		expect(looksSigned(`sha256=${'0'.repeat(64)}`)).toBe(true);
	});

	it('never throws', () => {
		fc.assert(
			fc.property(fc.anything(), (header) => {
				expect(looksSigned(header)).toBe(false);
				expect(isSigned(Buffer.from('{}'), header, [SECRET])).toBe(false);
			}),
		);
	});
});

describe('isSameText', () => {
	it('is true only for equal strings', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (one, other) => {
				expect(isSameText(one, other)).toBe(one === other);
				expect(isSameText(one, one)).toBe(true);
			}),
		);
	});

	it('distinguishes different lengths', () => {
		expect(isSameText('token', 'token ')).toBe(false);
		expect(isSameText('', 'token')).toBe(false);
	});
});
