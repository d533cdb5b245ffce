import { ago, call, el, fill } from './dom.js';

const MANY = 8;

/** A button for each event; names are those of Meta's fields. */
const EVENTS = {
	comments: 'Comment',
	live_comments: 'Live comment',
	mentions: 'Mention',
	messages: 'Message',
	message_edit: 'Edited message',
	message_reactions: 'Reaction',
	messaging_postbacks: 'Tapped button',
	messaging_referral: 'Referral',
	messaging_seen: 'Seen',
	story_insights: 'Story insights',
};

/** Messages about stories, by the order's `story`. */
const STORY_MESSAGES = {
	reply: 'Story reply',
	mention: 'Story mention',
};

const LOGINS = { instagram: 'Instagram Login', facebook: 'Facebook Login' };

const byId = (id) => document.getElementById(id);

/** The state that the page shows. */
let shown = { followers: [] };

const TONES = { delivered: 'good', waiting: 'busy', sending: 'busy', dropped: 'bad' };

function outcomeOf({ state, attempts }) {
	const last = attempts.at(-1);
	const answer = last ? (last.status ?? last.error) : '';
	return attempts.length > 1 ? `${state}, ${answer}, ${attempts.length} attempts` : `${state}, ${answer}`;
}

/** In a sentence: what has become of an event. */
function resultText({ deliveries, withheld }) {
	const sent = deliveries.map(
		(one) => `${LOGINS[one.loginMethod]}: ${outcomeOf(one)} (${one.attempts.at(-1)?.milliseconds} ms)`,
	);
	const held = withheld.map((one) => `${LOGINS[one.loginMethod]}: not sent. ${one.reason}.`);
	return [...sent, ...held].join('\n');
}

function deliveryRow(delivery, now, again) {
	const { id, fields, updates, state, attempts, forged, callbackUrl, createdAt, nextAt } = delivery;
	const count = updates > 1 ? ` × ${updates}` : '';
	const next = nextAt ? ` · again at ${nextAt.slice(11, 19)}` : '';
	return el(
		'div.row',
		{
			title: attempts.map((one) => `${one.at} ${one.status ?? one.error}, ${one.milliseconds} ms`).join('\n'),
		},
		el(
			'div',
			{},
			el('strong', {}, `${fields.join(', ') || 'anything'}${count}`),
			forged && el('span.soft', {}, ` forged: ${forged}`),
			el('small', {}, `${callbackUrl} · ${ago(createdAt, now)}${next}`),
		),
		el(`span.pill.${TONES[state]}`, {}, outcomeOf(delivery)),
		el('button.quiet', { onclick: () => again(id) }, 'Send again'),
	);
}

/** A switch for each field of an app, as in Meta's dashboard. */
function fieldSwitches({ appId, fields }, known, change) {
	const isOn = new Set(fields);
	const toggle = (name, checked) => {
		const others = fields.filter((field) => field !== name);
		void change(appId, checked ? [...others, name] : others);
	};
	return el(
		'div.fields',
		{},
		...known.map((name) =>
			el(
				'label',
				{},
				el('input', {
					type: 'checkbox',
					checked: isOn.has(name),
					onchange: ({ target }) => toggle(name, target.checked),
				}),
				` ${name}`,
			),
		),
	);
}

function subscriptionRows({ webhooks: { subscriptions, installed }, accounts, webhookFields }, change) {
	const names = new Map(accounts.map(({ id, username }) => [id, `@${username}`]));
	return subscriptions.map((subscription) => {
		const { loginMethod, object, callbackUrl, fields } = subscription;
		const owners = installed
			.filter((one) => one.loginMethod === loginMethod)
			.map(({ accountId, pageId }) => names.get(accountId) ?? pageId);
		return el(
			'div.row',
			{},
			el(
				'div',
				{},
				el('strong', {}, object === 'instagram' ? LOGINS[loginMethod] : `${LOGINS[loginMethod]}: ${object}`),
				el('small', {}, callbackUrl),
				object === 'instagram'
					? fieldSwitches(subscription, webhookFields, change)
					: el('small', {}, fields.join(', ')),
				el('small', {}, owners.length > 0 ? `installed on ${owners.join(', ')}` : 'installed nowhere'),
			),
		);
	});
}

