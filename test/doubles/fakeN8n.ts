import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	IDataObject,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import type { Clock } from '../../nodes/Instagram/graph/types';
import type { CredentialType } from '../../nodes/Instagram/tokens/session';
import { openSession } from '../../nodes/Instagram/tokens/session';

export const DAY = 86_400_000;
export const START = Date.parse('2026-11-22T10:00:00Z');

/** Answers one request: a body with status 200, status and body, or no answer. */
export type Answer = IDataObject | { status: number; body: IDataObject } | Error;

export type Respond = (request: IHttpRequestOptions) => Answer;

/** The answer to a token renewal. */
export const obtained = (token: string, seconds = 60 * 86_400) => ({
	access_token: token,
	token_type: 'bearer',
	expires_in: seconds,
});

export const refused = (code: number, message = 'no', more: IDataObject = {}) => ({
	status: 400,
	body: { error: { message, type: 'OAuthException', code, fbtrace_id: 'TRACE', ...more } },
});

export const lost = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** n8n with one stored credential, as tokens/ uses it. */
export class FakeN8n {
	now = START;

	/** Received requests. */
	requests: IHttpRequestOptions[] = [];

	saves = 0;

	reads = 0;

	/** Whether the user has deleted the credential. */
	deleted = false;

	/** `missing`: n8n has no function to save; `refused`: the function throws; `hangs`: it never returns. */
	saving: 'works' | 'missing' | 'refused' | 'hangs' = 'works';

	/** The stored data, if it differs from the resolved credential. */
	raw?: ICredentialDataDecryptedObject;

	respond: Respond = () => refused(1, 'unexpected call');

	constructor(
		readonly type: CredentialType,
		public stored: ICredentialDataDecryptedObject,
	) {}

	readonly clock: Clock = { now: () => this.now, sleep: async () => undefined };

	paths(): string[] {
		return this.requests.map(({ url }) => new URL(url).pathname);
	}

	context(): never {
		const httpRequest = async (request: IHttpRequestOptions) => this.answer(request);
		return {
			getNode: () => ({ credentials: { [this.type]: { id: 'credential-1', name: 'Instagram' } } }),
			getCredentials: async () => {
				this.reads += 1;
				if (this.deleted) throw new Error('Credential with ID "credential-1" does not exist');
				return structuredClone(this.stored);
			},
			additionalData: { credentialsHelper: this.helper() },
			helpers: { httpRequest },
		} as never;
	}

	async open() {
		return await openSession(this.context(), this.type, this.clock);
	}

	private helper(): Partial<ICredentialsHelper> {
		if (this.saving === 'missing') return {};
		return {
			getCredentials: async () =>
				({ getData: async () => structuredClone(this.raw ?? this.stored) }) as never,
			updateCredentials: async (_details, _type, data) => await this.save(data),
			updateCredentialsOauthTokenData: async (_details, _type, data) =>
				await this.save({ ...this.stored, oauthTokenData: data.oauthTokenData! }),
		};
	}

	private async save(data: ICredentialDataDecryptedObject): Promise<void> {
		if (this.saving === 'hangs') await new Promise(() => undefined);
		if (this.saving !== 'works') throw new Error('unsupported');
		this.saves += 1;
		this.stored = structuredClone(data);
	}

	private async answer(request: IHttpRequestOptions): Promise<IN8nHttpFullResponse> {
		this.requests.push(request);
		await Promise.resolve();
		const answer = this.respond(request);
		if (answer instanceof Error) throw answer;
		const { status, body } = 'status' in answer ? answer : { status: 200, body: answer };
		return { statusCode: status as number, headers: {}, body: JSON.stringify(body) };
	}
}

export function withConsent(
	loginMethod: 'instagram' | 'facebook',
	oauthTokenData: IDataObject,
	more: ICredentialDataDecryptedObject = {},
): FakeN8n {
	return new FakeN8n('instagramOAuth2Api', {
		loginMethod,
		apiVersion: 'v26.0',
		clientId: '1234567890',
		clientSecret: 'app-secret-value',
		oauthTokenData: oauthTokenData,
		...more,
	});
}

export function withAccessToken(
	loginMethod: 'instagram' | 'facebook',
	more: ICredentialDataDecryptedObject = {},
): FakeN8n {
	return new FakeN8n('instagramAccessTokenApi', {
		loginMethod,
		apiVersion: 'v26.0',
		accessToken: 'pasted-token',
		appId: '',
		appSecret: '',
		renewedToken: '',
		...more,
	});
}
