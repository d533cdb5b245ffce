import { inTurn } from '../../../../nodes/Instagram/trigger/webhook/turn';

describe('work on one app', () => {
	it('is done one after the other, also after one that failed', async () => {
		const steps: string[] = [];
		const work = (name: string, fails = false) =>
			inTurn('app', async () => {
				steps.push(`${name} begins`);
				await Promise.resolve();
				steps.push(`${name} ends`);
				if (fails) throw new Error(name);
				return name;
			});
		const outcomes = await Promise.allSettled([work('one', true), work('two'), work('three')]);
		expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
		expect(steps).toEqual(['one begins', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends']);
	});

	it('does not wait for that on another app', async () => {
		let release = (): void => undefined;
		const held = inTurn('slow', async () => await new Promise<void>((resolve) => (release = resolve)));
		await expect(inTurn('other', async () => await Promise.resolve('done'))).resolves.toBe('done');
		release();
		await held;
	});
});
