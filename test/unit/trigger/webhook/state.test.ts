import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import fc from 'fast-check';

import { mergeSubscribed, readState, writeState } from '../../../../nodes/Instagram/trigger/webhook/state';

const contextWith = (stored: IDataObject) =>
	({ getWorkflowStaticData: () => stored }) as unknown as IWebhookFunctions;

const PEER = {
	nodeKey: 'w n',
	path: 'b/webhook',
	isTest: false,
	accountIds: ['1'],
	events: ['comments'],
	proof: 'p',
};

const STATE = {
	version: 1,
	account: { id: '1', proof: 'p' },
	subscribed: { app: ['comments'], account: { id: '1', fields: ['feed'] } },
	verifiedAt: '2026-11-22T00:00:00.000Z',
	holder: 'c/webhook',
	peers: [PEER],
	seen: 'a',
};

describe('readState', () => {
	it('returns what writeState has written', () => {
		const stored: IDataObject = {};
		const { version: _version, ...state } = STATE;
		writeState(contextWith(stored), state);
		expect(stored).toEqual(STATE);
		expect(readState(contextWith(stored))).toEqual(state);
	});

	it.each<[string, IDataObject]>([
		['no version', { account: { id: '1', proof: 'p' }, accountIds: ['1'] }],
		['another version', { ...STATE, version: 2 }],
		['nothing', {}],
	])('starts empty with %s', (_name, stored) => {
		expect(readState(contextWith(stored))).toEqual({});
	});

	it.each<[string, IDataObject, string]>([
		['an account that is text', { account: '1' }, 'account'],
		['notes that are a list', { subscribed: [] }, 'subscribed'],
		['fields that are numbers', { subscribed: { app: [1] } }, 'subscribed'],
		['a time that is a number', { verifiedAt: 1 }, 'verifiedAt'],
		['a holder that is an object', { holder: {} }, 'holder'],
		['peers that are text', { peers: 'b' }, 'peers'],
	])('skips %s', (_name, wrong, key) => {
		const { [key]: _left, version: _version, ...rest } = STATE as IDataObject;
		expect(readState(contextWith({ ...STATE, ...wrong }))).toEqual(rest);
	});

	it('skips malformed peers, and keeps the others', () => {
		const peers = [PEER, null, 'b', { ...PEER, path: 7 }, { ...PEER, accountIds: '1' }] as IDataObject[];
		expect(readState(contextWith({ ...STATE, peers })).peers).toEqual([PEER]);
	});

	it('never throws on data edited by hand', () => {
		fc.assert(
			fc.property(fc.constantFrom(...Object.keys(STATE)), fc.jsonValue(), (key, value) => {
				const context = contextWith({ ...STATE, [key]: value });
				expect(typeof readState(context)).toBe('object');
				writeState(context, readState(context));
			}),
		);
	});
});

describe('writeState', () => {
	it('sets nothing if nothing has changed, so that n8n saves nothing', () => {
		const frozen = Object.freeze(structuredClone(STATE));
		const { version: _version, ...state } = STATE;
		expect(() => writeState(contextWith(frozen), structuredClone(state))).not.toThrow();
	});

	it('removes missing keys', () => {
		const stored = structuredClone(STATE) as IDataObject;
		writeState(contextWith(stored), { seen: 'b' });
		expect(stored).toEqual({ version: 1, seen: 'b' });
	});
});

describe('mergeSubscribed', () => {
	it('merges the fields of the same account, each once', () => {
		expect(
			mergeSubscribed(
				{ app: ['comments'], account: { id: '1', fields: ['a'] } },
				{ app: ['comments', 'messages'], account: { id: '1', fields: ['a', 'b'] } },
			),
		).toEqual({ app: ['comments', 'messages'], account: { id: '1', fields: ['a', 'b'] } });
	});

	it('drops the fields of another account', () => {
		expect(
			mergeSubscribed({ account: { id: '1', fields: [] } }, { account: { id: '2', fields: ['b'] } }),
		).toEqual({ account: { id: '1', fields: [] } });
	});
});
