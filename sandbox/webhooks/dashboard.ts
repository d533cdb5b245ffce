import { ControlError } from '../controlInput';
import type { LoginMethod } from '../model';
import { SANDBOX_APPS } from '../apps';
import type { World } from '../world';
import { INSTAGRAM_FIELDS } from './fields';
import { VerificationFailure } from './verification';
import type { AppSubscription } from './subscriptions';

/** What a person pastes into the App Dashboard. */
export interface DashboardForm {
	appId?: string;
	callbackUrl?: string;
	verifyToken?: string;
	/** Which fields are switched on; if left out those that were: at first none, as in Meta's dashboard. */
	fields?: string[];
}

/** @throws ControlError where it is the id of no app here */
export function appWithId(appId: string | undefined): LoginMethod {
	for (const app of ['instagram', 'facebook'] as const) {
		if (SANDBOX_APPS[app].appId === appId) return app;
	}
	throw new ControlError('appId is not an app here');
}

function checkFields(fields: string[]): void {
	const unknown = fields.filter((name) => !INSTAGRAM_FIELDS.includes(name));
	if (unknown.length > 0) throw new ControlError(`No such field: ${unknown.join(', ')}`);
}

/** "Verify and save" of the App Dashboard. @throws ControlError with Meta's words and what went wrong */
export async function verifyAndSave(world: World, form: DashboardForm): Promise<AppSubscription> {
	const app = appWithId(form.appId);
	const before = world.webhooks.subscriptions.find(app, 'instagram')?.fields ?? [];
	const { callbackUrl = '', verifyToken = '', fields = before } = form;
	if (callbackUrl === '' || verifyToken === '')
		throw new ControlError('callbackUrl and verifyToken are required');
	checkFields(fields);
	try {
		const wanted = { object: 'instagram', callbackUrl, verifyToken, fields, includeValues: true };
		return await world.webhooks.subscriptions.subscribe(app, wanted);
	} catch (error) {
		if (!(error instanceof VerificationFailure)) throw error;
		throw new ControlError(
			`The callback URL or verify token couldn't be validated. Please verify the provided information or try again later. ${error.message}`,
		);
	}
}

/** The switches of the fields below the callback. @throws ControlError where there is no callback yet */
export function switchFields(world: World, appId: string, fields: unknown): AppSubscription {
	const subscription = world.webhooks.subscriptions.find(appWithId(appId), 'instagram');
	if (!subscription) throw new ControlError('The app has no callback');
	if (!Array.isArray(fields)) throw new ControlError('fields must be a list');
	checkFields(fields.map(String));
	subscription.fields = fields.map(String);
	world.touch();
	return subscription;
}
