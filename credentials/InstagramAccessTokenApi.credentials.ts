import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	INodeProperties,
} from 'n8n-workflow';
import * as n8nWorkflow from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { GraphError } from '../nodes/Instagram/graph/errors/explain';
import { LOGIN_HOSTS } from '../nodes/Instagram/graph/hosts';
import { appSecretProof } from '../nodes/Instagram/graph/request';
import { toError } from '../nodes/Instagram/shared/toError';
import { API_VERSION_PROPERTY, DOMAIN_PROPERTIES, META_APP_SECRET_PROPERTY } from './shared/properties';
import {
	readAccessToken,
	RENEWED_TOKEN,
	renewedTokenData,
} from '../nodes/Instagram/tokens/accessTokenCredential';
import { readCredential, readSettings } from '../nodes/Instagram/tokens/credential';
import { nextAction } from '../nodes/Instagram/tokens/policy';
import { renew } from '../nodes/Instagram/tokens/renewal';

/**
 * n8n before 2.34 saves the whole credential when `preAuthentication` has returned something, with every expression and
 * external secret replaced by its value. n8n does not tell its version to a credential; this function came with 2.34.0.
 */
const SAVES_ONLY_WHAT_IS_RETURNED = 'resolveSupportedCredentialActivation' in n8nWorkflow;

/** n8n shows the `code` of an error instead of its message where a credential is tested: so, an error without one. */
function plainError(thrown: unknown): Error {
	if (!(thrown instanceof GraphError)) return toError(thrown);
	return new UserError(thrown.message, { description: thrown.description });
}

/** An access token that the user already has: short-lived, long-lived, of a Page or of a System User. */
export class InstagramAccessTokenApi implements ICredentialType {
	name = 'instagramAccessTokenApi';

	displayName = 'Instagram Access Token API';

	documentationUrl = 'https://github.com/n8n-nodes-instagram-platform/n8n-nodes-instagram-platform#readme';

	icon = {
		light: 'file:../nodes/Instagram/instagram.svg',
		dark: 'file:../nodes/Instagram/instagram.dark.svg',
	} as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Login Method',
			name: 'loginMethod',
			type: 'options',
			options: [
				{
					name: 'Instagram Login',
					value: 'instagram',
					description: 'A token of the Instagram account itself, used at graph.instagram.com',
				},
				{
					name: 'Facebook Login',
					value: 'facebook',
					description: 'A token of a person, Page or System User, used at graph.facebook.com',
				},
			],
			default: 'instagram',
			description: 'By which login the token was made',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Short-lived or long-lived, or the token of a Page or System User. It is not changed; a renewed token is kept beside it.',
		},
		{
			displayName: 'App ID',
			name: 'appId',
			type: 'string',
			default: '',
			hint: 'Facebook Login needs it to keep the token fresh: the Meta app ID. Instagram Login does not use it.',
			description: 'In the Meta App Dashboard: App settings > Basic > App ID',
		},
		{
			displayName: 'App Secret',
			name: 'appSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: "With it the token is made long-lived and kept fresh. Instagram Login: the Instagram app secret, which is not the Meta app's. Facebook Login: the Meta app secret.",
			description:
				'In the Meta App Dashboard. Instagram Login: Instagram > API setup with Instagram login > Instagram app secret. Facebook Login: App settings > Basic > App secret.',
		},
		META_APP_SECRET_PROPERTY,
		API_VERSION_PROPERTY,
		{
			displayName: 'Renewed Token',
			name: RENEWED_TOKEN,
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		...DOMAIN_PROPERTIES,
	];

	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ ($credentials.loginMethod === "facebook" ? "${LOGIN_HOSTS.facebook.graph}" : "${LOGIN_HOSTS.instagram.graph}") + "/" + $credentials.apiVersion }}`,
			url: '/me',
			qs: { fields: 'id' },
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 400,
					message:
						"Meta does not accept the access token. Check that it is complete, still valid and made by the chosen 'Login Method', and that the app secret, if there is one, belongs to the same app.",
				},
			},
		],
	};

	/**
	 * Makes a pasted token long-lived where n8n asks for it: when the credential is tested, and when the HTTP Request node
	 * uses it and nothing is renewed yet. n8n saves what this returns. A node of this package renews and saves by itself.
	 *
	 * @throws UserError that says what to do where the token is dead
	 */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		if (!SAVES_ONLY_WHAT_IS_RETURNED) return {};
		const now = Date.now();
		const send = async (request: IHttpRequestOptions) =>
			(await this.helpers.httpRequest(request)) as IN8nHttpFullResponse;
		try {
			const { settings, token } = readCredential('instagramAccessTokenApi', credentials, now);
			const renewal = await renew(token, nextAction, { send, settings, now });
			return { [RENEWED_TOKEN]: renewedTokenData(credentials, renewal.token) };
		} catch (thrown) {
			throw plainError(thrown);
		}
	}

	/** A function, because the token in use is not the pasted one as soon as that has been exchanged. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { loginMethod, appSecret } = readSettings('instagramAccessTokenApi', credentials);
		const token = readAccessToken(credentials)?.value ?? '';
		const proof = loginMethod === 'facebook' && appSecret ? appSecretProof(appSecret, token) : undefined;
		return {
			...requestOptions,
			headers: { ...requestOptions.headers, Authorization: `Bearer ${token}` },
			...(proof ? { qs: { ...requestOptions.qs, appsecret_proof: proof } } : {}),
		};
	}
}
