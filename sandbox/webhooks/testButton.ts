import { ControlError } from '../controlInput';
import type { LoginMethod } from '../model';
import type { World } from '../world';
import { appWithId } from './dashboard';
import type { Delivery } from './deliveries';

/** The account that every sample names. */
const ACCOUNT = '0';

const COMMENT = {
	from: { id: '232323232', username: 'test', self_ig_scoped_id: '232323232' },
	id: '17865799348089039',
	text: 'This is an example.',
};

const MEDIA_ID = '17887498072083520';

/** Constants of Meta's: the IDs are the same at every click. Seen in 2018, 2021, 2022 and on 2026-07-27. */
const VALUES: Readonly<Record<string, object>> = {
	comments: {
		...COMMENT,
		media: { id: '123123123', media_product_type: 'FEED' },
		parent_id: '1231231234',
	},
	live_comments: { ...COMMENT, media: { id: '123123123', media_product_type: 'LIVE' } },
	mentions: { comment_id: MEDIA_ID, media_id: MEDIA_ID },
	story_insights: {
		media_id: MEDIA_ID,
		exits: 3,
		replies: 0,
		reach: 44,
		taps_forward: 4,
		taps_back: 3,
		impressions: 444,
	},
};

/** The time is text, and in seconds. */
const MESSAGE = {
	sender: { id: '12334' },
	recipient: { id: '23245' },
	timestamp: '1527459824',
	message: { mid: 'random_mid', text: 'random_text' },
};

/** Fields whose sample was seen. */
const SAMPLED_FIELDS: readonly string[] = [...Object.keys(VALUES), 'messages'];

/** What a click on Test sends. Instagram Login has its message as a change, Facebook Login as messaging. */
function samplePayload(app: LoginMethod, field: string, now: number): object {
	const seconds = Math.floor(now / 1000);
	if (field === 'messages' && app === 'facebook') {
		return { object: 'instagram', entry: [{ id: ACCOUNT, time: now, messaging: [MESSAGE] }] };
	}
	const value = field === 'messages' ? MESSAGE : VALUES[field];
	return { object: 'instagram', entry: [{ id: ACCOUNT, time: seconds, changes: [{ field, value }] }] };
}

/** A click on the dashboard's Test button beside a field. @throws ControlError */
export function clickTest(world: World, { appId, field = '' }: { appId?: string; field?: string }): Delivery {
	const app = appWithId(appId);
	if (!SAMPLED_FIELDS.includes(field)) {
		throw new ControlError(`field must be one of ${SAMPLED_FIELDS.join(', ')}`);
	}
	const payload = samplePayload(app, field, world.clock.now());
	const sent = world.webhooks.sendText(app, JSON.stringify(payload));
	if (!sent) throw new ControlError('The app has no callback');
	return sent;
}
