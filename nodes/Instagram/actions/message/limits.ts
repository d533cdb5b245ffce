import type { Limit } from '../../publishing/limits';

const GUIDE =
	'https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api';

function limit(min: number, max: number, page = ''): Limit {
	return { min, max, source: `${GUIDE}${page}`, seen: '2026-11-22' };
}

/** Every number that a message is checked against before anything is sent. */
export const MESSAGE_LIMITS = {
	/** In UTF-8. */
	textBytes: limit(1, 1000),
	quickReplies: limit(1, 13, '/quick-replies'),
	cards: limit(1, 10, '/generic-template'),
	buttons: limit(1, 3, '/button-template'),
} as const;
