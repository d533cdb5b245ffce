import type { IDataObject } from 'n8n-workflow';

import { ObjectReader } from '../../graph/objectReader';
import { asError } from '../../graph/thrown';
import { isAboutMetrics, readLeniently } from '../../insights/lenient';
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
	const { graph, clock } = run.connection;
	const fields = 'id,media_product_type,timestamp';
	return kindIn(await run.shared(ObjectReader).read(graph, clock, { id, fields, permission: 'insights' }));
}

/** The metrics of media that many items of the run ask for alike, read together; `undefined` where Meta gives none. */
async function readTogether(
	run: ItemRun,
	id: string,
	{ breakdown }: MediaInsightsChoice,
	metrics: string[],
): Promise<Insight[] | undefined> {
	const { graph, clock } = run.connection;
	const by = breakdown ? `.breakdown(${breakdown})` : '';
	const fields = `id,insights.metric(${metrics.join(',')})${by}`;
	const read = await run.shared(ObjectReader).read(graph, clock, { id, fields, permission: 'insights' });
	return (read.insights as { data?: Insight[] } | undefined)?.data;
}

async function readAlone(
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
 * Reads metrics of a media. With Facebook Login those of many items go together, 50 media in a call.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights
 */
export async function readMediaInsights(
	run: ItemRun,
	id: string,
	choice: MediaInsightsChoice,
	metrics: string[],
): Promise<Insight[]> {
	const isLenient = choice.metrics.length === 0;
	const isOneOfMany = run.context.getInputData().length > 1;
	if (isOneOfMany && run.connection.settings.loginMethod === 'facebook') {
		try {
			const insights = await readTogether(run, id, choice, metrics);
			if (insights) return insights;
		} catch (error) {
			// By itself Meta tells more exactly what it refuses, and what it does not can still be had.
			if (!isAboutMetrics(error)) throw asError(error);
		}
	}
	const read = async (some: string[]) => await readAlone(run, id, choice, some);
	return isLenient ? await readLeniently(metrics, read) : await read(metrics);
}
