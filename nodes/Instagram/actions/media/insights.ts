import type { IDataObject } from 'n8n-workflow';

import { readObject } from '../../graph/readObject';
import { readSupportedMetrics } from '../../insights/supportedMetrics';
import type { MediaInsightsChoice, MediaKind } from '../../insights/mediaChoice';
import type { Surface } from '../../insights/mediaMetrics';
import type { Insight } from '../../insights/rows';
import type { ItemRun } from '../operation';

const SURFACES: ReadonlySet<unknown> = new Set<Surface>(['FEED', 'REELS', 'STORY']);

function kindIn({ media_product_type: surface, timestamp }: IDataObject): MediaKind {
	const publishedAt = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
	return {
		...(SURFACES.has(surface) ? { surface: surface as Surface } : {}),
		...(Number.isFinite(publishedAt) ? { publishedAt } : {}),
	};
}

/** Where a media is shown and since when. Not read again where the item comes from Media > Get Many and says so. */
export async function kindOf(run: ItemRun, id: string): Promise<MediaKind> {
	const json = run.context.getInputData()[run.itemIndex]?.json;
	if (json?.id === id) {
		const kind = kindIn(json);
		if (kind.surface && kind.publishedAt !== undefined) return kind;
	}
	const fields = 'id,media_product_type,timestamp';
	return kindIn(await readObject(run.connection.graph, { id, fields, permission: 'insights' }));
}

async function readMetrics(
	{ connection }: ItemRun,
	id: string,
	{ breakdown }: MediaInsightsChoice,
	metrics: string[],
): Promise<Insight[]> {
	const { data } = await connection.graph.call<{ data?: Insight[] }>({
		method: 'GET',
		path: `/${id}/insights`,
		query: { metric: metrics.join(','), breakdown },
		repeatable: true,
		permission: 'insights',
	});
	return data ?? [];
}

/**
 * Reads metrics of a media. Where none was asked for by name, those that Meta does not have for it are left out.
 *
 * @throws GraphError
 * @see https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights
 */
export async function readMediaInsights(
	run: ItemRun,
	id: string,
	choice: MediaInsightsChoice,
	metrics: string[],
): Promise<Insight[]> {
	const read = async (some: string[]) => await readMetrics(run, id, choice, some);
	return choice.metrics.length === 0 ? await readSupportedMetrics(metrics, read) : await read(metrics);
}
