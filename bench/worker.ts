// One work by one variant, in a process of its own: variants share no memory, caches or connections.
import type { FromWorker, Job, Prepare, VariantName } from './job';
import { watchMemory } from './memory';

const PREPARE: Record<VariantName, () => Promise<Prepare>> = {
	package: async () => (await import('./variants/instagramNode')).prepare,
	httpRequest: async () => (await import('./variants/httpRequestNodes')).prepare,
	axios: async () => (await import('./variants/bareAxios')).prepare,
};

async function sendToParent(message: FromWorker): Promise<void> {
	await new Promise<void>((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}

async function next<T>(): Promise<T> {
	return await new Promise<T>((resolve) => process.once('message', (message) => resolve(message as T)));
}

async function main(): Promise<void> {
	const job = await next<Job>();
	const prepare = await PREPARE[job.variant]();
	const work = await prepare(job);
	const go = next<'go'>();
	await sendToParent({ type: 'ready' });
	await go;
	const { result, memory } = await watchMemory(work);
	await sendToParent({ type: 'done', seconds: (result.stoppedAt - result.startedAt) / 1000, memory });
}

main()
	.catch(async (error: unknown) => {
		const message = error instanceof Error ? (error.stack ?? '') : String(error);
		await sendToParent({ type: 'failed', message });
	})
	.finally(async () => {
		// The folder that n8n-core has made, where it was loaded at all.
		if (process.env.N8N_USER_FOLDER) (await import('../tools/n8n-harness/isolation')).removeN8nFolder();
		process.exit();
	});
