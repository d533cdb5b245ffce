import type { World } from '../world';
import type { Delivery } from './deliveries';

/** A delivery without its body. */
export function deliveryView(delivery: Delivery) {
	const { body, headers: _headers, createdAt, nextAt, attempts, ...rest } = delivery;
	return {
		...rest,
		bytes: Buffer.byteLength(body),
		createdAt: new Date(createdAt).toISOString(),
		...(nextAt === undefined ? {} : { nextAt: new Date(nextAt).toISOString() }),
		attempts: attempts.map(({ at, ...attempt }) => ({ at: new Date(at).toISOString(), ...attempt })),
	};
}

/** Who is subscribed to what, and the newest posts first. */
export function webhooksView({ webhooks }: World, newest = Infinity) {
	return {
		...webhooks.subscriptions.view(),
		deliveries: webhooks.deliveries
			.all()
			.slice(-Math.min(newest, Number.MAX_SAFE_INTEGER))
			.reverse()
			.map(deliveryView),
	};
}
