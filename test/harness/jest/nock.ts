import nock from 'nock';

/** For tests against nock: no request leaves the machine, and none of the expected ones is missing at the end. */
export function useNock(): void {
	beforeAll(() => {
		if (!nock.isActive()) nock.activate();
		nock.disableNetConnect();
	});

	afterEach(() => {
		const missing = nock.pendingMocks();
		nock.cleanAll();
		nock.abortPendingRequests();
		if (missing.length > 0) throw new Error(`Expected but never requested: ${missing.join(', ')}`);
	});

	afterAll(() => {
		nock.enableNetConnect();
		nock.restore();
	});
}
