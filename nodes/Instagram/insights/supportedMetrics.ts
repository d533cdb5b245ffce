import { GraphError } from '../graph/errors/explain';
import { toError } from '../shared/toError';
import type { Insight } from './rows';

interface SupportedMetrics {
	insights: Insight[];
	/** Whether Meta took any of the metrics, be it without a figure. */
	answered: boolean;
	/** Why a metric was left out. */
	refusal?: GraphError;
}

/** Refusals that one metric of several may be the reason of. */
function isAboutMetrics(error: unknown): error is GraphError {
	return error instanceof GraphError && (error.kind === 'validation' || error.kind === 'policy');
}

async function readSome(
	metrics: string[],
	read: (metrics: string[]) => Promise<Insight[]>,
): Promise<SupportedMetrics> {
	try {
		return { insights: await read(metrics), answered: true };
	} catch (error) {
		if (!isAboutMetrics(error)) throw toError(error);
		if (metrics.length < 2) return { insights: [], answered: false, refusal: error };
		const middle = Math.ceil(metrics.length / 2);
		const halves = await Promise.all([
			readSome(metrics.slice(0, middle), read),
			readSome(metrics.slice(middle), read),
		]);
		return {
			insights: halves.flatMap(({ insights }) => insights),
			answered: halves.some(({ answered }) => answered),
			refusal: halves.find(({ refusal }) => refusal)?.refusal,
		};
	}
}

/**
 * Reads metrics of which nobody has asked for any by name: where Meta refuses one for an account or a media, the others
 * are read without it.
 *
 * @throws GraphError where Meta refuses them all
 */
export async function readSupportedMetrics(
	metrics: string[],
	read: (metrics: string[]) => Promise<Insight[]>,
): Promise<Insight[]> {
	const { insights, answered, refusal } = await readSome(metrics, read);
	if (refusal && !answered) throw toError(refusal);
	return insights;
}
