import { InputError } from '../../input';
import type { Sibling } from './state';

/** Where the callback of an app with Instagram Login is entered; Meta offers no other way. */
const PLACE =
	"Meta's App Dashboard > your app > Instagram > API setup with Instagram login > Configure webhooks";

/** What to paste for a trigger, and where. */
export function pasteText({ url, verifyToken }: Pick<Sibling, 'url' | 'verifyToken'>): string {
	return `In ${PLACE}, paste the Callback URL ${url} and the Verify Token ${verifyToken}, then click Verify and Save`;
}

/** Listening is in vain as long as Meta has no callback for the app. */
export function callbackMissingError(
	production: Pick<Sibling, 'url' | 'verifyToken'>,
	isActive: boolean,
): InputError {
	const steps = [
		...(isActive ? [] : ['Publish (activate) the workflow']),
		pasteText(production),
		'Come back and execute this step again',
	];
	return new InputError(
		'Instagram Login',
		"needs a step in Meta's dashboard, which has not been done yet",
		`${steps.map((step, index) => `${index + 1}. ${step}.`).join(' ')}`,
	);
}
