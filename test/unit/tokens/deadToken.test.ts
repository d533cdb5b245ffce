import { resetProcessState } from '../../../nodes/Instagram/shared/processState';
import { GraphError, graphError } from '../../../nodes/Instagram/graph/errors/explain';
import { isDeadToken } from '../../../nodes/Instagram/tokens/tokenErrors';
import { consented, obtained, pasted, refused } from '../../doubles/fakeN8n';

const app = { appId: '1234567890', appSecret: 'app-secret-value' };

beforeEach(resetProcessState);

const refusal = (kind: GraphError['kind'], code: number) =>
	new GraphError({ kind, code, message: 'no', description: 'no', retry: 'never', outcome: 'refused' });

describe('isDeadToken', () => {
	it.each([undefined, 458, 460, 463, 467, 492])('190/%s: yes', (subcode) => {
		expect(isDeadToken(graphError({ code: 190, subcode }))).toBe(true);
	});

	it.each([459, 464, 490])('190/%s: no, the owner has to sign in and confirm', (subcode) => {
		expect(isDeadToken(graphError({ code: 190, subcode }))).toBe(false);
	});

	it.each<[GraphError['kind'], number]>([
		['permission', 190],
		['permission', 200],
		['token', 101],
		['token', 200],
		['token', 100],
	])('an error of kind %s with code %i: no', (kind, code) => {
		expect(isDeadToken(refusal(kind, code))).toBe(false);
	});

	it('no error of Meta: no', () => {
		expect(isDeadToken(new Error('190'))).toBe(false);
	});
});

describe('session > a token that Meta does not exchange', () => {
	it.each([459, 490])(
		'because the owner has to confirm something (190/%i) is kept, and exchanged once that is done',
		async (subcode) => {
			const n8n = consented('instagram', { access_token: 'short' });
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
	])('because of the app or a permission (%i %s) is not taken for long-lived', async (code, message) => {
		const n8n = pasted('instagram', app);
		n8n.respond = () => refused(code, message);
		const session = await n8n.open();
		expect(session.source.current()).toBe('pasted-token');
		expect(session.state().kind).toBe('unknown');
		expect(n8n.saves).toBe(0);
	});

	it.each([
		[1, 'Error validating client secret.'],
		[101, 'Error validating application.'],
	])('because of the app id or secret (%i %s) is an error that says so', async (code, message) => {
		for (const n8n of [consented('instagram', { access_token: 'short' }), pasted('instagram', app)]) {
			n8n.respond = () => refused(code, message);
			await expect(n8n.open()).rejects.toThrow(/app/);
		}
	});
});

describe('session > a token that debug_token calls invalid', () => {
	it('because the owner has to confirm something is not given up', async () => {
		const n8n = pasted('facebook', app);
		n8n.respond = () => ({ data: { is_valid: false, scopes: [], error: { code: 190, subcode: 490 } } });
		const session = await n8n.open();
		expect(session.source.current()).toBe('pasted-token');
		expect(session.warnings).toEqual([expect.stringMatching(/does not accept the access token for now/)]);
	});
});
