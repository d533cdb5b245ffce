import {
	cancelledError,
	graphError,
	mediaStatusError,
	throttledError,
	unreadableError,
} from '../../../../nodes/Instagram/graph/errors/explain';
import type { MetaError } from '../../../../nodes/Instagram/graph/errors/explain';

describe('graphError: message and description', () => {
	it("quotes Meta's text when it says more than the row, without the code prefix", () => {
		const error = graphError({ code: 100, text: '(#100) The parameter image_url is required' });
		expect(error.message).toBe(
			'Meta rejected one of the values. Meta says: "The parameter image_url is required"',
		);
	});

	it('does not quote Meta when the row is sufficient', () => {
		const error = graphError({ code: 36000, subcode: 2207004, text: 'The image size is too large.' });
		expect(error.message).toBe('The image is larger than 8 MB');
	});

	it("adds Meta's user title and message to the description once", () => {
		const metaError = { code: 100, text: 'Invalid parameter', userText: 'Too wide: Crop the image.' };
		expect(graphError(metaError).description).toMatch(/^Meta adds: "Too wide: Crop the image\." /);
		expect(graphError({ ...metaError, userText: 'Invalid parameter' }).description).not.toContain(
			'Meta adds',
		);
	});

	it.each([
		[9004, 2207052, 'The media could not be fetched from this URI: https://files.example.test/a.jpg'],
		[110, 2207018, 'The following user(s) cannot be accessed: lora.fen'],
		[36001, 2207084, 'The media of type image/png could not be converted to JPEG'],
		[36003, 2207009, "The submitted image with aspect ratio ('0.45',) cannot be published."],
	])('adds the user message of %d/%d when only it contains the details', (code, subcode, userText) => {
		const error = graphError({ code, subcode, text: 'Invalid parameter', userText });
		expect(error.message).not.toContain('Invalid parameter');
		expect(error.description).toContain(`Meta adds: "${userText.replace(/\.$/, '')}."`);
	});

	it('does not add an unrelated or redundant user message', () => {
		const userText = 'There have been too many calls from this ad-account.';
		expect(graphError({ code: 17, subcode: 2446079, userText }).description).not.toContain('Meta adds');
		expect(graphError({ code: 9007, subcode: 2207027, userText: 'x' }).description).not.toContain(
			'Meta adds',
		);
	});

	it('limits the length of quotes', () => {
		const { message, description } = graphError({
			code: 100,
			text: 'x'.repeat(50_000),
			userText: 'y'.repeat(50_000),
		});
		expect(message).toMatch(/x…"$/);
		expect(message.length + description.length).toBeLessThan(2_500);
	});

	it.each<[string, MetaError]>([
		['permission', { code: 10 }],
		['permission', { code: 200 }],
		['permission', { code: 1, subcode: 99 }],
		['notFound', { code: 100, subcode: 33 }],
	])("names the value of 'Permissions' that may be missing (%s, %j)", (kind, metaError) => {
		const error = graphError(metaError, { permission: 'insights' });
		expect(error.kind).toBe(kind);
		expect(error.description).toContain("The call needs 'Read Insights'");
		expect(graphError(metaError).description).not.toContain('Permissions');
	});

	it.each<[string, MetaError]>([
		['file', { code: 36000, subcode: 2207004 }],
		['ID', { code: 803 }],
		['username', { code: 110 }],
		['container', { code: 24, subcode: 2207006 }],
		['username', { code: 110, subcode: 2207018 }],
		['app', { code: 200, text: 'API access blocked.' }],
		['app', { code: 3 }],
		['app', { code: 10, text: '(#10) Your app needs Advanced Access to read this' }],
		['Page', { code: 10, text: '(#10) Complete Page Publishing Authorization to publish' }],
		['Page', { code: 190, text: "pages_show_list must be granted before impersonating a user's page." }],
		['person', { code: 200, subcode: 1545041 }],
		['person', { code: 230 }],
		['person', { code: 200, subcode: 2018028 }],
		['post', { code: 100, subcode: 2108006 }],
		['account', { code: 100, text: '(#100) The user is not an Instagram Business' }],
	])('names no permission when the %s is the cause (%j)', (_what, metaError) => {
		expect(graphError(metaError, { permission: 'publish' }).description).not.toContain("'Permissions'");
	});

	it('marks errors about the object that the call names', () => {
		for (const metaError of [{ code: 100, subcode: 33 }, { code: 803 }, { code: 24 }, { code: 9010 }])
			expect(graphError(metaError)).toMatchObject({ kind: 'notFound', objectMissing: true });
		for (const metaError of [{ code: 100, subcode: 2108006 }, { subcode: 2534001 }, { code: 110 }])
			expect(graphError(metaError)).toMatchObject({ kind: 'notFound', objectMissing: undefined });
	});

	it.each([
		[1, '1 second'],
		[45_000, '45 seconds'],
		[19 * 60_000, 'about 19 minutes'],
		[3 * 3_600_000, 'about 3 hours'],
	])('describes a wait of %d ms as %s', (retryAfterMs, text) => {
		const error = graphError({ code: 80002 }, { retryAfterMs });
		expect(error.description).toContain(`wait ${text} before`);
		expect(error.retryAfterMs).toBe(retryAfterMs);
	});

	it('mentions a wait only when waiting helps', () => {
		for (const code of [100, 190, 10]) {
			const error = graphError({ code }, { retryAfterMs: 60_000 });
			expect(error.retryAfterMs).toBeUndefined();
			expect(error.description).not.toContain('asks to wait');
		}
	});
});

describe('graphError: transient errors', () => {
	it('follows is_transient for any code', () => {
		for (const code of [undefined, 100, 10, 99999]) {
			expect(graphError({ code, transient: true })).toMatchObject({
				kind: 'transient',
				retry: 'sameRequest',
				outcome: 'unknown',
			});
		}
	});

	it('prefers a subcode or an unambiguous code to is_transient', () => {
		expect(graphError({ code: 9007, subcode: 2207027, transient: true }).kind).toBe('notReady');
		expect(graphError({ code: 190, transient: true }).kind).toBe('token');
		expect(graphError({ code: 4, transient: true }).kind).toBe('rateLimit');
		expect(graphError({ code: 4, subcode: 2207051, transient: true }).kind).toBe('policy');
		expect(graphError({ code: 368, transient: true }).kind).toBe('policy');
		expect(graphError({ code: 1, text: 'Please reduce the amount of data', transient: true }).retry).toBe(
			'smallerPage',
		);
		expect(graphError({ code: -1, subcode: 2534023 }, { httpCode: 500 }).outcome).toBe('refused');
	});

	it('treats an unknown code as transient with a 5xx, but not with a 4xx', () => {
		expect(graphError({ code: 4711 }, { httpCode: 500 })).toMatchObject({
			kind: 'transient',
			outcome: 'unknown',
		});
		expect(graphError({ code: 4711 }, { httpCode: 400 })).toMatchObject({
			kind: 'validation',
			outcome: 'refused',
		});
	});
});

describe('graphError: secrets', () => {
	const secret = 'abcdef0123456789abcdef0123456789';
	const metaError = {
		code: 190,
		text: `Malformed access token IGAAtoken1 of ${secret}`,
		userText: `access_token=EAAxyz12345 and ${secret}`,
		fbtraceId: 'T',
	};

	it('contains no secret in any text', () => {
		const error = graphError(metaError, { secrets: [secret] });
		const all = JSON.stringify([error.message, error.description, error.stack, error]);
		for (const hidden of [secret, 'IGAAtoken1', 'EAAxyz12345']) expect(all).not.toContain(hidden);
		expect(error.cause).toBeUndefined();
	});
});

describe('mediaStatusError', () => {
	it('finds the subcode in the status text', () => {
		const error = mediaStatusError({
			status: 'ERROR',
			statusText: 'Error: Media upload has failed with error code 2207026',
		});
		expect(error).toMatchObject({
			kind: 'validation',
			subcode: 2207026,
			retry: 'never',
			newContainer: false,
		});
	});

	it('uses an error code that was already read', () => {
		expect(mediaStatusError({ status: 'ERROR', errorCode: 2207082 })).toMatchObject({
			kind: 'mediaFetch',
			newContainer: true,
			retryable: true,
		});
	});

	it('requests a new container for errors that Meta says to retry', () => {
		for (const errorCode of [2207001, 2207003, 2207032, 2207053]) {
			expect(mediaStatusError({ status: 'ERROR', errorCode })).toMatchObject({
				newContainer: true,
				outcome: 'refused',
			});
		}
	});

	it.each([2207001, 2207003, 2207032, 2207052, 2207053, 2207076, 2207077, 2207082, 2207085])(
		'describes %d as a container, not as a request or a deletion',
		(code) => {
			const error = mediaStatusError({
				status: 'ERROR',
				statusText: `Error: Media upload has failed with error code ${code}`,
			});
			expect(error).toMatchObject({ subcode: code, retry: 'newContainer', outcome: 'refused' });
			expect(['mediaFetch', 'container']).toContain(error.kind);
			expect(error.description).toMatch(/new container/);
			expect(`${error.message} ${error.description}`).not.toMatch(/delet|few minutes|request/i);
		},
	);

	it.each([undefined, '', 'Error: something', 'Error 2209999'])(
		'includes a status text without a known subcode (%j)',
		(statusText) => {
			const error = mediaStatusError({ status: 'ERROR', statusText });
			expect(error).toMatchObject({ kind: 'container', newContainer: true, subcode: undefined });
			if (statusText) expect(error.message).toContain(statusText);
		},
	);

	it('keeps an unknown subcode', () => {
		expect(mediaStatusError({ status: 'ERROR', statusText: 'Error: 2207999' })).toMatchObject({
			kind: 'container',
			subcode: 2207999,
		});
	});

	it('explains an expired container', () => {
		expect(mediaStatusError({ status: 'EXPIRED', statusText: 'Expired: 2207026' })).toMatchObject({
			kind: 'container',
			subcode: 2207020,
			newContainer: true,
		});
	});
});

describe('errors without an answer of Meta', () => {
	it('throttledError says that nothing was sent', () => {
		const error = throttledError(90_000);
		expect(error).toMatchObject({
			kind: 'rateLimit',
			outcome: 'refused',
			retryAfterMs: 90_000,
			retryable: true,
		});
		expect(error.description).toMatch(/^Nothing was sent\. Meta asks to wait about 2 minutes/);
	});

	it('cancelledError says whether a call was in progress', () => {
		expect(cancelledError(false)).toMatchObject({ kind: 'cancelled', outcome: 'refused', retryable: false });
		expect(cancelledError(true)).toMatchObject({ kind: 'cancelled', outcome: 'unknown', retryable: false });
	});

	it('unreadableError contains the HTTP status and the wait', () => {
		expect(unreadableError('it is empty', { httpCode: 502 }).message).toMatch(/HTTP status 502/);
		expect(unreadableError('it is empty', { httpCode: 503, retryAfterMs: 30_000 })).toMatchObject({
			retryAfterMs: 30_000,
		});
		expect(unreadableError('it is empty', {}).message).toBe("Meta's answer could not be read: it is empty");
	});
});
