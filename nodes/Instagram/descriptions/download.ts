import type { INodeProperties } from 'n8n-workflow';

/** The parameter of operations, and the option of both triggers. @param what the files, for the description */
export function downloadOf(what: string): INodeProperties {
	return {
		displayName: 'Download',
		name: 'download',
		type: 'boolean',
		default: false,
		description: `Whether to put ${what} into the item as binary data: one as data, several as data_0, data_1 and so on, up to 512 MB each. If one cannot be downloaded, the item has the reason in downloadError.`,
	};
}
