import type { ICredentialDataDecryptedObject, INodeCredentialsDetails } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

type Data = ICredentialDataDecryptedObject;

export interface StoredCredential {
	id: string;
	name: string;
	type: string;
	data: Data;
}

/** One write to a stored credential. */
export interface CredentialSave {
	id: string;
	type: string;
	via: 'user' | 'consent' | 'updateCredentials' | 'updateCredentialsOauthTokenData';
	/** Milliseconds since the epoch. */
	at: number;
	/** The whole credential after the write. */
	data: Data;
}

/** Copies a value as a database does, which stores text. */
export function copy<T>(value: T): T {
	return JSON.parse(JSON.stringify(value)) as T;
}

/** n8n's table of credentials, in memory and unencrypted. */
export class CredentialTable {
	/** All writes since the table was created, in order. */
	readonly saves: CredentialSave[] = [];

	private readonly rows = new Map<string, StoredCredential>();

	insert(type: string, data: Data, options: { id?: string; name?: string }): StoredCredential {
		const id = options.id ?? `credential-${this.rows.size + 1}`;
		const row = { id, name: options.name ?? `${type} ${id}`, type, data: {} };
		this.rows.set(id, row);
		this.write(id, data, 'user');
		return row;
	}

	/** @throws UserError if there is no credential with this ID and type */
	find(reference: INodeCredentialsDetails, type?: string): StoredCredential {
		const row = this.rows.get(reference.id ?? '');
		if (!row || (type !== undefined && row.type !== type)) {
			throw new UserError(`Credential with ID "${reference.id}" does not exist for type "${type}".`);
		}
		return row;
	}

	delete(id: string): void {
		this.rows.delete(id);
	}

	write(id: string, data: Data, via: CredentialSave['via']): void {
		const row = this.rows.get(id)!;
		row.data = copy(data);
		this.saves.push({ id, type: row.type, via, at: Date.now(), data: copy(data) });
	}
}
