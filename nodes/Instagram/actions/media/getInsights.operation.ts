import type { IDataObject } from 'n8n-workflow';

import { account } from '../../descriptions/account';
import { metricsPicker, simplify } from '../../descriptions/insights';
import { media } from '../../descriptions/media';
import { chooseMediaMetrics, dependsOnKind, mediaMetricsFor } from '../../insights/mediaChoice';
import { MEDIA_METRICS } from '../../insights/mediaMetrics';
import { readMediaInsights, readMediaKind } from '../../insights/readMedia';
import { rowsOf } from '../../insights/rows';
import { defineParameter } from '../../parameters/parameter';
import { readNames } from '../../parameters/readers';
import { mediaTarget, resolveMedia } from '../mediaId';
import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';

const metrics = metricsPicker(MEDIA_METRICS);

const breakdown = defineParameter(
	{
		displayName: 'Breakdown',
		name: 'breakdown',
		type: 'options',
		options: [
			{
				name: 'Action Type',
				value: 'action_type',
				description:
					'Actions that people took on the profile. For the metric Profile Activity of posts and stories.',
			},
			{ name: 'None', value: '', description: 'One value per metric' },
			{
				name: 'Story Navigation Action Type',
				value: 'story_navigation_action_type',
				description: 'Forward, back, next story or exit. For the metric Navigation of stories.',
			},
		],
		default: '',
		description:
			'Dimension to break the results down by. If Metrics is empty, only metrics that support it are returned.',
	},
	(value, label) => readNames(value, label).join(', '),
);

/** Returns one item per metric, or per value of its breakdown. */
export const getInsights = defineOperation({
	name: 'Get Insights',
	action: 'Get insights of media',
	description: 'Retrieve metrics of a post, reel or story, such as reach, views and likes',
	parameters: [account, media, metrics, breakdown, simplify],
	concurrent: true,
	async execute(run) {
		const { connection, context, itemIndex, read } = run;
		const { graph, settings } = connection;
		const choice = chooseMediaMetrics(read(metrics), read(breakdown), settings.loginMethod);
		const isSimplified = read(simplify);
		const id = await resolveMedia(run);
		return await withTarget(mediaTarget(id), async () => {
			const { json } = context.getInputData()[itemIndex] ?? {};
			const kind = dependsOnKind(choice) ? await readMediaKind(graph, id, json) : undefined;
			const insights = await readMediaInsights(graph, id, choice, mediaMetricsFor(choice, kind));
			if (!isSimplified) return insights as unknown as IDataObject[];
			return insights.flatMap((insight) => rowsOf(insight, { mediaId: id }));
		});
	},
});
