import type { IDataObject } from 'n8n-workflow';

import { account } from '../../descriptions/account';
import { metricsPicker, simplify } from '../../descriptions/insights';
import { media } from '../../descriptions/media';
import { chooseMediaMetrics, dependsOnKind, mediaMetricsFor } from '../../insights/mediaChoice';
import { MEDIA_METRICS } from '../../insights/mediaMetrics';
import { rowsOf } from '../../insights/rows';
import { defineParameter } from '../../parameters/parameter';
import { readNames } from '../../parameters/readers';
import { mediaTarget, resolveMedia } from '../mediaId';
import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';
import { kindOf, readMediaInsights } from './insights';

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
				description: 'What people did on the profile, for the metric Profile Activity of posts and stories',
			},
			{ name: 'None', value: '', description: 'One figure per metric' },
			{
				name: 'Story Navigation Action Type',
				value: 'story_navigation_action_type',
				description: 'Forward, back, next story or exit, for the metric Navigation of stories',
			},
		],
		default: '',
		description:
			'What to split the figures by. If Metrics is empty, only those are read that can be split so.',
	},
	(value, label) => readNames(value, label).join(', '),
);

/** Returns one item per metric, or per value of its breakdown. */
export const getInsights = defineOperation({
	name: 'Get Insights',
	action: 'Get insights of media',
	description: 'Read the figures of a post, reel or story, such as its reach, views and likes',
	parameters: [account, media, metrics, breakdown, simplify],
	concurrent: true,
	async execute(run) {
		const { connection, read } = run;
		const choice = chooseMediaMetrics(read(metrics), read(breakdown), connection.settings.loginMethod);
		const isSimplified = read(simplify);
		const id = await resolveMedia(run);
		return await withTarget(mediaTarget(id), async () => {
			const kind = dependsOnKind(choice) ? await kindOf(run, id) : undefined;
			const insights = await readMediaInsights(run, id, choice, mediaMetricsFor(choice, kind));
			if (!isSimplified) return insights as unknown as IDataObject[];
			return insights.flatMap((insight) => rowsOf(insight, { mediaId: id }));
		});
	},
});
