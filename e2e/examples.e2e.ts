import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { sampleNamed } from '../sandbox/media/samples';
import { screenshot } from './browser';
import { startChatModel, type ChatModel, type ImageRequest } from './chatModel';
import { ExampleRuns, examples } from './exampleRuns';
import { paintedPng } from './paintedPng';
import { ACCOUNTS, Stage } from './stage';
import { until } from './waiting';

const PERMISSIONS = ['publish', 'comments', 'insights', 'messages', 'webhooks'];

jest.setTimeout(180_000);

/** What an image model paints: a PNG of the size that it was asked for. */
function paint({ size }: ImageRequest): Buffer {
	const [width = 0, height = 0] = size.split('x').map(Number);
	return paintedPng(width, height);
}

describe('the example workflows', () => {
	let stage: Stage;
	let model: ChatModel;
	let folder: string;
	let runs: ExampleRuns;

	beforeAll(async () => {
		folder = mkdtempSync(path.join(tmpdir(), 'examples-'));
		stage = await Stage.open('examples', {
			publicHost: 'n8n.example.com',
			env: { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem', N8N_RESTRICT_FILE_ACCESS_TO: folder },
		});
		model = await startChatModel(() => '', paint);
		runs = await ExampleRuns.open(stage, model.url, PERMISSIONS);
	}, 300_000);

	afterAll(async () => {
		await stage?.close();
		await model?.close();
		rmSync(folder, { recursive: true, force: true });
	});

	it('all run in a test or in the demo', () => {
		const tests = ['examples', 'liveExamples', 'agent'].map((name) =>
			readFileSync(path.join(__dirname, `${name}.e2e.ts`)),
		);
		const demo = readFileSync(path.join(__dirname, '..', 'scripts', 'demo', 'demo.ts'));
		const text = [...tests, demo].join('\n');
		expect(examples().filter((file) => !text.includes(`'${file}'`))).toEqual([]);
	});

	it('post every new product once', async () => {
		const { outputs, again } = await runs.run('new-products-every-morning.json');
		expect(stage.postsOf('north.pottery').map(({ caption }) => caption)).toEqual([
			expect.stringContaining('Soup bowl, 40 €'),
			expect.stringContaining('Bud vase, 55 €'),
		]);
		expect(outputs.json('Posted today')).toHaveLength(2);

		const secondMorning = await again();
		expect(secondMorning.json('Publish new products')).toEqual([
			expect.objectContaining({ deduplicated: true }),
			expect.objectContaining({ deduplicated: true }),
		]);
		expect(secondMorning.json('Posted today')).toEqual([]);
		expect(stage.postsOf('north.pottery')).toHaveLength(2);
	});

	it('publish the rows of a calendar that are due, each as the post that it is', async () => {
		const { outputs, again } = await runs.run('content-calendar.json');
		const published = outputs.json('Posted now').map(({ id }) => stage.sandbox.world.media.get(String(id)));
		expect(published.map((post) => [post?.kind, post?.productType, post?.childIds.length])).toEqual([
			['image', 'FEED', 0],
			['carousel', 'FEED', 3],
			['video', 'REELS', 0],
			['image', 'STORY', 0],
		]);
		const comments = published.map((post) => stage.sandbox.world.engagement.commentsOn(post?.id ?? ''));
		expect(comments.map(([first]) => first?.text)).toEqual([
			'#pottery #handmade',
			'#pottery #ceramics',
			undefined,
			undefined,
		]);
		expect((await again()).json('Posted now')).toEqual([]);
	});

	it('post the files of a folder as a carousel', async () => {
		for (const [name, sample] of Object.entries({
			'bowl.jpg': 'pottery-1.jpg',
			'cup.png': 'picture.png',
			'vase.jpg': 'pottery-3.jpg',
		})) {
			const file = await fetch(`${stage.sandbox.url}/media/${sample}`);
			writeFileSync(path.join(folder, name), Buffer.from(await file.arrayBuffer()));
		}
		const { outputs } = await runs.run('carousel-from-a-folder.json', 'instagram', (node) => {
			const { fileSelector } = node.parameters;
			if (typeof fileSelector !== 'string') return node;
			return {
				...node,
				parameters: {
					...node.parameters,
					fileSelector: fileSelector.replace('/home/node/.n8n-files/carousel', folder),
				},
			};
		});
		const [published] = outputs.json('Publish the files');
		const post = stage.sandbox.world.media.get(String(published?.id));
		expect(post).toMatchObject({ kind: 'carousel' });
		expect(post?.childIds).toHaveLength(3);
	});

	it.each([
		{ answer: 'Yes', posts: 1, page: 'It is live' },
		{ answer: 'No', posts: 0, page: 'Not posted' },
	])('post an image of an AI if a person approves: $answer', async ({ answer, posts, page: ending }) => {
		const outputs = await runs.form('ai-image-with-approval.json', async (pages) => {
			await pages.field('Idea').fill('A blue bowl');
			await pages.field('Caption').fill('Good morning!');
			await pages.sendFirst();
			await screenshot(pages.page, '60-approve-a-picture');
			const picture = await pages.page
				.locator('#n8n-form .form-header')
				.evaluate((header) => getComputedStyle(header, '::after').backgroundImage);
			expect(picture).toMatch(/^url\("data:image\/png;base64,iVBOR/);
			await pages.field('Post it?').selectOption(answer);
			await pages.send();
			await pages.page.getByText(ending).waitFor();
		});
		expect(model.imageRequests.at(-1)).toEqual({
			model: 'gpt-image-1',
			prompt: 'A blue bowl',
			size: '1024x1536',
		});
		const published = outputs.json('Publish the picture');
		expect(published).toHaveLength(posts);
		for (const { id, containerId } of published) {
			expect(stage.sandbox.world.media.get(String(id))).toMatchObject({
				caption: 'Good morning!',
				file: { facts: { format: 'jpeg', width: 1024, height: 1280 } },
			});
			expect(stage.sandbox.world.containers.get(String(containerId))?.parameters).toMatchObject({
				is_ai_generated: 'true',
				alt_text: 'A blue bowl',
			});
		}
	});

	it('post a reel from a form, with its cover and a first comment', async () => {
		const sample = async (name: string, mimeType: string) => ({
			name,
			mimeType,
			buffer: Buffer.from(await (await fetch(`${stage.sandbox.url}/media/${name}`)).arrayBuffer()),
		});
		const [video, cover] = [
			await sample('clip-1.mp4', 'video/mp4'),
			await sample('picture.png', 'image/png'),
		];
		const outputs = await runs.form('reel-from-a-form.json', async (pages) => {
			await pages.field('Video').setInputFiles(video);
			await pages.field('Cover').setInputFiles(cover);
			await pages.field('Caption').fill('From lump to bowl');
			await pages.field('Hashtags').fill('#pottery');
			await screenshot(pages.page, '61-reel-from-a-form');
			await pages.sendFirst();
			await pages.page.getByText('The reel is live').waitFor();
			await pages.page.getByRole('link', { name: 'instagram.com/reel' }).waitFor();
		});
		const [published] = outputs.json('Publish the reel');
		expect(stage.sandbox.world.media.get(String(published?.id))).toMatchObject({
			productType: 'REELS',
			caption: 'From lump to bowl',
		});
		const { cover_url: coverUrl } =
			stage.sandbox.world.containers.get(String(published?.containerId))?.parameters ?? {};
		expect(coverUrl).toContain('https://n8n.example.com/');
		const [comment] = stage.sandbox.world.engagement.commentsOn(String(published?.id));
		expect(comment).toMatchObject({ id: published?.commentId, text: '#pottery' });
	});

	it.each(['instagram', 'facebook'] as const)('post a reel from a drive (%s)', async (login) => {
		const { outputs } = await runs.run('reel-from-a-drive.json', login, (node) =>
			node.name === 'Download the video'
				? { ...node, parameters: { ...node.parameters, url: `${stage.sandbox.url}/media/clip-1.mp4` } }
				: node,
		);
		const [published] = outputs.json('Publish reel');
		expect(stage.sandbox.world.media.get(String(published?.id))).toMatchObject({
			kind: 'video',
			productType: 'REELS',
		});
		expect(outputs.json('Where it is')).toEqual([
			{ text: `The reel is live: ${String(published?.permalink)}` },
		]);
	});

	it.each([
		{ days: 3, stories: 1 },
		{ days: 0, stories: 0 },
		{ days: 25, stories: 0 },
	])('count down in stories: $days days before', async ({ days, stories }) => {
		const value = `={{ $now.plus({ days: ${days} }).toISODate() }}`;
		const assignments = { assignments: [{ id: 'day', name: 'day', type: 'string', value }] };
		const { outputs } = await runs.run('story-countdown.json', 'instagram', (node) =>
			node.name === 'The day' ? { ...node, parameters: { assignments, options: {} } } : node,
		);
		expect(outputs.json('Days left')).toEqual([{ daysLeft: days }]);
		const published = outputs.json('Publish story');
		expect(published).toHaveLength(stories);
		for (const { id } of published) {
			expect(stage.sandbox.world.media.get(String(id))).toMatchObject({ productType: 'STORY' });
		}
	});

	it.each(['instagram', 'facebook'] as const)('keep a copy of each new reel (%s)', async (login) => {
		const archive = path.join(folder, `reels-${login}`);
		mkdirSync(archive);
		const { world } = stage.sandbox;
		const reel = (daysAgo: number, isFileGiven = true) =>
			world.addMedia({
				accountId: ACCOUNTS[login],
				kind: 'video',
				productType: 'REELS',
				...(isFileGiven ? { file: world.files.sample('clip-1.mp4') } : {}),
				childIds: [],
				publishedAt: world.clock.now() - daysAgo * 24 * 3600_000,
				likes: 0,
				comments: 0,
			}).id;
		const [fresh, withMusic, old] = [reel(1), reel(2, false), reel(10)];
		const { outputs, again } = await runs.run('reels-to-an-archive.json', login, (node) => {
			const { fileName } = node.parameters;
			if (typeof fileName !== 'string') return node;
			return {
				...node,
				parameters: {
					...node.parameters,
					fileName: fileName.replace('/home/node/.n8n-files/reels', archive),
				},
			};
		});
		const saved = outputs.json('Save the file').map(({ id }) => id);
		expect(saved).toContain(fresh);
		expect(saved).not.toContain(old);
		expect(readFileSync(path.join(archive, `${fresh}.mp4`))).toEqual(sampleNamed('clip-1.mp4').bytes);
		expect(existsSync(path.join(archive, `${withMusic}.mp4`))).toBe(false);
		expect(outputs.json('Without a file')).toEqual([
			expect.objectContaining({
				id: withMusic,
				downloadError: expect.stringContaining('Meta returns no URL'),
			}),
		]);

		const next = reel(0);
		const secondNight = await again();
		expect(secondNight.json('Save the file').map(({ id }) => id)).toEqual([next]);
	});

	it('send a weekly report', async () => {
		const { outputs } = await runs.run('weekly-insights-report.json');
		const [report] = outputs.json('Report');
		expect(report?.subject).toMatch(/^Instagram, week \d+$/);
		const metrics = outputs.json('Metrics of the account');
		expect(metrics.length).toBeGreaterThanOrEqual(4);
		for (const { title, name, value } of metrics) {
			expect(report?.text).toContain(`${String(title ?? name)}: ${String(value)}`);
		}
		const reach = outputs.json('Best first').map((post) => Number(post.reach));
		expect(reach).toEqual([...reach].sort((one, another) => another - one));
		expect(report?.text).toContain(`${reach[0]} accounts reached: https://www.instagram.com/`);
	});

	it('compare competitors, and report accounts that cannot be found', async () => {
		const { outputs } = await runs.run('competitor-discovery.json', 'facebook');
		const rows = outputs.json('Most followers first');
		expect(rows.map(({ username }) => username).sort()).toEqual(['lumen.bikes', 'north.pottery']);
		expect(Number(rows[0]?.followers)).toBeGreaterThanOrEqual(Number(rows[1]?.followers));
		expect(outputs.fileName('As a table')).toBe('competitors.csv');
		expect(outputs.json('Not found')).toEqual([
			{ username: 'a_private_person', reason: expect.stringContaining("Check 'Username'") },
		]);
	});

	it('monitor hashtags', async () => {
		const { outputs, again } = await runs.run('hashtag-watch.json', 'facebook');
		const posts = outputs.json('Not seen before');
		expect(posts.length).toBeGreaterThan(0);
		expect(new Set(posts.map(({ id }) => id)).size).toBe(posts.length);
		expect((await again()).json('Not seen before')).toEqual([]);
	});

	it('refresh tokens, and send a warning', async () => {
		const { outputs } = await runs.run('keep-tokens-fresh.json', 'facebook');
		expect(outputs.json('Renew the token')).toEqual([expect.objectContaining({ isValid: true })]);
		const accounts = outputs.json('Accounts');
		expect(accounts.length).toBeGreaterThan(1);
		expect(outputs.json('Publishing limit')).toHaveLength(accounts.length);
		expect(outputs.json('Warning')).toEqual([]);

		stage.sandbox.world.behaviour.quotaTotal = 5;
		const { outputs: strict } = await runs.run('keep-tokens-fresh.json', 'facebook');
		stage.sandbox.world.behaviour.quotaTotal = 50;
		expect(strict.json('Warning').map(({ text }) => text)).toEqual(
			accounts.map(({ username }) =>
				expect.stringMatching(`^@${String(username)} has \\d of 5 posts left today$`),
			),
		);
	});

	describe('in the editor', () => {
		let person: Awaited<ReturnType<Stage['person']>>;

		beforeAll(async () => {
			person = await stage.person();
			await person.editor.page.goto(`${stage.url}/home/workflows`);
			// The editor follows addresses once it has drawn its first page.
			await person.editor.page.getByText('Competitor discovery').first().waitFor();
		});

		afterAll(async () => await person?.context.close());

		it.each(examples())('%s opens without missing nodes', async (file) => {
			const { page } = person.editor;
			const { id, nodes } = await runs.import(file, 'instagram');
			const names = nodes.filter(({ type }) => !type.endsWith('.stickyNote')).map(({ name }) => name);
			await person.editor.follow(`/workflow/${id}`);
			const shown = page.locator('[data-test-id="canvas-node"][data-node-name]');
			await until(
				'the nodes of the workflow',
				async () =>
					await shown.evaluateAll((found) => found.map((node) => node.getAttribute('data-node-name'))),
				(found) => names.every((name) => found.includes(name)),
			);
			await page.keyboard.press('1');
			await screenshot(page, `example-${file.replace('.json', '')}`);
			expect(await page.getByText('Install this node').count()).toBe(0);
		});
	});
});
