import type { IDataObject } from 'n8n-workflow';

import { unwrap } from './answer';
import type { GraphClient, Permission } from './types';

/** A read of one object by its id. */
export interface ObjectRead {
	/** Already validated. */
	id: string;
	/** Value of Meta's `fields` parameter. */
	fields: string;
	permission?: Permission;
}

/**
 * Reads one object. Meta no longer reads several at once: it has rejected `?ids=` on both hosts since v26.0, also in
 * calls to older versions.
 *
 * @throws GraphError
 * @see https://github.com/restfb/restfb/issues/1692
 */
export async function readObject(
	graph: GraphClient,
	{ id, fields, permission }: ObjectRead,
): Promise<IDataObject> {
	return unwrap(
		await graph.call({ method: 'GET', path: `/${id}`, query: { fields }, repeatable: true, permission }),
	);
}

/** Reads the URL of a media's file, which expires after some days. @returns `undefined` if Meta gives none */
export async function readMediaUrl(graph: GraphClient, id: string): Promise<string | undefined> {
	const { media_url: url } = await readObject(graph, { id, fields: 'media_url' });
	return typeof url === 'string' ? url : undefined;
}
