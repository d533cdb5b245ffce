import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	ICredentialsExpressionResolveValues,
	IExecuteData,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeProperties,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { ICredentialsHelper, isExpression, UnexpectedError } from 'n8n-workflow';
import { getAdditionalKeys } from 'n8n-core';

import { authenticateGenerically, restrictedToCredentialDomains } from './credentialRequests';
import { CREDENTIAL_NODE, credentialProperties, credentialWorkflow, withDefaults } from './credentialTypes';
import type { CredentialSave } from './credentialTable';
import { copy, CredentialTable } from './credentialTable';
import type { LoadedPackage } from './loadPackage';
import { loadPackage } from './loadPackage';

type Data = ICredentialDataDecryptedObject;

/**
 * n8n's credentials: a database in memory, and the helper through which n8n-core reads, resolves, applies and saves
 * them. Modelled on `credentials-helper` of n8n 2.40.7, without encryption and permissions.
 */
export class CredentialStore extends ICredentialsHelper {
	/** How often a credential was read, decrypted and evaluated. */
	reads = 0;

	/**
	 * How the package's own writes are handled: `refused` throws like n8n's Engine 2.0. Writes of users and of the consent
	 * flow always succeed.
	 */
	saving: 'kept' | 'refused' = 'kept';

	private readonly table = new CredentialTable();

	private constructor(readonly loaded: LoadedPackage) {
		super();
	}

	static async create(loaded?: LoadedPackage): Promise<CredentialStore> {
		return new CredentialStore(loaded ?? (await loadPackage()));
	}

	/** Creates a credential as a user does in the form, and returns a node's reference to it. */
	add(type: string, data: Data, options: { id?: string; name?: string } = {}): { id: string; name: string } {
		const { id, name } = this.table.insert(type, data, options);
		return { id, name };
	}

	/** All writes since the store was created. */
	get saves(): readonly CredentialSave[] {
		return this.table.saves;
	}

	/** The stored data, unresolved. */
	stored(id: string): Data {
		return copy(this.table.find({ id, name: id }).data);
	}

	typeOf(id: string): string {
		return this.table.find({ id, name: id }).type;
	}

	/** Deletes a credential as a user does: workflows that use it keep its ID. */
	delete(id: string): void {
		this.table.delete(id);
	}

	/** Replaces top-level fields of the stored credential. */
	change(id: string, fields: Data, via: CredentialSave['via'] = 'user'): void {
		this.table.write(id, { ...this.table.find({ id, name: id }).data, ...fields }, via);
	}

	override getParentTypes(name: string): string[] {
		return this.loaded.parentTypes(name);
	}

	override isCredentialUsableByNode(credentialType: string, nodeType: string): boolean {
		if (!this.loaded.credentialType(credentialType).restrictToSupportedNodes) return true;
		return this.loaded.supportedNodes(credentialType).includes(nodeType);
	}

	override getCredentialsProperties(type: string): INodeProperties[] {
		return credentialProperties(this.loaded, type);
	}

	override async authenticate(
		credentials: Data,
		typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const request = requestOptions as IHttpRequestOptions;
		const { authenticate } = this.loaded.credentialType(typeName);
		if (authenticate === undefined) return request;
		if (typeof authenticate === 'function') return await authenticate(credentials, request);
		if (!workflow || !node) throw new UnexpectedError('Generic authentication needs a workflow and a node');

		return authenticateGenerically(credentials, authenticate, request, workflow, node);
	}

	override async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: Data,
		typeName: string,
		node: INode,
		credentialsExpired: boolean,
	): Promise<Data | undefined> {
		const type = this.loaded.credentialType(typeName);
		const expirable = type.properties.find(
			(property) => property.type === 'hidden' && property.typeOptions?.expirable === true,
		);
		if (!expirable || typeof type.preAuthentication !== 'function') return undefined;
		if (credentials[expirable.name] !== '' && !credentialsExpired) return undefined;

		const own = restrictedToCredentialDomains(helpers, credentials);
		const output = (await type.preAuthentication.call(own, credentials)) as Data;
		const reference = node.credentials?.[typeName];
		if (output[expirable.name] === undefined || !reference) return undefined;

		const stored = this.table.find(reference).data;
		const kept = Object.entries(output).filter(
			([key]) => key === expirable.name || !isExpression(stored[key]),
		);
		await this.updateCredentials(reference, typeName, { ...stored, ...Object.fromEntries(kept) });
		return Object.assign(credentials, output);
	}

	override async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: Data,
		typeName: string,
	): Promise<Data | undefined> {
		const { preAuthentication } = this.loaded.credentialType(typeName);
		if (typeof preAuthentication !== 'function') return undefined;
		const output = await preAuthentication.call(
			restrictedToCredentialDomains(helpers, credentials),
			credentials,
		);
		return (output as Data | undefined) ?? undefined;
	}

	override async getCredentials(reference: INodeCredentialsDetails, type: string): Promise<ICredentials> {
		const row = this.table.find(reference, type);
		return {
			id: row.id,
			name: row.name,
			type: row.type,
			data: undefined,
			getData: async () => copy(row.data),
			getDataToSave: () => ({ id: row.id, name: row.name, type: row.type, data: JSON.stringify(row.data) }),
			setData: async () => {
				throw new UnexpectedError('Save through updateCredentials');
			},
		} as unknown as ICredentials;
	}

	override async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		reference: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		values?: ICredentialsExpressionResolveValues,
	): Promise<Data> {
		const stored = copy(this.table.find(reference, type).data);
		this.reads += 1;
		if (raw === true) return stored;
		return await this.resolve(additionalData, type, stored, mode, executeData, values);
	}

	/** Fills in defaults and resolves expressions, as n8n does on every read. */
	async resolve(
		additionalData: IWorkflowExecuteAdditionalData,
		type: string,
		stored: Data,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		values?: ICredentialsExpressionResolveValues,
	): Promise<Data> {
		const filled = withDefaults(this.loaded, type, stored);
		const keys = getAdditionalKeys(additionalData, mode, null, { isCredential: true });
		if (values) {
			return values.workflow.expression.getParameterValue(
				filled as never,
				values.runExecutionData,
				values.runIndex,
				values.itemIndex,
				values.node.name,
				values.connectionInputData,
				mode,
				keys,
				executeData,
				false,
				filled,
			) as unknown as Data;
		}
		const { expression } = credentialWorkflow();
		const resolved: unknown = expression.getComplexParameterValue(
			CREDENTIAL_NODE,
			filled as never,
			mode,
			keys,
			undefined,
			undefined,
			filled,
		);
		return resolved as Data;
	}

	override async updateCredentials(
		reference: INodeCredentialsDetails,
		type: string,
		data: Data,
	): Promise<void> {
		this.assertSaving();
		this.table.write(this.table.find(reference, type).id, data, 'updateCredentials');
	}

	override async updateCredentialsOauthTokenData(
		reference: INodeCredentialsDetails,
		type: string,
		data: Data,
	): Promise<void> {
		this.assertSaving();
		const { id } = this.table.find(reference, type);
		this.change(id, { oauthTokenData: data.oauthTokenData ?? {} }, 'updateCredentialsOauthTokenData');
	}

	private assertSaving(): void {
		if (this.saving === 'refused') throw new UnexpectedError('Saving credentials is not supported here');
	}
}