function showChoices({ accounts, apps, people }) {
	const select = byId('event-form').elements.accountId;
	const ids = accounts.map(({ id }) => id).join();
	if (select.dataset.ids === ids) return;
	select.dataset.ids = ids;
	select.replaceChildren(...accounts.map(({ id, username }) => new Option(`@${username}`, id)));
	byId('event-form').elements.from.replaceChildren(
		...people.map(({ id, username }) => new Option(username, id)),
	);
	byId('dashboard-form').elements.appId.replaceChildren(
		...Object.entries(LOGINS).map(([login, name]) => new Option(name, apps[login].appId)),
	);
}

/** Whether the chosen person follows the chosen account. */
function showFollows({ followers }) {
	const { accountId, from, follows } = byId('event-form').elements;
	follows.checked = followers.includes(`${accountId.value}:${from.value}`);
}

async function follow({ accountId, from, follows }, after) {
	await call('POST', 'followers', {
		accountId: accountId.value,
		userId: from.value,
		follows: follows.checked,
	});
	await after();
}

async function happen(order, after) {
	try {
		byId('event-result').textContent = resultText(await call('POST', 'webhooks/event', order));
	} catch (error) {
		byId('event-result').textContent = error.message;
	}
	await after();
}

function orderIn(form, event) {
	const { accountId, from, text, times, forged } = Object.fromEntries(new FormData(form));
	return {
		accountId,
		...event,
		from: { id: from, username: form.elements.from.selectedOptions[0]?.text },
		times: Number(times),
		...(text.trim() === '' ? {} : { text }),
		...(forged === '' ? {} : { forged }),
	};
}

/** Who is subscribed, and what has been sent. */
export function showWebhooks(state, after) {
	const { webhooks, now } = state;
	showChoices(state);
	showFollows(state);
	shown = state;
	const change = async (appId, fields) => {
		await call('PATCH', `webhooks/dashboard/${appId}`, { fields });
		await after();
	};
	fill('subscriptions', subscriptionRows(state, change), 'No app has a callback yet.');
	const again = (id) => happen({ redeliver: id }, after);
	fill(
		'deliveries',
		webhooks.deliveries.slice(0, MANY).map((delivery) => deliveryRow(delivery, now, again)),
		'Nothing sent yet.',
	);
}

/** The buttons of the events and the form of Meta's App Dashboard. */
export function wireWebhooks(after) {
	const form = byId('event-form');
	form.addEventListener('submit', (event) => event.preventDefault());
	form.addEventListener('change', ({ target }) => {
		if (target.name === 'follows') void follow(form.elements, after);
		else showFollows(shown);
	});
	const button = (id, title, event) =>
		el('button', { type: 'button', id, onclick: () => void happen(orderIn(form, event), after) }, title);
	byId('events').replaceChildren(
		...Object.entries(EVENTS).map(([name, title]) => button(`event-${name}`, title, { event: name })),
		...Object.entries(STORY_MESSAGES).map(([story, title]) =>
			button(`event-story-${story}`, title, { event: 'messages', story }),
		),
	);
	byId('dashboard-form').addEventListener('submit', async (event) => {
		event.preventDefault();
		const result = byId('dashboard-result');
		try {
			const pasted = Object.fromEntries(new FormData(event.target));
			const { fields } = await call('POST', 'webhooks/dashboard', pasted);
			result.textContent =
				fields.length > 0
					? `Verified. Subscribed to ${fields.length} fields.`
					: 'Verified. Now switch on the webhook fields above.';
		} catch (error) {
			result.textContent = error.message;
		}
		await after();
	});
}
