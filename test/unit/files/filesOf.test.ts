import { filesOfMedia, filesOfMessage } from '../../../nodes/Instagram/files/filesOf';

const file = (name: string) => `https://lookaside.fbsbx.com/${name}`;

describe('filesOfMedia', () => {
	it('returns the file of a media, or a file without a URL if Meta leaves it out', () => {
		expect(filesOfMedia({ id: '1', media_url: file('a') })).toEqual([
			{ url: file('a'), name: '1', mediaId: '1' },
		]);
		expect(filesOfMedia({ id: '1' })).toEqual([{ url: undefined, name: '1', mediaId: '1' }]);
	});

	it('returns the files of a carousel in the order of its children, and not its own', () => {
		const children = [{ id: '2', media_url: file('b') }, { id: '3' }];
		expect(filesOfMedia({ id: '1', media_url: file('a'), children })).toEqual([
			{ url: file('b'), name: '2', mediaId: '2' },
			{ url: undefined, name: '3', mediaId: '3' },
		]);
	});
});

describe('filesOfMessage', () => {
	it('returns the files of a message of the Conversations API', () => {
		const attachments = [
			{ image_data: { url: file('a'), preview_url: file('small') }, name: 'photo.jpg' },
			{ video_data: { url: file('b') } },
			{ audio_data: { url: file('c') } },
			{ file_url: file('d'), name: 'menu.pdf' },
		];
		const at = (index: number) => ({ attachment: { messageId: '5', index } });
		expect(filesOfMessage({ id: '5', attachments })).toEqual([
			{ url: file('a'), name: 'photo.jpg', ...at(0) },
			{ url: file('b'), name: 'attachment', ...at(1) },
			{ url: file('c'), name: 'attachment', ...at(2) },
			{ url: file('d'), name: 'menu.pdf', ...at(3) },
		]);
	});

	it('returns the files of a message of a webhook, and none for attachments without one', () => {
		const attachments = [
			{ type: 'image', payload: { url: file('a') } },
			{ type: 'ig_story', payload: { story_media_id: '1', story_media_url: file('b') } },
			{ type: 'template', payload: { generic: [] } },
			{ type: 'ephemeral' },
			{ type: 'image', payload: { url: 5 } },
			null,
		];
		expect(filesOfMessage({ attachments }).map(({ url }) => url)).toEqual([file('a'), file('b')]);
		expect(filesOfMessage({ mid: 'm', attachments: [null, ...attachments] })[1]).toEqual({
			url: file('b'),
			name: 'attachment',
			attachment: { messageId: 'm', index: 1 },
		});
		expect([{}, { attachments: null }, { attachments: 'a' }].flatMap(filesOfMessage)).toEqual([]);
	});
});
