import { ago, el, fill } from './dom.js';

const STORY_LIFE = 24 * 3600_000;

const ICONS = {
	carousel:
		'M7 3h11a3 3 0 0 1 3 3v11h-2V6a1 1 0 0 0-1-1H7zM5 7h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2z',
	reel: 'M4 3h16a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zm6 6v8l7-4z',
};

function icon(name, label) {
	const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
	svg.setAttribute('viewBox', '0 0 24 24');
	const path = document.createElementNS(svg.namespaceURI, 'path');
	path.setAttribute('d', ICONS[name]);
	path.setAttribute('fill-rule', 'evenodd');
	svg.append(path);
	return el('span.mark', { title: label }, svg, label);
}

function markOf(post) {
	if (post.productType === 'REELS') return icon('reel', 'Reel');
	if (post.kind === 'carousel') return icon('carousel', String(post.children.length));
	return undefined;
}

function line(name, value) {
	return value ? [el('dt', {}, name), el('dd', {}, value)] : [];
}

/** A file as Meta saw it: `JPEG, 1080 × 1350, 240 kB`. */
export function fileLine({ format, width, height, bytes }) {
	const size = width && height ? [`${width} × ${height}`] : [];
	const name = format === 'other' ? 'unknown format' : format === 'video' ? 'video' : format.toUpperCase();
	return [name, ...size, `${Math.ceil(bytes / 1000).toLocaleString('en')} kB`].join(', ');
}

function open(post, account) {
	const dialog = document.getElementById('post');
	const pictures = post.children.length > 0 ? post.children : [post.picture];
	dialog.replaceChildren(
		el('div.pictures', {}, ...pictures.map((src) => el('img', { src, alt: post.altText ?? '' }))),
		el(
			'div.about',
			{},
			el('strong', {}, `@${account.username}`),
			el('p', {}, post.caption ?? ''),
			el(
				'dl',
				{},
				...line('Published', new Date(post.publishedAt).toUTCString()),
				...line('Media', post.id),
				...line('Container', post.containerId),
				...line('Alt text', post.altText),
				...line('File', [post.file ?? post.childFiles].flat().map(fileLine).join(' · ')),
			),
			el('button', { onclick: () => dialog.close() }, 'Close'),
		),
	);
	dialog.showModal();
}

function tile(post, account, now) {
	return el(
		'figure.tile',
		{ title: post.caption ?? '' },
		el(
			'button.picture',
			{ type: 'button', onclick: () => open(post, account) },
			el('img', { src: post.picture, alt: post.altText ?? post.caption ?? '', loading: 'lazy' }),
			markOf(post),
			post.containerId && el('span.fresh', {}, 'by API'),
		),
		el(
			'figcaption',
			{},
			el('span.caption', {}, post.caption ?? ''),
			el('span.soft', {}, ago(post.publishedAt, now)),
		),
	);
}

function story(post, account, now) {
	const isOver = Date.parse(now) - Date.parse(post.publishedAt) > STORY_LIFE;
	return el(
		isOver ? 'button.story.over' : 'button.story',
		{ type: 'button', onclick: () => open(post, account) },
		el('img', { src: post.picture, alt: 'Story' }),
		el('span.soft', {}, isOver ? 'Story, over' : `Story, ${ago(post.publishedAt, now)}`),
	);
}

let chosen;
/** What is on the page: pictures are not made anew while nothing about them has changed. */
let drawn;

/** The chosen account, or the one that a program posted to last. */
function shown({ accounts, posts }) {
	const latest = posts.find((post) => post.containerId)?.accountId;
	return accounts.find(({ id }) => id === (chosen ?? latest)) ?? accounts[0];
}

function choice(account, current, state, again) {
	const made = state.posts.filter((post) => post.accountId === account.id && post.containerId).length;
	return el(
		'button.account',
		{
			type: 'button',
			title: `${account.name} (${account.id})`,
			ariaPressed: String(account === current),
			onclick: () => {
				chosen = account.id;
				again();
			},
		},
		el(
			'span.avatar',
			{},
			el('img', { src: account.picture, alt: '' }),
			made > 0 && el('b', {}, String(made)),
		),
		el('span.name', {}, account.username),
	);
}

/** Accounts, and what the chosen one has posted. */
export function showFeed(state) {
	const account = shown(state);
	const again = () => showFeed(state);
	const wanted = JSON.stringify([account?.id, state.accounts, state.posts, state.now.slice(0, 16)]);
	if (wanted === drawn) return;
	drawn = wanted;
	fill(
		'accounts',
		state.accounts.map((one) => choice(one, account, state, again)),
	);
	if (!account) return;
	const posts = state.posts.filter(({ accountId }) => accountId === account.id);
	const stories = posts.filter(({ productType }) => productType === 'STORY');
	const others = posts.filter(({ productType }) => productType !== 'STORY');
	fill('profile', [
		el('h2', {}, account.name),
		el(
			'p.soft',
			{},
			`${others.length} posts · ${account.followers.toLocaleString('en')} followers · `,
			el('code', {}, account.id),
			account.page ? ` · Page ${account.page.name}` : '',
		),
		el('p', {}, account.biography),
	]);
	fill(
		'stories',
		stories.map((post) => story(post, account, state.now)),
	);
	fill(
		'grid',
		others.map((post) => tile(post, account, state.now)),
		'Nothing posted yet.',
	);
}
