import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { GraphErrorKind } from '../../nodes/Instagram/graph/errors/explain';

const FOLDER = join(__dirname, 'errors');

/** A refusal of Meta as it was recorded, and what a good reading of it comes to; see test/samples/README.md. */
export interface ErrorSample {
	id: string;
	/** The call that was answered so. */
	call: string;
	httpStatus: number;
	body?: {
		error?: { code?: number; error_subcode?: number; fbtrace_id?: string };
		status_code?: string;
		status?: string;
	};
	/** No JSON. */
	rawBody?: string;
	right: { kind: GraphErrorKind; outcome?: 'unknown'; again: boolean; says?: string[] };
}

/** All samples, in the order of their numbers. */
export function errorSamples(): ErrorSample[] {
	return readdirSync(FOLDER)
		.map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as ErrorSample)
		.sort((one, other) => Number(one.id.slice(1)) - Number(other.id.slice(1)));
}

/** For `it.each`, with a name that says which sample it is. */
export function named(samples: ErrorSample[]): Array<[string, ErrorSample]> {
	return samples.map((sample) => [`${sample.id}, ${sample.call}`, sample]);
}

/** As the sandbox's fault `answer` sends it. */
export function answerOf({ httpStatus, body, rawBody }: ErrorSample) {
	return { action: 'answer', status: httpStatus, body, text: rawBody } as const;
}

interface Details {
	code?: unknown;
	subcode?: unknown;
	httpCode?: unknown;
	fbtraceId?: unknown;
}

/** Checks that an error keeps the sample's words, code, subcode and trace ID, and contains no token. */
export function expectErrorDetails(
	{ body, httpStatus, right, rawBody }: ErrorSample,
	text: string,
	details: Details,
) {
	for (const word of right.says ?? []) expect(text.toLowerCase()).toContain(word.toLowerCase());
	expect(text).not.toMatch(/EAA\w|IGAA\w/);
	const { code, error_subcode: subcode, fbtrace_id: fbtraceId } = body?.error ?? {};
	if (code !== undefined || rawBody !== undefined) expect(details.httpCode).toBe(httpStatus);
	if (body?.error) expect(details).toMatchObject({ code, ...(subcode === undefined ? {} : { subcode }) });
	if (fbtraceId !== undefined) expect(details.fbtraceId).toBe(fbtraceId);
}

/** The state of a container that was read; Meta answers it with HTTP 200. */
export function containerStateIn({ body }: ErrorSample) {
	return body?.status_code === undefined ? undefined : { status: body.status_code, statusText: body.status };
}
