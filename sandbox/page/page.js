import { call, duration, el, fill } from './dom.js';
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
};

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

function show() {
	showClock();
	showFeed(state);
	showPanels(state, refresh);
	showWebhooks(state, refresh);
	showRequests(state, byId('filter').value);
	showAccountChoice();
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

async function tell(method, path, body) {
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
	byId('advance').addEventListener('click', ({ target }) => {
		const seconds = Number(target.dataset.seconds);
		if (seconds) void tell('POST', 'clock', { advanceSeconds: seconds });
	});
	byId('reset').addEventListener('click', () => {
		if (confirm('Start again? Posts, tokens and the log are forgotten.')) void tell('POST', 'reset', {});
	});
	byId('clear').addEventListener('click', () => void tell('DELETE', 'requests'));
	byId('clear-faults').addEventListener('click', () => void tell('DELETE', 'faults'));
	byId('filter').addEventListener('input', () => showRequests(state, byId('filter').value));

	const fault = byId('fault-form');
	fault.elements.endpoint.replaceChildren(
		...ENDPOINTS.map((name) => new Option(name === '*' ? 'any' : name, name)),
	);
	fault.elements.action.replaceChildren(
		...Object.entries(ACTIONS).map(([name, text]) => new Option(text, name)),
	);
	fault.elements.action.addEventListener('change', ({ target }) => {
		fault.querySelector('.codes').hidden = target.value !== 'error';
	});
	fault.addEventListener('submit', (event) => {
		event.preventDefault();
		const { endpoint, action, code, subcode, times } = Object.fromEntries(new FormData(fault));
		const codes = action === 'error' ? { code: number(code), subcode: number(subcode) } : {};
		void tell('POST', 'faults', { endpoint, action, times: Number(times), ...codes });
	});
	byId('throttle-form').addEventListener('submit', (event) => {
		event.preventDefault();
		const { accountId, minutes } = Object.fromEntries(new FormData(event.target));
		void tell('POST', 'throttle', { accountId, minutes: Number(minutes) });
	});
}

fill('grid', [el('p.empty', {}, 'Loading')]);
wire();
void follow();
