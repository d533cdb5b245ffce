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
import {
	API_VERSION_PROPERTY,
	DOMAIN_PROPERTIES,
	META_APP_ID_PROPERTY,
	META_APP_SECRET_PROPERTY,
} from './shared/properties';
import {
	readAccessToken,
	RENEWED_TOKEN,
	renewedTokenData,
} from '../nodes/Instagram/tokens/accessTokenCredential';
import { readCredential, readSettings } from '../nodes/Instagram/tokens/credential';
import { nextAction } from '../nodes/Instagram/tokens/policy';
import { renew } from '../nodes/Instagram/tokens/renewal';

/**
 * n8n before 2.34 saves the whole credential if `preAuthentication` returns a value, with every expression and external
 * secret replaced by its value. A credential cannot read n8n's version, but this function was added in 2.34.0.
 */
const SAVES_ONLY_WHAT_IS_RETURNED = 'resolveSupportedCredentialActivation' in n8nWorkflow;

/** When testing a credential, n8n shows an error's `code` instead of its message. So return an error without a code. */
function plainError(thrown: unknown): Error {
	if (!(thrown instanceof GraphError)) return toError(thrown);
	return new UserError(thrown.message, { description: thrown.description });
}

/** Holds an existing access token: short-lived, long-lived, of a Page or of a System User. */
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
					description: 'Token of the Instagram account itself, for graph.instagram.com',
				},
				{
					name: 'Facebook Login',
					value: 'facebook',
					description: 'Token of a Facebook user, Page or System User, for graph.facebook.com',
				},
			],
			default: 'instagram',
			description: 'Login method that the token was created with',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Short-lived or long-lived token, or the token of a Page or System User. This field is never changed: a renewed token is stored separately.',
		},
		{
			displayName: 'App ID',
			name: 'appId',
			type: 'string',
			default: '',
			hint: 'Facebook Login only: the Meta app ID, needed to renew the token and for the Instagram Trigger',
			description: 'In the Meta App Dashboard: App settings > Basic > App ID',
		},
		{
			displayName: 'App Secret',
			name: 'appSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Needed to exchange and renew the token, and for the Instagram Trigger. Instagram Login: the Instagram app secret. Facebook Login: the Meta app secret.',
			description:
				'In the Meta App Dashboard. Instagram Login: Use cases > Customize > API setup with Instagram login > Instagram app secret. Facebook Login: App settings > Basic > App secret.',
		},
		META_APP_ID_PROPERTY,
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
						"Meta does not accept the access token. Check that it is complete, still valid and was created with the chosen 'Login Method', and that the app secret, if any, belongs to the same app.",
				},
			},
		],
	};

	/**
	 * Exchanges a pasted token for a long-lived one when n8n tests the credential, and when the HTTP Request node uses it
	 * before any renewal. n8n saves the returned value. The nodes of this package renew and save tokens themselves.
	 *
	 * @throws UserError if the token is dead, with what to do about it
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

	/** A function instead of n8n's declarative form, because the active token may be the renewed one. */
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
