import type { Connection } from '../../../nodes/Instagram/connection/connect';
import { MediaByUrl, readMedia, readPostLink } from '../../../nodes/Instagram/connection/mediaByUrl';
import { ScriptedGraph, UNAVAILABLE } from '../../doubles/scriptedGraph';

describe('readPostLink', () => {
	it.each([
		['https://www.instagram.com/p/DRa1bC2dE3f/', 'DRa1bC2dE3f'],
		['https://www.instagram.com/p/DRa1bC2dE3f', 'DRa1bC2dE3f'],
		['http://instagram.com/p/DRa1bC2dE3f/?img_index=2', 'DRa1bC2dE3f'],
		['www.instagram.com/reel/DRa1_C2-E3f/?igsh=abc==', 'DRa1_C2-E3f'],
		['https://m.instagram.com/reels/DRa1bC2dE3f/', 'DRa1bC2dE3f'],
		['https://www.instagram.com/tv/DRa1bC2dE3f/', 'DRa1bC2dE3f'],
		['https://www.instagram.com/north.pottery/p/DRa1bC2dE3f/', 'DRa1bC2dE3f'],
		['  HTTPS://WWW.INSTAGRAM.COM/p/DRa1bC2dE3f/  ', 'DRa1bC2dE3f'],
		['https://instagr.am/p/DRa1bC2dE3f/', 'DRa1bC2dE3f'],
	])('reads the code from %s', (url, code) => {
		expect(readPostLink(url)).toEqual({ code, isStory: false });
	});

	it('reads the link of a story', () => {
		expect(readPostLink('https://www.instagram.com/stories/north.pottery/3512345678901234567/')).toEqual({
			code: '3512345678901234567',
			isStory: true,
		});
	});

	it.each([
		'https://www.instagram.com/north.pottery/',
		'https://www.instagram.com/explore/tags/pottery/',
		'https://www.facebook.com/p/DRa1bC2dE3f/',
		'https://instagram.com.example.com/p/DRa1bC2dE3f/',
		'https://example.com/?u=https://www.instagram.com/p/DRa1bC2dE3f/',
		'not a url',
		'https://',
	])('returns undefined for %s', (url) => {
		expect(readPostLink(url)).toBeUndefined();
	});
});

describe('readMedia', () => {
	it('returns an id or a link', () => {
		expect(readMedia(' 18010274000000001 ')).toEqual({ id: '18010274000000001' });
		expect(readMedia(12345)).toEqual({ id: '12345' });
		expect(readMedia('instagram.com/p/DRa1bC2dE3f')).toEqual({
			link: { code: 'DRa1bC2dE3f', isStory: false },
		});
	});

	it.each([undefined, null, ''])('rejects %p', (value) => {
		expect(() => readMedia(value)).toThrow("'Media' is empty");
	});

	it('rejects a number that has lost digits', () => {
		expect(() => readMedia(Number('18010274000000001'))).toThrow(
			"'Media' is a number that is too large to be exact",
		);
	});
});

describe('MediaByUrl', () => {
	const connect = (script: Record<string, unknown[]>) => {
		const graph = new ScriptedGraph(script);
		return { graph, connection: { graph } as unknown as Connection };
	};
	const page = (from: number, next?: string) => ({
		data: [from, from + 1].map((number) => ({ id: `${number}`, shortcode: `code${number}` })),
		paging: { cursors: { after: next ?? 'end' }, ...(next ? { next: 'https://graph.example/next' } : {}) },
	});

	it('reads only as many pages as it needs, also for concurrent callers', async () => {
		const { graph, connection } = connect({ 'GET /me/media': [page(1, 'a'), page(3, 'b'), page(5)] });
		const links = new MediaByUrl();
		const find = async (code: string) => await links.find(connection, 'me', 'media', code);
		expect(await Promise.all([find('code2'), find('code1')])).toEqual(['2', '1']);
		expect(graph.calls).toHaveLength(1);
		expect(await Promise.all([find('code4'), find('code3'), find('code1')])).toEqual(['4', '3', '1']);
		expect(graph.calls).toHaveLength(2);
		expect(await find('code9')).toBeUndefined();
		expect(await find('code9')).toBeUndefined();
		expect(graph.calls).toHaveLength(3);
	});

	it('starts again after a failure', async () => {
		const { connection } = connect({ 'GET /me/media': [UNAVAILABLE(), page(1)] });
		const links = new MediaByUrl();
		const find = async () => await links.find(connection, 'me', 'media', 'code2');
		await expect(find()).rejects.toMatchObject({ kind: 'transient' });
		expect(await find()).toBe('2');
	});

	it('matches stories by the id in their URL', async () => {
		const story = { id: '7', shortcode: 'x', permalink: 'https://www.instagram.com/stories/north/3512345/' };
		const { connection } = connect({ 'GET /me/stories': [{ data: [story] }] });
		expect(await new MediaByUrl().find(connection, 'me', 'stories', '3512345')).toBe('7');
	});
});
