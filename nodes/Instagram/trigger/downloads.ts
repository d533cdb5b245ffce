import type { IDataObject, INodeExecutionData, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

import { downloadError, Downloads } from '../files/download';
import type { DownloadContext } from '../files/download';
import type { FileReference } from '../files/filesOf';

/** A workflow starts after this time at the latest, with the files that are there by then. */
const TIME_LIMIT_MS = 120_000;

const TOO_LATE = `The file could not be downloaded within ${TIME_LIMIT_MS / 60_000} minutes`;

/** An event as the trigger returns it, with the files that it refers to. */
export type EventWithFiles = readonly [event: IDataObject, files: readonly FileReference[]];

/**
 * Returns one item per event, with its files. An event whose files cannot be downloaded has the reason in
 * `downloadError`; no event is lost.
 *
 * @param refresh asks Meta for a new URL of a file
 */
export async function downloadFiles(
	{ helpers }: IWebhookFunctions | IPollFunctions,
	events: readonly EventWithFiles[],
	refresh?: DownloadContext['refresh'],
): Promise<INodeExecutionData[]> {
	const downloads = new Downloads();
	const request = { helpers, refresh, signal: AbortSignal.timeout(TIME_LIMIT_MS), tooLate: TOO_LATE };
	return await Promise.all(
		events.map(async ([json, files]) => {
			const { binary, problems } = await downloads.fetch(request, files);
			return {
				json: problems.length > 0 ? { ...json, downloadError: downloadError(problems) } : json,
				...(Object.keys(binary).length > 0 ? { binary } : {}),
			};
		}),
	);
}
