import type { IDataObject } from 'n8n-workflow';

import { readObject } from '../graph/readObject';
import type { GraphClient } from '../graph/types';
import type { MediaInsightsChoice, MediaKind } from './mediaChoice';
import type { Surface } from './mediaMetrics';
import type { Insight } from './rows';
import { readSupportedMetrics } from './supportedMetrics';

const SURFACES: ReadonlySet<unknown> = new Set<Surface>(['FEED', 'REELS', 'STORY']);

function kindIn({ media_product_type: surface, timestamp }: IDataObject): MediaKind {
	const publishedAt = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
	return {
		...(SURFACES.has(surface) ? { surface: surface as Surface } : {}),
		...(Number.isFinite(publishedAt) ? { publishedAt } : {}),
	};
}

/**
 * Where a media is shown, and since when.
 *
 * @param known a record that may be of this media, such as the item: if it says both, no call is made
 * @throws GraphError
 */
export async function readMediaKind(
	graph: GraphClient,
	id: string,
	known: IDataObject = {},
): Promise<MediaKind> {
	const kind = known.id === id ? kindIn(known) : {};
	if (kind.surface && kind.publishedAt !== undefined) return kind;
	const fields = 'id,media_product_type,timestamp';
	return kindIn(await readObject(graph, { id, fields, permission: 'insights' }));
}

/**
 * Reads metrics of a media. If the user named none, metrics that Meta does not have for it are left out.
 *
 * @throws GraphError
 * @see https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights
 */
export async function readMediaInsights(
	graph: GraphClient,
	id: string,
	choice: MediaInsightsChoice,
	metrics: string[],
): Promise<Insight[]> {
	const read = async (names: string[]): Promise<Insight[]> => {
		const { data } = await graph.call<{ data?: Insight[] }>({
			method: 'GET',
			path: `/${id}/insights`,
			query: { metric: names.join(','), breakdown: choice.breakdown },
			repeatable: true,
			permission: 'insights',
		});
		return data ?? [];
	};
	return choice.metrics.length === 0 ? await readSupportedMetrics(metrics, read) : await read(metrics);
}
