/** What a person chooses on Meta's consent page. */
export interface ConsentChoice {
	/** Default `allow`. */
	answer?: 'allow' | 'deny';
	/** ID of the account, if the page offers a choice (Instagram). */
	account?: string;
	/** IDs of the Pages to select, if the page offers a choice (Facebook). Default: those selected already. */
	pages?: string[];
	/** Permissions to keep selected. Default: all that are selected. */
	permissions?: string[];
}

export interface FilledForm {
	method: 'GET' | 'POST';
	action: string;
	fields: URLSearchParams;
}

type Attributes = Record<string, string | undefined>;

const ENTITIES: Record<string, string> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	'#39': "'",
	'#x27': "'",
	'#x2F': '/',
};

function unescape(text: string): string {
	return text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

function attributesOf(tag: string): Attributes {
	const attributes: Attributes = {};
	for (const [, name, quoted, single, bare] of tag.matchAll(
		/([\w:-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g,
	)) {
		attributes[name!.toLowerCase()] = unescape(quoted ?? single ?? bare ?? '');
	}
	return attributes;
}

function elements(html: string, name: string): Attributes[] {
	return [...html.matchAll(new RegExp(`<${name}\\b([^>]*)>`, 'gi'))].map(([, tag]) => attributesOf(tag!));
}

function isTicked(input: Attributes, choice: ConsentChoice): boolean {
	const { name, value = '' } = input;
	const ticked = input.checked !== undefined;
	if (name === 'account') return choice.account ? value === choice.account : ticked;
	if (name === 'page') return choice.pages ? choice.pages.includes(value) : ticked;
	if (name === 'permission') return choice.permissions ? choice.permissions.includes(value) : ticked;
	return ticked;
}

/**
 * Fills in the form of a consent page and submits it with its `#allow` or `#deny` button, without scripts.
 *
 * @throws Error with the text of the page if there is no such button
 */
export function fillConsentPage(html: string, choice: ConsentChoice): FilledForm {
	const id = choice.answer ?? 'allow';
	for (const [, tag, content] of html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)) {
		const inputs = elements(content!, 'input');
		const button = [...elements(content!, 'button'), ...inputs].find((element) => element.id === id);
		if (!button) continue;

		const form = attributesOf(tag!);
		const fields = new URLSearchParams();
		for (const input of inputs) {
			if (!input.name || input.type === 'submit' || input.disabled !== undefined) continue;
			const ticks = input.type === 'radio' || input.type === 'checkbox';
			if (!ticks || isTicked(input, choice)) fields.append(input.name, input.value ?? 'on');
		}
		if (button.name) fields.append(button.name, button.value ?? '');
		const method = (button.formmethod ?? form.method ?? 'get').toUpperCase() === 'POST' ? 'POST' : 'GET';
		return { method, action: button.formaction ?? form.action ?? '', fields };
	}
	const text = unescape(html.replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]+>/g, ' '));
	throw new Error(
		`The page has no '#${id}' button. It says: ${text.replace(/\s+/g, ' ').trim().slice(0, 300)}`,
	);
}
