import type { FastifyInstance } from 'fastify';

import { ControlError, object } from '../controlInput';
import type { World } from '../world';
import { appWithId, switchFields, verifyAndSave, type DashboardForm } from './dashboard';
import { FORGERIES, type Delivery, type Forgery } from './deliveries';
import { happen, type EventOptions } from './events';
import type { Update } from './payloads';
import { clickTest } from './testButton';
import type { Announcement } from './webhooks';
import { deliveryView, webhooksView } from './view';

const MOST_TIMES = 10_000;

/** Something that is to happen once or more often. */
interface EventOrder extends EventOptions {
	accountId: string;
	event: string;
	times?: number;
}

interface PostOrder {
	forged?: Forgery;
	/** Answer only once all that is due has been sent; true if left out. */
	wait?: boolean;
}

function checkForged(forged: unknown): void {
	if (forged !== undefined && !FORGERIES.includes(forged as Forgery))
		throw new ControlError(`forged must be one of ${FORGERIES.join(', ')}`);
}

function timesOf({ times = 1 }: EventOrder): number {
	if (!Number.isInteger(times) || times < 1 || times > MOST_TIMES)
		throw new ControlError(`times must be 1 to ${MOST_TIMES}`);
	return times;
}

function updatesFor(world: World, orders: EventOrder[]): Update[] {
	return orders.flatMap((order) =>
		Array.from({ length: timesOf(order) }, () => happen(world, order.accountId, order.event, order)),
	);
}

function deliveryWithId(world: World, id: unknown): Delivery {
	const delivery = world.webhooks.deliveries.find(Number(id));
	if (!delivery) throw new ControlError('No such delivery');
	return delivery;
}

async function answer(world: World, { deliveries, withheld }: Announcement, wait = true) {
	if (wait) await world.webhooks.deliveries.settled();
	return { deliveries: deliveries.map(deliveryView), withheld };
}

/** Webhooks over JSON: the App Dashboard's form, events, and what has become of them. */
export function webhookRoutes(app: FastifyInstance, world: World): void {
	app.get('/_sandbox/webhooks', () => webhooksView(world));
	app.get<{ Params: { id: string } }>('/_sandbox/webhooks/deliveries/:id', (request) => {
		const delivery = deliveryWithId(world, request.params.id);
		return { ...deliveryView(delivery), headers: delivery.headers, body: delivery.body };
	});
	app.post('/_sandbox/webhooks/dashboard', async (request) => {
		const { callbackUrl, fields } = await verifyAndSave(world, object<DashboardForm>(request.body));
		return { verified: true, callbackUrl, fields };
	});
	app.patch<{ Params: { appId: string } }>('/_sandbox/webhooks/dashboard/:appId', (request) => {
		const { fields } = object<{ fields?: unknown }>(request.body);
		return { fields: switchFields(world, request.params.appId, fields).fields };
	});
	app.delete<{ Params: { appId: string } }>('/_sandbox/webhooks/dashboard/:appId', (request) => {
		world.webhooks.subscriptions.unsubscribe(appWithId(request.params.appId), 'instagram');
		return {};
	});
	app.post('/_sandbox/webhooks/test', async (request) => {
		const { wait, ...click } = object<{ appId?: string; field?: string; wait?: boolean }>(request.body);
		return await answer(world, { deliveries: [clickTest(world, click)], withheld: [] }, wait);
	});
	app.post('/_sandbox/webhooks/event', async (request) => {
		const { forged, wait, redeliver, events, ...order } = object<
			PostOrder & EventOrder & { redeliver?: number; events?: EventOrder[] }
		>(request.body);
		checkForged(forged);
		if (redeliver !== undefined) {
			const sent = world.webhooks.redeliver(deliveryWithId(world, redeliver), forged);
			return await answer(world, { deliveries: [sent], withheld: [] }, wait);
		}
		const updates = updatesFor(world, events ?? [order]);
		const happened = updates.map(({ field, value, messaging }) => ({ field, ...value, ...messaging }));
		return { happened, ...(await answer(world, world.webhooks.announce(updates, forged), wait)) };
	});
	app.post('/_sandbox/webhooks/send', async (request) => {
		const { appId, payload, text, forged, wait } = object<
			PostOrder & { appId?: string; payload?: unknown; text?: string }
		>(request.body);
		checkForged(forged);
		const sent = world.webhooks.sendText(appWithId(appId), text ?? JSON.stringify(payload ?? null), forged);
		if (!sent) throw new ControlError('The app has no callback');
		return await answer(world, { deliveries: [sent], withheld: [] }, wait);
	});
}
