import { el, fill } from './dom.js';

const opened = new Set();

function tone({ status, fault }) {
	if (fault || status === undefined) return 'busy';
	return status < 400 ? 'good' : 'bad';
}

function parameters(title, record) {
	const entries = Object.entries(record);
	if (entries.length === 0) return [];
	return [
		el('h4', {}, title),
		...entries.flatMap(([name, value]) => [el('code', {}, name), el('span', {}, value)]),
	];
}

function notes({ error, fault }) {
	const refusal = error ? `${error.code}${error.subcode ? `/${error.subcode}` : ''}` : '';
	return [
		fault && el('span.pill.busy', {}, fault),
		refusal && el('span.pill.bad', { title: error.message }, refusal),
	];
}

function statusOf(request) {
	if (request.status !== undefined) return String(request.status);
	return request.milliseconds === undefined ? '…' : '—';
}

function row(request) {
	const details = el(
		'details',
		{
			open: opened.has(request.id),
			ontoggle: () => (details.open ? opened.add(request.id) : opened.delete(request.id)),
		},
		el(
			'summary',
			{},
			el('span.time', {}, request.time.slice(11, 19)),
			el(`span.status.${tone(request)}`, {}, statusOf(request)),
			el('span.method', {}, request.method),
			el(
				'span.path',
				{ title: `${request.host}${request.path}` },
				el('span.soft', {}, request.host),
				request.path,
			),
			el('span.notes', {}, ...notes(request), el('span.endpoint', {}, request.endpoint)),
			el('span.soft.number', {}, request.milliseconds === undefined ? '' : `${request.milliseconds} ms`),
		),
		el(
			'div.detail',
			{},
			...(request.token ? parameters('Token', { fingerprint: request.token }) : []),
			...parameters('Query', request.query),
			...parameters('Body', request.body),
			...(request.error ? parameters('Error', { message: request.error.message }) : []),
		),
	);
	return details;
}

/** The newest requests first; those that contain the filter's text. */
export function showRequests({ requests }, filter) {
	const wanted = filter.trim().toLowerCase();
	const matching = requests.filter((request) => JSON.stringify(request).toLowerCase().includes(wanted));
	fill('requests', matching.reverse().map(row), wanted ? 'No request matches.' : 'No requests yet.');
}
