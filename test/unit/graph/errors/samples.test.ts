import { readAnswer } from '../../../../nodes/Instagram/graph/answer';
import type { GraphErrorKind } from '../../../../nodes/Instagram/graph/errors/explain';
import { GraphError, mediaStatusError } from '../../../../nodes/Instagram/graph/errors/explain';
import type { ErrorSample } from '../../../samples/errorSamples';
import { containerStateIn, errorSamples, expectErrorDetails, named } from '../../../samples/errorSamples';

const SAMPLES = errorSamples();

/** Samples that this package classifies differently, with the reason. */
const OTHER_KIND: Readonly<Record<string, [GraphErrorKind, string]>> = {
	E92: ['appBlocked', 'a kind of its own: no permission helps, and neither does another token'],
	E93: ['appBlocked', 'as E92'],
	E70: ['account', 'an admin of the Page has to accept terms; no permission is missing'],
};

/**
 * Reads of a new container. Only the code that waits for the container knows that they carry no information: Meta uses
 * the same text for a missing object (E100). test/workflow/samplesErrors covers the complete case.
 */
const SAYS_NOTHING = ['E02', 'E03'];

describe('readAnswer: recorded errors', () => {
	function read(sample: ErrorSample): GraphError {
		const state = containerStateIn(sample);
		if (state) return mediaStatusError(state);
		const { httpStatus: statusCode, body, rawBody } = sample;
		try {
			readAnswer({ statusCode, headers: {}, body: rawBody ?? JSON.stringify(body) });
		} catch (error) {
			if (error instanceof GraphError) return error;
			throw error;
		}
		throw new Error('It was taken for a good answer');
	}

	it.each(named(SAMPLES))('%s: returns the kind, outcome and retry', (_name, sample) => {
		const { id, right, call } = sample;
		const error = read(sample);
		expect(error.kind).toBe(OTHER_KIND[id]?.[0] ?? right.kind);
		if (SAYS_NOTHING.includes(id)) return;
		expect(error.retryable).toBe(right.again);
		if (right.outcome === 'unknown') expect(error.outcome).toBe('unknown');
		else if (call.startsWith('POST')) expect(error.outcome).toBe('refused');
	});

	it.each(named(SAMPLES))('%s: returns the text that the user should see', (_name, sample) => {
		const { message: said, description, code, subcode, fbtraceId, httpCode } = read(sample);
		const details = { code, subcode, fbtraceId, httpCode: containerStateIn(sample) ? 200 : httpCode };
		expectErrorDetails(sample, `${said}. ${description}`, details);
	});
});
