import { call, duration, el, fill } from './dom.js';
import { showBehaviour, wireBehaviour } from './behaviour.js';
import { showFeed } from './feed.js';
import { showRequests } from './log.js';
import { showPanels } from './panels.js';
import { showWebhooks, wireWebhooks } from './webhooks.js';

const EVERY = 1000;

/** What a fault can hit, and how. Names are those of README.md. */
const ENDPOINTS = [
	...[
		'publish',
		'create',
		'status',
		'read',
		'list',
		'stories',
		'limit',
		'account',
		'upload',
		'upload-status',
	],
	...[
		'me',
		'accounts',
		'page',
		'businesses',
		'permissions',
		'authorize',
		'code',
		'exchange',
		'refresh',
		'inspect',
	],
	...['subscriptions', 'subscribe', 'unsubscribe', 'installed', 'install', 'uninstall', '*'],
];
const ACTIONS = {
	'reset-after': 'works, answer lost',
	'reset-before': 'connection reset before',
	'hang-after': 'works, then hangs',
	hang: 'hangs',
	'5xx': 'HTTP 500',
	html: 'HTML instead of JSON',
	truncated: 'JSON cut short',
	error: 'error code',
	answer: 'any JSON',
};

const RECORDED = 'recorded:';

const byId = (id) => document.getElementById(id);
let state;

function showClock() {
	const now = new Date(Date.now() + state.offsetSeconds * 1000);
	byId('now').textContent = now.toISOString().slice(0, 19).replace('T', ' ');
	byId('now').dateTime = now.toISOString();
	byId('offset').textContent =
		Math.abs(state.offsetSeconds) < 5 ? 'UTC' : `UTC, ${duration(state.offsetSeconds)} ahead`;
}

function showAccountChoice() {
	const select = byId('throttle-form').elements.accountId;
	const ids = state.accounts.map(({ id }) => id).join();
	if (select.dataset.ids === ids) return;
	select.dataset.ids = ids;
	select.replaceChildren(...state.accounts.map(({ id, username }) => new Option(`@${username}`, id)));
}

/** Recorded answers of Meta, beside the built-in actions; */
function showRecorded() {
	const select = byId('fault-form').elements.action;
	if (select.querySelector('optgroup')) return;
	const group = el('optgroup', { label: 'As Meta has answered' });
	group.append(...state.recordedAnswers.map((name) => new Option(inWords(name), `${RECORDED}${name}`)));
	select.append(group);
}

/** blockedThoughLive -> blocked though live */
function inWords(name) {
	return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function faultOf(form) {
	const { endpoint, action, code, subcode, times, status, body } = Object.fromEntries(new FormData(form));
	const fault = { endpoint, times: Number(times) };
	if (action.startsWith(RECORDED)) return { ...fault, recorded: action.slice(RECORDED.length) };
	if (action === 'error') return { ...fault, action, code: number(code), subcode: number(subcode) };
	if (action === 'answer') {
		return {
			...fault,
			action,
			status: number(status),
			body: JSON.parse(body),
			workDone: form.elements.workDone.checked,
		};
	}
	return { ...fault, action };
}

function show() {
	showClock();
	showFeed(state);
	showPanels(state, refresh);
	showWebhooks(state, refresh);
	showRequests(state, byId('filter').value);
	showAccountChoice();
	showBehaviour(state);
	showRecorded();
}

/** Containers and tokens change with time alone, everything else raises the revision. */
function isMoving() {
	return state.containers.some(({ status }) => status === 'IN_PROGRESS');
}

async function refresh() {
	const since = state && !isMoving() ? `?since=${state.revision}` : '';
	const answer = await call('GET', `state${since}`);
	if (!answer.accounts) {
		state.offsetSeconds = answer.offsetSeconds;
		showClock();
		return;
	}
	state = answer;
	show();
}

async function follow() {
	try {
		await refresh();
		byId('connection').textContent = '';
	} catch {
		byId('connection').textContent = 'The sandbox does not answer';
	}
	setTimeout(follow, EVERY);
}

async function send(method, path, body) {
	try {
		await call(method, path, body);
		await refresh();
	} catch (error) {
		byId('connection').textContent = error.message;
	}
}

function number(text) {
	return text.trim() === '' ? undefined : Number(text);
}

function wire() {
	wireWebhooks(refresh);
	wireBehaviour((change) => send('POST', 'behaviour', change));
	byId('advance').addEventListener('click', ({ target }) => {
		const seconds = Number(target.dataset.seconds);
		if (seconds) void send('POST', 'clock', { advanceSeconds: seconds });
	});
	byId('reset').addEventListener('click', () => {
		if (confirm('Start again? This removes all posts, tokens and the log.')) void send('POST', 'reset', {});
	});
	byId('clear').addEventListener('click', () => void send('DELETE', 'requests'));
	byId('clear-faults').addEventListener('click', () => void send('DELETE', 'faults'));
	byId('filter').addEventListener('input', () => showRequests(state, byId('filter').value));

	const fault = byId('fault-form');
	fault.elements.endpoint.replaceChildren(
		...ENDPOINTS.map((name) => new Option(name === '*' ? 'any' : name, name)),
	);
	fault.elements.action.replaceChildren(
		...Object.entries(ACTIONS).map(([name, text]) => new Option(text, name)),
	);
	fault.elements.action.addEventListener('change', ({ target }) => {
		for (const extra of fault.querySelectorAll('[data-of]')) extra.hidden = extra.dataset.of !== target.value;
	});
	fault.addEventListener('submit', (event) => {
		event.preventDefault();
		try {
			void send('POST', 'faults', faultOf(fault));
		} catch (error) {
			byId('connection').textContent = `The answer is no JSON: ${error.message}`;
		}
	});
	byId('throttle-form').addEventListener('submit', (event) => {
		event.preventDefault();
		const { accountId, minutes } = Object.fromEntries(new FormData(event.target));
		void send('POST', 'throttle', { accountId, minutes: Number(minutes) });
	});
}

fill('grid', [el('p.empty', {}, 'Loading')]);
wire();
void follow();
