import { el, fill } from './dom.js';

/** Switches of README.md that change what a user of the package sees: their values, or `number`. */
const SWITCHES = {
	republish: ['publishing a container again', ['notFound', 'notReady', 'postsAgain']],
	freshReadsRefusedSeconds: ['fresh reads refused (s)', 'number'],
	notReadySeconds: ['9007 after FINISHED (s)', 'number'],
	childrenMustBeFinished: ['carousel waits for its items', [false, true]],
	errorWithoutStatusCode: ['failure without status_code', [false, true]],
	firstFetchFails: ['first fetch of a file fails', ['no', '9004', '100', 'container']],
	pngByUrl: ['PNG by URL', ['taken', 'refused']],
	tallestImage: ['tallest image of the feed', ['3:4', '4:5']],
	mostHashtags: ['most hashtags', 'number'],
	mostMentions: ['most mentions', 'number'],
	mostCollaborators: ['most collaborators', 'number'],
	mostRows: ['largest page', 'number'],
	quotaTotal: ['posts per 24 h', 'number'],
	appState: ['the app is', ['live', 'blocked', 'deactivated']],
};

function control(name, kind) {
	if (kind === 'number') return el('input', { name, type: 'number', min: 0, placeholder: 'any' });
	const select = el('select', { name });
	select.append(...kind.map((one) => new Option(typeof one === 'boolean' ? (one ? 'yes' : 'no') : one, one)));
	return select;
}

function valueOf({ name, value }) {
	const [, kind] = SWITCHES[name];
	if (kind === 'number') return value === '' ? null : Number(value);
	return kind.find((one) => String(one) === value);
}

/** Shows the values of the switches, except of the one that has the focus. */
export function showBehaviour({ behaviour }) {
	for (const shown of document.getElementById('behaviour').querySelectorAll('[name]')) {
		if (shown !== document.activeElement) shown.value = String(behaviour[shown.name] ?? '');
	}
}

/** @param change is called with the changed switch, such as `{ pngByUrl: 'refused' }` */
export function wireBehaviour(change) {
	fill(
		'behaviour',
		Object.entries(SWITCHES).map(([name, [label, kind]]) =>
			el('label', { title: name }, el('span', {}, label), control(name, kind)),
		),
	);
	document.getElementById('behaviour').addEventListener('change', ({ target }) => {
		void change({ [target.name]: valueOf(target) });
	});
}
