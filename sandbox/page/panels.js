import { ago, call, duration, el, fill } from './dom.js';
import { fileLine } from './feed.js';

const MANY = 12;

function pill(text, tone = '') {
	return el(`span.pill${tone && `.${tone}`}`, {}, text);
}

const STATES = {
	IN_PROGRESS: ['in progress', 'busy'],
	FINISHED: ['finished', 'good'],
	PUBLISHED: ['published', 'done'],
	ERROR: ['error', 'bad'],
	EXPIRED: ['expired', 'bad'],
};

function nameOf({ kind, productType, isCarouselItem }) {
	if (productType === 'STORY') return `Story (${kind})`;
	if (productType === 'REELS') return 'Reel';
	return isCarouselItem ? `Carousel ${kind}` : kind === 'carousel' ? 'Carousel' : 'Image';
}

function uploadOf({ upload }) {
	if (!upload) return '';
	return ` · ${upload.received.toLocaleString('en')} of ${upload.size?.toLocaleString('en') ?? '?'} bytes`;
}

function fileOf({ file }) {
	return file ? ` · ${fileLine(file)}` : '';
}

function more(records, word) {
	return records.length > MANY ? [el('p.empty', {}, `and ${records.length - MANY} older ${word}`)] : [];
}

function showContainers({ containers, accounts, now }) {
	const names = new Map(accounts.map(({ id, username }) => [id, username]));
	const rows = containers.slice(0, MANY).map((container) => {
		const source = container.parameters.image_url ?? container.parameters.video_url;
		return el(
			'div.row',
			{ title: JSON.stringify(container.parameters, undefined, 1) },
			el(
				'div',
				{},
				el('strong', {}, nameOf(container)),
				el('span.soft', {}, ` @${names.get(container.accountId)} · ${ago(container.createdAt, now)}`),
				el(
					'small',
					{},
					`${container.id}${source ? ` · ${source.replace(/^.*\//, '')}` : ''}${fileOf(container)}${uploadOf(container)}`,
				),
			),
			pill(...STATES[container.status]),
		);
	});
	fill('containers', [...rows, ...more(containers, 'ones')], 'None yet.');
}

const KINDS = { short: 'Short-lived', long: 'Long-lived', page: 'Page', systemUser: 'System User' };

/** Share of its life that a token has left, of the 60 days of a long-lived one at most. */
function lifeOf({ remainingSeconds, issuedAt }, now) {
	const whole = remainingSeconds + (Date.parse(now) - Date.parse(issuedAt)) / 1000;
	return Math.max(0, Math.min(1, remainingSeconds / whole));
}

function remaining(token, now) {
	if (token.revokedWith !== undefined) return pill(`revoked, ${token.revokedWith}`, 'bad');
	if (token.remainingSeconds === null) return pill('no end', 'done');
	if (token.remainingSeconds <= 0) return pill('expired', 'bad');
	const share = lifeOf(token, now);
	return el(
		'span.life',
		{},
		el('span', {}, duration(token.remainingSeconds)),
		el('meter', { min: 0, max: 1, low: 0.2, high: 0.3, optimum: 1, value: share }),
	);
}

function showTokens({ tokens, now }, after) {
	const rows = tokens.slice(0, MANY).map((token) => {
		const isDead = token.revokedWith !== undefined || (token.remainingSeconds ?? 1) <= 0;
		const revoke = () => call('POST', 'tokens/revoke', { fingerprint: token.fingerprint }).then(after);
		return el(
			isDead ? 'div.row.dead' : 'div.row',
			{ title: `${token.permissions.join('\n')}\n${token.accountIds.join('\n')}` },
			el(
				'div',
				{},
				el('strong', {}, `${KINDS[token.kind]} `),
				el('code', {}, token.fingerprint),
				el(
					'small',
					{},
					`${token.loginMethod === 'instagram' ? 'Instagram' : 'Facebook'} Login · ${token.person}`,
				),
			),
			remaining(token, now),
			!isDead && el('button.quiet', { onclick: revoke, title: 'Refuse it with 190/460' }, 'Revoke'),
		);
	});
	fill('tokens', [...rows, ...more(tokens, 'ones')], 'None yet: connect an account.');
}

function showFaults({ faults }, after) {
	const rows = faults.map((fault) => {
		const times =
			fault.times ?? (fault.probability === undefined && fault.lastsMs === undefined ? 1 : undefined);
		const isOver = times !== undefined && fault.hits >= times;
		const code = fault.code === undefined ? '' : ` ${fault.code}${fault.subcode ? `/${fault.subcode}` : ''}`;
		const what = fault.recorded ? ` ${fault.recorded}` : ` ${fault.action}${code}`;
		const remove = () => call('DELETE', `faults/${fault.id}`).then(after);
		return el(
			isOver ? 'div.row.dead' : 'div.row',
			{},
			el('div', {}, el('strong', {}, fault.endpoint), what),
			pill(`${fault.hits} of ${times ?? '∞'}`, isOver ? 'done' : 'busy'),
			el('button.quiet', { onclick: remove, ariaLabel: 'Remove this fault' }, '×'),
		);
	});
	fill('faults', rows);
}

function showThrottled({ throttled, accounts, callsWhileThrottled }) {
	const names = new Map(accounts.map(({ id, username }) => [id, username]));
	const rows = Object.entries(throttled).map(([id, minutes]) =>
		el(
			'div.row',
			{},
			el('div', {}, `@${names.get(id)}`, el('small', {}, `${callsWhileThrottled[id] ?? 0} calls refused`)),
			pill(`${minutes} min left`, 'busy'),
		),
	);
	fill('throttled', rows);
}

function showRefused({ refused, now }) {
	const rows = refused.map(({ host, count, lastAt }) =>
		el(
			'div.row',
			{},
			el('div', {}, el('code', {}, host), el('small', {}, ago(new Date(lastAt).toISOString(), now))),
			pill(`${count} ×`, 'bad'),
		),
	);
	fill('refused', rows, 'None: every request went to Meta.');
}

function showApps({ apps, redirectUris }) {
	const app = (title, { appId, appSecret }) =>
		el(
			'div.row',
			{},
			el(
				'div',
				{},
				el('strong', {}, title),
				el('small', {}, `id ${appId}`),
				el('small', {}, `secret ${appSecret}`),
			),
		);
	fill('apps', [
		app('Instagram Login', apps.instagram),
		app('Facebook Login', apps.facebook),
		...redirectUris.map((uri) => el('small', {}, uri)),
	]);
}

/** Everything beside the feed. `after` shows the state again once a button has changed it. */
export function showPanels(state, after) {
	showContainers(state);
	showTokens(state, after);
	showFaults(state, after);
	showThrottled(state);
	showRefused(state);
	showApps(state);
}
