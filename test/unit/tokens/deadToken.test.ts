import { resetProcessState } from '../../../nodes/Instagram/shared/processState';
import { GraphError, graphError } from '../../../nodes/Instagram/graph/errors/explain';
import { isDeadToken } from '../../../nodes/Instagram/tokens/tokenErrors';
import { withConsent, obtained, withAccessToken, refused } from '../../doubles/fakeN8n';

const app = { appId: '1234567890', appSecret: 'app-secret-value' };

beforeEach(resetProcessState);

const refusal = (kind: GraphError['kind'], code: number) =>
	new GraphError({ kind, code, message: 'no', description: 'no', retry: 'never', outcome: 'refused' });

describe('isDeadToken', () => {
	it.each([undefined, 458, 460, 463, 467, 492])('is true for 190/%s', (subcode) => {
		expect(isDeadToken(graphError({ code: 190, subcode }))).toBe(true);
	});

	it.each([459, 464, 490])(
		'is false for 190/%s, because the owner only has to confirm something',
		(subcode) => {
			expect(isDeadToken(graphError({ code: 190, subcode }))).toBe(false);
		},
	);

	it.each<[GraphError['kind'], number]>([
		['permission', 190],
		['permission', 200],
		['token', 101],
		['token', 200],
		['token', 100],
	])('is false for an error of kind %s with code %i', (kind, code) => {
		expect(isDeadToken(refusal(kind, code))).toBe(false);
	});

	it("is false for an error that is not Meta's", () => {
		expect(isDeadToken(new Error('190'))).toBe(false);
	});
});

describe('session > failed exchange', () => {
	it.each([459, 490])(
		'keeps the token if the owner has to confirm something (190/%i), and exchanges it afterwards',
		async (subcode) => {
			const n8n = withConsent('instagram', { access_token: 'short' });
			n8n.respond = () => refused(190, 'checkpoint', { error_subcode: subcode });
			const session = await n8n.open();
			expect(session.source.current()).toBe('short');
			expect(session.warnings).toEqual([expect.stringMatching(/could not be exchanged/)]);
			n8n.respond = () => obtained('long');
			expect((await n8n.open()).source.current()).toBe('long');
		},
	);

	it.each([
		[200, 'API access blocked.'],
		[10, '(#10) Application does not have permission for this action'],
	])(
		'does not treat the token as long-lived after an error of the app or a permission (%i %s)',
		async (code, message) => {
			const n8n = withAccessToken('instagram', app);
			n8n.respond = () => refused(code, message);
			const session = await n8n.open();
			expect(session.source.current()).toBe('pasted-token');
			expect(session.state().kind).toBe('unknown');
			expect(n8n.saves).toBe(0);
		},
	);

	it.each([
		[1, 'Error validating client secret.'],
		[101, 'Error validating application.'],
	])('throws if the app ID or secret is wrong (%i %s)', async (code, message) => {
		for (const n8n of [
			withConsent('instagram', { access_token: 'short' }),
			withAccessToken('instagram', app),
		]) {
			n8n.respond = () => refused(code, message);
			await expect(n8n.open()).rejects.toThrow(/app/);
		}
	});
});

describe('session > token that debug_token reports as invalid', () => {
	it('stays in use if the owner has to confirm something', async () => {
		const n8n = withAccessToken('facebook', app);
		n8n.respond = () => ({ data: { is_valid: false, scopes: [], error: { code: 190, subcode: 490 } } });
		const session = await n8n.open();
		expect(session.source.current()).toBe('pasted-token');
		expect(session.warnings).toEqual([expect.stringMatching(/does not accept the access token for now/)]);
	});
});
