import type { IDataObject } from 'n8n-workflow';

import { PollingWorkflow } from '../../tools/n8n-harness';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Connected } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	withConsent,
	failures,
	connectedCredential,
	media,
	newCaptions,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);
afterEach(() => jest.restoreAllMocks());

const OTHER = '17841400000000005';

const publish = {
	resource: 'post',
	operation: 'publish',
	mediaUrl: media('pottery-1.jpg'),
	caption: '={{ $json.caption }}',
};
const items = [{ caption: 'first' }, { caption: 'second' }, { caption: 'third' }];

/** Runs a function when the first post is requested. */
function atFirstPublish(change: () => void): void {
	const { requests } = sandbox.get().world;
	const begin = requests.begin.bind(requests);
	let done = false;
	jest.spyOn(requests, 'begin').mockImplementation((entry) => {
		if (!done && entry.path.endsWith('/media_publish')) {
			done = true;
			change();
		}
		return begin(entry);
	});
}

/** What n8n's callback merges into the stored credential when the user connects another account. */
async function otherAccount({ credentials, id }: Connected): Promise<() => void> {
	const other = await withConsent(sandbox.get(), 'instagram', [OTHER]);
	const answer = other.credentials.stored(other.id).oauthTokenData as IDataObject;
	return () => {
		const before = credentials.stored(id).oauthTokenData as IDataObject;
		credentials.change(id, { oauthTokenData: { ...before, ...answer } }, 'consent');
	};
}

describe('credential changed during a run', () => {
	it('connected to another account: the run keeps the account that it started with', async () => {
		const connected = await connectedCredential(sandbox.get());
		atFirstPublish(await otherAccount(connected));
		const { status } = await run(connected, publish, { items });
		expect(status).toBe('success');
		expect(newCaptions(sandbox.get(), ACCOUNT.instagram)).toEqual(['first', 'second', 'third']);
		expect(newCaptions(sandbox.get(), OTHER)).toEqual([]);

		await run(connected, publish, { items: [{ caption: 'next run' }] });
		expect(newCaptions(sandbox.get(), OTHER)).toEqual(['next run']);
	});

	it('connected to another account with the old token revoked: the run fails, and does nothing on the other account', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { tokens } = sandbox.get().world;
		const before = tokens.list();
		const connect = await otherAccount(connected);
		atFirstPublish(() => {
			connect();
			for (const token of before) tokens.revoke(token);
		});
		const { last } = await run(connected, publish, { items, onError: 'continueRegularOutput' });
		expect(newCaptions(sandbox.get(), OTHER)).toEqual([]);
		const failed = failures(last.outputs[0]!);
		expect(failed.length).toBeGreaterThan(0);
		for (const { details } of failed) expect(details).toMatchObject({ code: 190 });
	});

	it('token of another account pasted: the run keeps the account that it started with', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		const other = sandbox
			.get()
			.world.tokens.mint({ loginMethod: 'instagram', kind: 'long', accounts: [OTHER] });
		atFirstPublish(() =>
			connected.credentials.change(connected.id, { accessToken: other.value, renewedToken: '' }),
		);
		const { status } = await run(connected, publish, { items });
		expect(status).toBe('success');
		expect(newCaptions(sandbox.get(), ACCOUNT.instagram)).toEqual(['first', 'second', 'third']);
		expect(newCaptions(sandbox.get(), OTHER)).toEqual([]);
	});

	it.each(['oAuth2', 'accessToken'] as const)(
		'deleted (%s): the run keeps its token, and the next run fails',
		async (authentication) => {
			const connected = await connectedCredential(sandbox.get(), 'instagram', authentication);
			atFirstPublish(() => connected.credentials.delete(connected.id));
			const { status } = await run(connected, publish, { items });
			expect(status).toBe('success');
			expect(newCaptions(sandbox.get(), ACCOUNT.instagram)).toEqual(['first', 'second', 'third']);

			const next = await run(connected, publish, { items });
			expect(next.error?.message).toMatch(/does not exist/);
			expect(newCaptions(sandbox.get(), ACCOUNT.instagram)).toHaveLength(3);
		},
	);
});

describe('credential changed while a polling trigger is active', () => {
	it("deleted: the poll fails with n8n's error, and continues once there is a credential again", async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		const { credentials, reference, authentication, id } = connected;
		const node = {
			type: 'instagramPollingTrigger',
			parameters: { authentication, events: ['comments'] },
			credentials: reference,
		};
		const workflow = new PollingWorkflow({ credentials, node });
		await workflow.activate();
		const stored = credentials.stored(id);
		credentials.delete(id);
		const { items: none, error } = await workflow.poll();
		expect(none).toBeNull();
		expect(error?.message).toMatch(/does not exist/);

		credentials.add('instagramAccessTokenApi', stored, { id });
		expect(await workflow.poll()).toEqual({ items: null, besides: [] });
	});
});
