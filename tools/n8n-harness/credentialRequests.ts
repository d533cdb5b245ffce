import type {
	IAuthenticateGeneric,
	ICredentialDataDecryptedObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	Workflow,
} from 'n8n-workflow';
import { getCredentialOwnRequestAllowedDomains, isExpression, UserError } from 'n8n-workflow';

type Data = ICredentialDataDecryptedObject;

/** n8n only allows requests with a credential to the domains that the credential allows. */
export function restrictedToCredentialDomains(
	helpers: IHttpRequestHelper,
	credentials: Data,
): IHttpRequestHelper {
	return {
		helpers: {
			httpRequest: async (request: IHttpRequestOptions): Promise<unknown> => {
				const allowedDomains = getCredentialOwnRequestAllowedDomains(credentials);
				if (allowedDomains === undefined) return await helpers.helpers.httpRequest(request);
				if (request.allowedDomains !== undefined) {
					throw new UserError('This credential restricts requests to specific domains.');
				}
				return await helpers.helpers.httpRequest({ ...request, allowedDomains });
			},
		},
	};
}

/** Applies a credential's `authenticate` of type `generic` to a request. */
export function authenticateGenerically(
	credentials: Data,
	authenticate: IAuthenticateGeneric,
	request: IHttpRequestOptions,
	workflow: Workflow,
	node: INode,
): IHttpRequestOptions {
	const resolve = (value: string): string => {
		if (!isExpression(value)) return value;
		const keys = { $credentials: credentials } as never;
		const resolved = workflow.expression.getSimpleParameterValue(
			node,
			value,
			'internal',
			keys,
			undefined,
			'',
		);
		return resolved ? String(resolved) : '';
	};
	const parts = request as unknown as Record<string, Record<string, string> | undefined>;
	parts.headers ??= {};
	for (const [part, fields] of Object.entries(authenticate.properties)) {
		const target = (parts[part] ??= {});
		for (const [key, value] of Object.entries(fields as Record<string, string>)) {
			target[resolve(key)] = resolve(value);
		}
	}
	return request;
}
