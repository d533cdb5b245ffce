import type { IDataObject } from 'n8n-workflow';

import { mediaBreakdown, mediaMetrics, simplify } from '../../descriptions/insights';
import { accountLocator } from '../../descriptions/account';
import { mediaLocator } from '../../descriptions/media';
import { chooseMediaMetrics, dependsOnKind, mediaMetricsFor } from '../../insights/mediaChoice';
import { rowsOf } from '../../insights/rows';
import { mediaTarget, resolveMedia } from '../mediaId';
import { withTarget } from '../targetErrors';
import type { Operation } from '../operation';
import { readNames } from '../parameters';
import { kindOf, readMediaInsights } from './insights';

/** The figures of a post, reel or story: one item per metric, or per value of its breakdown. */
export const getInsights: Operation = {
	properties: [accountLocator, mediaLocator, mediaMetrics, mediaBreakdown, simplify],
	concurrent: true,
	async execute(run) {
		const [breakdown = '', ...more] = readNames(run.parameter('breakdown', ''), 'Breakdown');
		const choice = chooseMediaMetrics(
			readNames(run.parameter('metrics', []), 'Metrics'),
			[breakdown, ...more].join(', '),
			run.connection.settings.loginMethod,
		);
		const id = await resolveMedia(run);
		return await withTarget(mediaTarget(id), async () => {
			const kind = dependsOnKind(choice) ? await kindOf(run, id) : undefined;
			const insights = await readMediaInsights(run, id, choice, mediaMetricsFor(choice, kind));
			if (run.parameter('simplify', true) === false) return insights as unknown as IDataObject[];
			return insights.flatMap((insight) => rowsOf(insight, { mediaId: id }));
		});
	},
};
