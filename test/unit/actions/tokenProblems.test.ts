import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { TokenFindings } from '../../../nodes/Instagram/actions/token/tokenProblems';
import { tokenProblems } from '../../../nodes/Instagram/actions/token/tokenProblems';

const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 10, 22);

const account = { id: '17841400000000003', username: 'harbour_bakery' };
const base = ['instagram_basic', 'pages_show_list', 'pages_read_engagement'];

/** A Facebook Login credential in good order. */
const sound: TokenFindings = {
	loginMethod: 'facebook',
	origin: 'consent',
	kind: 'longLived',
	hasApp: true,
	now: NOW,
	reach: { accounts: [account], pagesWithout: [], withBusinesses: true },
	pagesWithoutPublishing: [],
	requestedScopes: [...base, 'instagram_content_publish'],
	scopes: [...base, 'instagram_content_publish'],
	expiresAt: NOW + 60 * DAY,
	refreshAfter: NOW + 7 * DAY,
	dataAccessExpiresAt: NOW + 90 * DAY,
};

const problems = (changes: Partial<TokenFindings>) => tokenProblems({ ...sound, ...changes });
const noAccount = { accounts: [], pagesWithout: [], withBusinesses: true };

describe('tokenProblems', () => {
	it('is empty for a token in good order', () => {
		expect(problems({})).toEqual([]);
	});

	it('returns only why Meta does not accept the token, if it does not', () => {
		const rejection = { message: 'The access token has expired', description: 'Reconnect the credential.' };
		expect(problems({ rejection, reach: undefined, scopes: [], expiresAt: NOW - DAY })).toEqual([
			{ problem: 'The access token has expired', nextStep: 'Reconnect the credential.' },
		]);
	});

	it("names the permissions that were not granted, by Meta's name and by the credential's label", () => {
		const requestedScopes = [...sound.requestedScopes, 'instagram_manage_comments', 'ads_read'];
		expect(problems({ requestedScopes })).toEqual([
			{
				problem:
					"Requested by the credential, but not granted: instagram_manage_comments ('Manage Comments'), ads_read",
				nextStep: expect.stringContaining('Connect the credential again'),
			},
		]);
	});

	it('names both permissions of the credential that need the same scope', () => {
		const [first] = problems({ requestedScopes: ['pages_manage_metadata'] });
		expect(first?.problem).toContain("pages_manage_metadata ('Messages', 'Webhooks')");
	});

	it('does not report permissions where the granted ones are not known', () => {
		expect(problems({ scopes: [] })).toEqual([]);
	});

	it('does not report the scopes of a pasted token that reaches an account', () => {
		expect(problems({ origin: 'pasted', scopes: ['instagram_basic'] })).toEqual([]);
	});

	it('reports the scopes of a pasted token that reaches no account, and not the account besides', () => {
		expect(problems({ origin: 'pasted', scopes: ['instagram_basic'], reach: noAccount })).toEqual([
			{
				problem: expect.stringMatching(/^The token was created without: pages_show_list/),
				nextStep: expect.stringContaining('paste it into the credential'),
			},
		]);
	});

	it.each([
		['no Page', noAccount, /^It reaches no Facebook Page either\. Connect the credential again/],
		[
			'a Page without an account',
			{ ...noAccount, pagesWithout: ['Harbour Bakery'] },
			/^It reaches Facebook Pages that show none: Harbour Bakery\./,
		],
	])('reports that no account is reached: %s', (_case, reach, nextStep) => {
		expect(problems({ reach })).toEqual([
			{
				problem: 'The credential reaches no Instagram account',
				nextStep: expect.stringMatching(nextStep),
			},
		]);
	});

	it('reports a missing permission that every operation needs instead of the missing account', () => {
		const found = problems({ reach: noAccount, scopes: ['pages_show_list', 'pages_read_engagement'] });
		expect(found.map(({ problem }) => problem)).toEqual([expect.stringContaining('instagram_basic')]);
	});

	it('reports a role on the Page that does not include publishing', () => {
		expect(problems({ pagesWithoutPublishing: ['Harbour Bakery'] })).toEqual([
			{
				problem: expect.stringContaining('may not create content for the Page: Harbour Bakery'),
				nextStep: expect.stringContaining('give this person full control'),
			},
		]);
	});

	it('does not report the role if the token is not for publishing', () => {
		const scopes = base;
		expect(problems({ pagesWithoutPublishing: ['Bakery'], scopes, requestedScopes: base })).toEqual([]);
	});

	it.each([
		['consent', true, 'facebook', /^Run this operation again/],
		['pasted', true, 'facebook', /^Run this operation again/],
		['pasted', false, 'facebook', /^Enter 'App ID' and 'App Secret'/],
		['pasted', false, 'instagram', /^Enter 'App Secret'/],
	] as const)('reports a short-lived token (%s, app: %s, %s)', (origin, hasApp, loginMethod, nextStep) => {
		const never = { expiresAt: null, refreshAfter: null };
		expect(problems({ kind: 'shortLived', origin, hasApp, loginMethod, ...never })).toEqual([
			{
				problem: expect.stringContaining('short-lived'),
				nextStep: expect.stringMatching(nextStep),
			},
		]);
	});

	it.each([
		[false, "Enter 'App ID' and 'App Secret' in the credential: the node then renews the token."],
		[true, 'Create a new token and paste it into the credential before then.'],
	])('reports a token that expires and is never refreshed (with the app: %s)', (hasApp, nextStep) => {
		const expiresAt = Date.UTC(2027, 0, 3);
		expect(problems({ origin: 'pasted', hasApp, expiresAt, refreshAfter: null })).toEqual([
			{ problem: 'The token expires on 2027-01-03 and cannot be renewed', nextStep },
		]);
	});

	it('does not report a token that never expires', () => {
		expect(problems({ kind: 'permanent', expiresAt: null, refreshAfter: null })).toEqual([]);
	});

	it('reports a renewal that was due and did not happen', () => {
		expect(problems({ refreshAfter: NOW + 1 })).toEqual([]);
		expect(problems({ refreshAfter: NOW })).toEqual([
			{
				problem: expect.stringMatching(/could not be renewed when it was due; it expires on 2027-01-21$/),
				nextStep: expect.stringMatching(/^Run Token > Refresh/),
			},
		]);
	});

	it('reports access to data from 14 days before its end', () => {
		expect(problems({ dataAccessExpiresAt: NOW + 14 * DAY + 1 })).toEqual([]);
		expect(problems({ dataAccessExpiresAt: NOW + 14 * DAY })).toEqual([
			{
				problem: "The app's access to the person's data expires on 2026-12-06",
				nextStep: 'Connect the credential again before then.',
			},
		]);
		expect(problems({ dataAccessExpiresAt: NOW })).toEqual([
			{
				problem: "The app's access to the person's data expired on 2026-11-22",
				nextStep: 'Connect the credential again.',
			},
		]);
	});

	it('lists several problems, missing permissions first', () => {
		const found = problems({
			requestedScopes: [...base, 'instagram_manage_insights'],
			pagesWithoutPublishing: ['Bakery'],
			dataAccessExpiresAt: NOW,
		});
		expect(found.map(({ problem }) => problem.slice(0, 14))).toEqual([
			'Requested by t',
			'The person who',
			"The app's acce",
		]);
	});

	it('returns only texts that the page on troubleshooting has', () => {
		const page = readFileSync(path.join(__dirname, '../../../docs/troubleshooting.md'), 'utf8');
		const never = { expiresAt: null, refreshAfter: null };
		const all = [
			{ requestedScopes: ['instagram_manage_insights'] },
			{ origin: 'pasted', scopes: ['email'], reach: noAccount },
			{ reach: noAccount },
			{ pagesWithoutPublishing: ['Bakery'] },
			{ kind: 'shortLived', ...never },
			{ refreshAfter: null },
			{ refreshAfter: NOW },
			{ dataAccessExpiresAt: NOW + DAY },
			{ dataAccessExpiresAt: NOW },
		] satisfies Array<Partial<TokenFindings>>;
		const found = all.map((changes) => problems(changes).map(({ problem }) => problem));
		expect(found.map(({ length }) => length)).toEqual(all.map(() => 1));
		// Up to the first name or date.
		const texts = found.flat().map((text) => text.split(/(?<=:) | \d{4}-|;/)[0] ?? text);
		expect(texts.filter((text) => !page.includes(text))).toEqual([]);
	});
});
