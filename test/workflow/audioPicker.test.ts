import { runListSearch } from '../../tools/n8n-harness';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Connected } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	connectedCredential,
	media,
	restartN8n,
	run,
	withConsent,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

async function searchAudio(
	{ credentials, reference, authentication }: Connected,
	filter?: string,
	paginationToken?: string,
	account: unknown = '',
) {
	return await runListSearch('instagram', 'searchAudio', {
		credentials,
		reference,
		parameters: {
			authentication,
			resource: 'post',
			operation: 'publish',
			account: account as string,
			additionalFields: { audio: { track: { audioId: { __rl: true, mode: 'list', value: '' } } } },
		},
		filter,
		paginationToken,
		path: 'parameters.additionalFields.audio.track.audioId',
	});
}

describe('the audio picker', () => {
	it('lists songs, then original sounds, with artist and length', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		const songs = await searchAudio(connected);
		expect(songs.results).toEqual([
			{
				name: 'Kiln Song - The Potters (1:01)',
				value: '17900000000000001',
				url: 'https://www.instagram.com/reels/audio/17900000000000001/',
			},
			{ name: 'Slow Wheel - Lumen (2:08)', value: '17900000000000002' },
		]);
		const sounds = await searchAudio(connected, undefined, songs.paginationToken);
		expect(sounds).toEqual({
			results: [
				{ name: 'Kiln crackle - @north.pottery (0:09)', value: '17900000000000003' },
				{ name: 'Untitled', value: '17900000000000004' },
			],
		});
		const calls = sandbox.get().world.requests.list({ endpoint: 'audio' });
		expect(calls.map(({ query }) => query.user_id)).toEqual([ACCOUNT.facebook, ACCOUNT.facebook]);
	});

	it('reads the pages of a type one after the other, then goes on with the next type', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		sandbox.get().world.behave({ shortPages: true });
		const values: unknown[] = [];
		let token: string | undefined;
		do {
			const page = await searchAudio(connected, 'kiln', token);
			values.push(...page.results.map(({ value }) => value));
			token = page.paginationToken;
		} while (token !== undefined);
		expect(values).toEqual(['17900000000000001', '17900000000000003']);
	});

	it('searches for the account that is selected in the form', async () => {
		const accounts = ['17841400000000003', '17841400000000005'];
		const connected = await withConsent(sandbox.get(), 'facebook', accounts);
		await searchAudio(connected, ' slow ', undefined, { __rl: true, mode: 'id', value: accounts[1] });
		const [call] = sandbox.get().world.requests.list({ endpoint: 'audio' });
		expect(call?.query).toMatchObject({ user_id: accounts[1], search_query: 'slow', audio_type: 'music' });
		await expect(searchAudio(connected)).rejects.toThrow("'Account' is empty");
	});

	it('gives the ID that a reel is published with', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		const { results } = await searchAudio(connected, 'slow');
		const { json, error } = await run(connected, {
			resource: 'post',
			operation: 'publish',
			postType: 'reel',
			mediaUrl: media('clip-1.mp4'),
			additionalFields: {
				audio: { track: { audioId: { __rl: true, mode: 'list', value: results[0]!.value as string } } },
			},
		});
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		const [created] = sandbox.get().world.requests.list({ endpoint: 'create' });
		// n8n adds the defaults of the other fields.
		expect(created?.body.audio_configuration).toBe(
			'{"audio_id":"17900000000000002","audio_volume":100,"video_volume":100}',
		);
	});

	it('says that Instagram Login does not offer it, and asks nothing', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram');
		await expect(searchAudio(connected)).rejects.toThrow('Audio is offered by Facebook Login only');
		expect(sandbox.get().world.requests.list({ endpoint: 'audio' })).toEqual([]);
	});
});
