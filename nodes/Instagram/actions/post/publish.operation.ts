import type { IDataObject } from 'n8n-workflow';

import { postProperties } from '../../descriptions/post';
import { publishOptions } from '../../descriptions/publishOptions';
import { prepareContainer } from '../../publishing/container';
import type { Operation } from '../operation';
import { deskOf, joinTurns, readPlan } from './input';
import { readPublishOptions } from './options';
import { publishItem, recallPublished } from './publishItem';

/**
 * Creates the container, waits for it and publishes it. Items are prepared side by side and published in their order,
 * which is the order of each account's feed.
 */
export const publish: Operation = {
	properties: [...postProperties, publishOptions],
	concurrent: true,
	recall: (run) => recallPublished(run) as IDataObject | undefined,
	async execute(run) {
		joinTurns(run);
		const plan = await readPlan(run);
		const options = readPublishOptions(run);
		const desk = await deskOf(run);
		const deadline = desk.clock.now() + options.maxWait * 1000;
		const published = await publishItem(run, desk, options, {
			content: plan,
			kind: plan.container.kind,
			productType: plan.productType,
			caption: plan.caption ?? '',
			deadline,
			prepare: async () => await prepareContainer(desk, plan, deadline),
		});
		return { ...published };
	},
};
