import type { LoggedRequest } from '../../sandbox/requests';

type Sentence = (request: LoggedRequest) => string;

/** What a call to Meta was for, in words, by the name that the sandbox gives its endpoints. */
const SENTENCES: Record<string, Sentence> = {
	authorize: () => 'the browser opened the consent page',
	code: () => 'n8n traded the code for a token that lives one hour',
	exchange: () => 'the package exchanged it for a token that lives 60 days, and saved it',
	refresh: () => 'the package refreshed the token, and saved it',
	me: () => 'asked who the token belongs to',
	accounts: () => 'asked which accounts the token reaches',
	limit: () => 'asked how many posts are left today',
	create: ({ body }) => {
		if (body.media_type === 'CAROUSEL') return 'made a container for the whole carousel';
		const file = (body.image_url ?? body.video_url ?? '').split('/').pop() ?? '';
		return `made a container for ${file}`;
	},
	status: () => 'asked whether Instagram has processed it',
	publish: () => 'published it, once',
	read: () => 'read its permalink',
};

/** One line for a call: `POST graph.instagram.com/v27.0/…/media  200  made a container for pottery-1.jpg`. */
export function describeCall(request: LoggedRequest): string {
	const address = `${request.method.padEnd(4)} ${request.host}${request.path}`;
	const answer = request.error ? `${request.status} ${request.error.message}` : String(request.status ?? '');
	const sentence = SENTENCES[request.endpoint]?.(request) ?? request.endpoint;
	return `${address.padEnd(64)} ${answer}  ${sentence}`;
}
