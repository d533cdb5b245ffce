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
	/** Which fields are switched on; all if left out. */
	fields?: string[];
}

/** @throws ControlError where it is the id of no app here */
export function appWithId(appId: string | undefined): LoginMethod {
	for (const app of ['instagram', 'facebook'] as const) {
		if (SANDBOX_APPS[app].appId === appId) return app;
	}
	throw new ControlError('appId is not an app here');
}

/** "Verify and save" of the App Dashboard. @throws ControlError with Meta's words and what went wrong */
export async function verifyAndSave(world: World, form: DashboardForm): Promise<AppSubscription> {
	const { callbackUrl = '', verifyToken = '', fields = [...INSTAGRAM_FIELDS] } = form;
	const app = appWithId(form.appId);
	if (callbackUrl === '' || verifyToken === '')
		throw new ControlError('callbackUrl and verifyToken are required');
	const unknown = fields.filter((name) => !INSTAGRAM_FIELDS.includes(name));
	if (unknown.length > 0) throw new ControlError(`No such field: ${unknown.join(', ')}`);
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
