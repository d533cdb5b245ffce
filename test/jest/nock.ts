import diagnostics from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

import nock from 'nock';

import { RequestRecorder } from '../contract/meta/recorder';

/**
 * For tests against nock: no request leaves the machine, none of the expected ones is missing at the end, and each is
 * checked against Meta's SDK, as far as its address tells.
 */
export function useNock(): void {
	const recorder = new RequestRecorder();
	const see = (message: unknown) => {
		const { method, host, path } = (message as { request: ClientRequest }).request;
		const { pathname, searchParams } = new URL(path, `https://${host}`);
		recorder.see({ method, host, path: pathname, parameters: Object.fromEntries(searchParams) });
	};

	beforeAll(() => {
		if (!nock.isActive()) nock.activate();
		nock.disableNetConnect();
		diagnostics.subscribe('http.client.request.start', see);
	});

	afterEach(() => {
		const missing = nock.pendingMocks();
		nock.cleanAll();
		nock.abortPendingRequests();
		recorder.assertAllowed();
		if (missing.length > 0) throw new Error(`Expected but never requested: ${missing.join(', ')}`);
	});

	afterAll(() => {
		diagnostics.unsubscribe('http.client.request.start', see);
		nock.enableNetConnect();
		nock.restore();
	});
}
