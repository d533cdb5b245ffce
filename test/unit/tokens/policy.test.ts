import type { RenewalCapabilities, TokenFacts } from '../../../nodes/Instagram/tokens/policy';
import { nextAction, forcedAction, refreshAfter } from '../../../nodes/Instagram/tokens/policy';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-22T10:00:00Z');

const instagram: RenewalCapabilities = { loginMethod: 'instagram', appId: true, appSecret: true };
const facebook: RenewalCapabilities = { loginMethod: 'facebook', appId: true, appSecret: true };
const withoutApp = (loginMethod: RenewalCapabilities['loginMethod']): RenewalCapabilities => ({
	loginMethod,
	appId: false,
	appSecret: false,
});

function longLived(ageInDays: number, more: Partial<TokenFacts> = {}): TokenFacts {
	const issuedAt = NOW - ageInDays * DAY;
	return { kind: 'longLived', origin: 'consent', issuedAt, expiresAt: issuedAt + 60 * DAY, ...more };
}

const fresh: TokenFacts = { kind: 'shortLived', origin: 'consent' };
const withAccessToken: TokenFacts = { kind: 'unknown', origin: 'pasted' };
const unknown: TokenFacts = { kind: 'unknown', origin: 'consent' };
const permanent: TokenFacts = { kind: 'permanent', origin: 'pasted', expiresAt: null };

describe('nextAction', () => {
	it.each<[string, TokenFacts, RenewalCapabilities, string]>([
		['from the consent screen', fresh, instagram, 'exchange'],
		['from the consent screen', fresh, facebook, 'exchange'],
		['from the consent screen, life unknown', unknown, facebook, 'inspect'],
		['long-lived, new', longLived(0), instagram, 'use'],
		['long-lived, 6.9 days old', longLived(6.9), instagram, 'use'],
		['long-lived, 7 days old', longLived(7), instagram, 'refresh'],
		['long-lived, 7 days old', longLived(7), facebook, 'refresh'],
		['long-lived, 59.9 days old', longLived(59.9), facebook, 'refresh'],
		['long-lived, 60 days old', longLived(60), instagram, 'reconnect'],
		['long-lived, 7 days old, no app', longLived(7), withoutApp('facebook'), 'use'],
		['long-lived, 7 days old, no app', longLived(7), withoutApp('instagram'), 'refresh'],
		['long-lived, expiry unknown', longLived(8, { expiresAt: undefined }), instagram, 'refresh'],
		['tried half a day ago', longLived(8, { lastFailedAt: NOW - DAY / 2 }), instagram, 'use'],
		['tried a day ago', longLived(8, { lastFailedAt: NOW - DAY }), instagram, 'refresh'],
		['tried before the clock was set back', longLived(8, { lastFailedAt: NOW + DAY }), instagram, 'refresh'],
		['pasted', withAccessToken, instagram, 'exchange'],
		['pasted', withAccessToken, facebook, 'inspect'],
		['pasted, no app', withAccessToken, withoutApp('instagram'), 'use'],
		['pasted, no app', withAccessToken, withoutApp('facebook'), 'use'],
		['pasted, tried in vain', { ...withAccessToken, lastFailedAt: NOW - 1 }, facebook, 'use'],
		['without expiry', permanent, facebook, 'use'],
		['short-lived, tried a minute ago', { ...fresh, lastFailedAt: NOW - 60_000 }, instagram, 'exchange'],
		['short-lived, expired', { ...fresh, expiresAt: NOW }, facebook, 'reconnect'],
	])('%s: %j, %j -> %s', (_what, facts, means, action) => {
		expect(nextAction(facts, means, NOW).action).toBe(action);
	});
});

describe('forcedAction', () => {
	it.each<[string, TokenFacts, RenewalCapabilities, string]>([
		['a day old', longLived(1), instagram, 'refresh'],
		['a day old', longLived(1), facebook, 'refresh'],
		['from the consent screen', fresh, instagram, 'exchange'],
		['tried an hour ago', longLived(3, { lastFailedAt: NOW - DAY / 24 }), instagram, 'refresh'],
		['pasted, without the app: Meta needs no secret', withAccessToken, withoutApp('instagram'), 'refresh'],
		['pasted', withAccessToken, facebook, 'inspect'],
		['expired', longLived(61), instagram, 'reconnect'],
	])('%s -> %s', (_what, facts, means, action) => {
		expect(forcedAction(facts, means, NOW).action).toBe(action);
	});

	it.each<[TokenFacts, RenewalCapabilities, RegExp]>([
		[longLived(0.9), instagram, /less than 24 hours old.*2026-11-22T12:24:00\.000Z/],
		[permanent, facebook, /no expiry date/],
		[longLived(9), withoutApp('facebook'), /without the app's ID and secret/],
	])('keeps the token and says why', (facts, means, reason) => {
		expect(forcedAction(facts, means, NOW)).toEqual({
			action: 'keep',
			reason: expect.stringMatching(reason) as string,
		});
	});
});

describe('refreshAfter', () => {
	it('returns a week after the issue date if the token can be refreshed', () => {
		expect(refreshAfter(longLived(2), instagram)).toBe(NOW + 5 * DAY);
		expect(refreshAfter(longLived(2), withoutApp('facebook'))).toBeNull();
		expect(refreshAfter(permanent, facebook)).toBeNull();
		expect(refreshAfter(withAccessToken, instagram)).toBeNull();
	});
});
