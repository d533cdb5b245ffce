import { escape } from '../html';
import type { Account, LoginMethod, Page, Person } from '../model';
import { BASE_PERMISSION, PERMISSIONS } from './permissions';

/** What Meta's dialog was opened with; sent along with the person's answer. */
export interface Dialog {
	loginMethod: LoginMethod;
	action: string;
	parameters: Record<string, string>;
	scopes: string[];
	person: Person;
	/** What the person can choose from. */
	accounts: Account[];
	pages: Array<{ page: Page; account?: Account }>;
	/** Where the sandbox serves pictures. */
	origin: string;
}

const STYLE = `
:root { color-scheme: light dark; --card: #fff; --ink: #1c1e21; --soft: #65676b; --line: #dadde1; --ground: #f0f2f5; --accent: #3b6fd4 }
@media (prefers-color-scheme: dark) { :root { --card: #242526; --ink: #e4e6eb; --soft: #a8abaf; --line: #3e4042; --ground: #18191a; --accent: #7aa2f0 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; padding: 24px }
main { width: 100%; max-width: 440px; background: var(--card); border: 1px solid var(--line); border-radius: 14px; overflow: hidden }
header { padding: 22px 24px 14px; border-bottom: 1px solid var(--line) }
header small { color: var(--soft) } h1 { font-size: 19px; margin: 4px 0 0 }
section { padding: 14px 24px } h2 { font-size: 13px; color: var(--soft); font-weight: 600; margin: 0 0 8px }
label { display: flex; gap: 12px; align-items: center; padding: 7px 0; cursor: pointer }
label img, .placeholder { width: 38px; height: 38px; border-radius: 50%; background: var(--ground) }
label span { flex: 1 } label small { display: block; color: var(--soft); font-size: 13px }
footer { display: flex; gap: 10px; padding: 14px 24px 22px }
button { flex: 1; font: inherit; font-weight: 600; padding: 11px; border-radius: 9px; border: 1px solid var(--line); background: transparent; color: inherit; cursor: pointer }
#allow { background: var(--accent); border-color: var(--accent); color: #fff }
@media (prefers-color-scheme: dark) { #allow { color: #10131a } }
p.note { color: var(--soft); font-size: 13px; margin: 0; padding: 0 24px 20px }`;

function document(title: string, content: string): string {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><style>${STYLE}</style></head><body><main>${content}</main></body></html>`;
}

function picture(account: Account | undefined, origin: string): string {
	const name = account ? `avatar-${account.motif}.jpg` : undefined;
	return name ? `<img src="${escape(`${origin}/media/${name}`)}" alt="">` : '<i class="placeholder"></i>';
}

function accountChoices({ accounts, origin }: Dialog): string {
	const rows = accounts.map(
		(account, index) =>
			`<label><input type="radio" name="account" value="${account.id}"${index === 0 ? ' checked' : ''}>${picture(account, origin)}<span>@${escape(account.username)}<small>${escape(account.name)}</small></span></label>`,
	);
	return `<section><h2>Which account?</h2>${rows.join('')}</section>`;
}

function pageChoices({ pages, origin }: Dialog): string {
	const rows = pages.map(
		({ page, account }) =>
			`<label><input type="checkbox" name="page" value="${page.id}" checked>${picture(account, origin)}<span>${escape(page.name)}<small>${account ? `@${escape(account.username)}` : 'No Instagram account'}</small></span></label>`,
	);
	return `<section><h2>Which Pages and their Instagram accounts?</h2>${rows.join('')}</section>`;
}

function permissionChoices({ scopes, loginMethod }: Dialog): string {
	const rows = scopes.map((scope) => {
		const isBase = scope === BASE_PERMISSION[loginMethod];
		const kept = isBase ? `<input type="hidden" name="permission" value="${scope}">` : '';
		const box = `<input type="checkbox"${isBase ? ' disabled' : ` name="permission" value="${scope}"`} checked>`;
		return `<label>${kept}${box}<span>${escape(PERMISSIONS[loginMethod][scope] ?? scope)}<small>${escape(scope)}</small></span></label>`;
	});
	return `<section><h2>What may the app do?</h2>${rows.join('')}</section>`;
}

/** The page on which a person allows or denies. It works without scripts. */
export function consentPage(dialog: Dialog): string {
	const { loginMethod, person, parameters, action } = dialog;
	const hidden = Object.entries(parameters).map(
		([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
	);
	const title =
		loginMethod === 'instagram'
			? 'Allow the app to use your Instagram account?'
			: 'Allow the app to use your Pages?';
	return document(
		'Sandbox consent',
		`<form method="post" action="${escape(action)}"><header><small>Logged in as ${escape(person.name)} &middot; sandbox, not the real ${loginMethod === 'instagram' ? 'Instagram' : 'Facebook'}</small><h1>${title}</h1></header>${loginMethod === 'instagram' ? accountChoices(dialog) : pageChoices(dialog)}${permissionChoices(dialog)}${hidden.join('')}<footer><button id="deny" name="answer" value="deny">Cancel</button><button id="allow" name="answer" value="allow">Allow</button></footer></form>`,
	);
}

/** What Meta shows instead, where an app is set up wrongly. It leads nowhere: the person has to go back. */
export function refusalPage(title: string, text: string): string {
	return document(
		title,
		`<header><small>Sandbox</small><h1>${escape(title)}</h1></header><section>${escape(text)}</section>`,
	);
}
