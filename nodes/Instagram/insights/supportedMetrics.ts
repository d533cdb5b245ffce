import { GraphError } from '../graph/errors/explain';
import { toError } from '../shared/toError';
import type { Insight } from './rows';

interface SupportedMetrics {
	insights: Insight[];
	/** Whether Meta accepted any of the metrics, even without a value. */
	answered: boolean;
	/** Why a metric was omitted. */
	refusal?: GraphError;
}

/** Whether one of several metrics may be the reason for an error. */
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
 * Reads the default metrics and omits those that Meta rejects for this account or media.
 *
 * @throws GraphError if Meta rejects all of them
 */
export async function readSupportedMetrics(
	metrics: string[],
	read: (metrics: string[]) => Promise<Insight[]>,
): Promise<Insight[]> {
	const { insights, answered, refusal } = await readSome(metrics, read);
	if (refusal && !answered) throw toError(refusal);
	return insights;
}
