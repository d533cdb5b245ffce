import type { INodeParameters } from 'n8n-workflow';

import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Authentication, Connected } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	counts,
	failures,
	connectedCredential,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const getInvites = { resource: 'collaboration', operation: 'getInvites' };
const respond = { resource: 'collaboration', operation: 'respond' };

const connect = async (authentication: Authentication = 'accessToken') =>
	await connectedCredential(sandbox.get(), 'facebook', authentication);

const pending = () =>
	sandbox
		.get()
		.world.engagement.invites.filter(({ accountId }) => accountId === ACCOUNT.facebook)
		.map(({ media }) => media.id);

const isCollaborator = (id: string) =>
	sandbox.get().world.engagement.collaborations.has(`${ACCOUNT.facebook}:${id}`);

async function failure(connected: Connected, parameters: INodeParameters) {
	const { last } = await run(connected, parameters, { onError: 'continueRegularOutput' });
	return failures(last.outputs[0]!)[0];
}

describe.each(['oAuth2', 'accessToken'] as const)('collaboration, with %s', (authentication) => {
	it('lists invites, accepts one and declines the other', async () => {
		const connected = await connect(authentication);
		const [accepted = '', declined = ''] = pending();
		const listed = await run(connected, getInvites);
		expect(listed.json).toEqual([
			{
				media_id: accepted,
				media_owner_username: expect.any(String),
				caption: 'Made together',
				media_url: expect.stringContaining('http'),
			},
			expect.objectContaining({ media_id: declined }),
		]);
		const answered = await run(
			connected,
			{ ...respond, inviteMediaId: '={{ $json.media_id }}', response: '={{ $json.response }}' },
			{
				items: [
					{ media_id: accepted, response: 'accept' },
					{ media_id: declined, response: 'decline' },
				],
			},
		);
		expect(answered.json).toEqual([
			{ media_id: accepted, accepted: true },
			{ media_id: declined, accepted: false },
		]);
		expect(answered.last.outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect([isCollaborator(accepted), isCollaborator(declined), pending()]).toEqual([true, false, []]);
	});
});

describe('collaboration.getInvites', () => {
	it('stops at the limit, and reads all pages', async () => {
		const connected = await connect();
		sandbox.get().world.behave({ shortPages: true });
		expect((await run(connected, { ...getInvites, limit: 1 })).json).toHaveLength(1);
		expect(counts(sandbox.get())).toMatchObject({ invites: 1 });
		expect((await run(connected, { ...getInvites, returnAll: true })).json).toHaveLength(2);
	});

	it.each([getInvites, { ...respond, inviteMediaId: '1' }])(
		'is offered with Facebook Login only ($operation)',
		async (parameters) => {
			const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
			expect((await failure(connected, parameters))?.error).toMatch(
				/^'Operation' is Collaboration > .*, which Meta offers with Facebook Login only/,
			);
			expect(counts(sandbox.get())).toEqual({});
		},
	);

	it("reports Meta's limit of calls", async () => {
		const connected = await connect();
		sandbox.get().world.usage.throttle(ACCOUNT.facebook, 90);
		expect(await failure(connected, getInvites)).toMatchObject({
			error: expect.stringContaining('wait'),
			details: { code: 80002, retryable: true },
		});
	});
});

describe('collaboration.respond', () => {
	it.each<[string, INodeParameters, RegExp]>([
		['no ID', { inviteMediaId: '={{ $json.none }}' }, /^'Media ID' is empty/],
		['a shortcode', { inviteMediaId: 'DRa1bC2dE3f' }, /^'Media ID' is not an ID/],
		[
			'an unknown response',
			{ inviteMediaId: '1', response: '={{ "maybe" }}' },
			/^'Response' cannot be 'maybe'. Choose accept or decline/,
		],
	])('rejects %s before anything is sent', async (_what, parameters, message) => {
		const connected = await connect();
		expect((await failure(connected, { ...respond, ...parameters }))?.error).toMatch(message);
		expect(counts(sandbox.get())).toEqual({});
	});

	it('explains an ID without an invite', async () => {
		const connected = await connect();
		expect(await failure(connected, { ...respond, inviteMediaId: '17920112000000002' })).toMatchObject({
			error: expect.stringMatching(
				/^'Media ID' is \d+, but Meta does not find a post with an invite.*Get Invites/,
			),
			details: { code: 100, subcode: 33, retryable: false },
		});
	});

	it('finds out what became of a response without an answer', async () => {
		const connected = await connect();
		const [first = '', second = ''] = pending();
		const { faults } = sandbox.get().world;
		faults.add({ endpoint: 'invite-answer', action: 'reset-after' });
		expect((await run(connected, { ...respond, inviteMediaId: first })).json).toEqual([
			{ media_id: first, accepted: true },
		]);
		faults.add({ endpoint: 'invite-answer', action: 'reset-before' });
		expect((await failure(connected, { ...respond, inviteMediaId: second }))?.details).toMatchObject({
			retryable: true,
		});
		expect(pending()).toEqual([second]);
		expect(counts(sandbox.get())['invite-answer']).toBe(2);
	});
});
