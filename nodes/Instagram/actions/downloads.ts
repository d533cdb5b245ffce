import type { IDataObject } from 'n8n-workflow';

import { resolveAccount } from '../connection/accounts';
import { readFileUrl } from '../connection/inbox';
import { account } from '../descriptions/account';
import { downloadError, Downloads } from '../files/download';
import type { FileReference } from '../files/filesOf';
import type { ItemRun } from './operation';

/**
 * Adds files to the output items of records. A file that cannot be downloaded leaves a field `downloadError` in its
 * record, and a hint beside the output.
 *
 * @param records with the files of each
 * @throws GraphError if the execution is cancelled
 */
export async function attachFiles(
	run: ItemRun,
	records: ReadonlyArray<readonly [record: IDataObject, files: readonly FileReference[]]>,
): Promise<void> {
	const { context, connection } = run;
	const downloads = run.shared(Downloads);
	const request = {
		helpers: context.helpers,
		signal: connection.signal,
		refresh: async (file: FileReference) =>
			await readFileUrl(connection, file, async () => await resolveAccount(connection, run.read(account))),
	};
	const reasons = new Set<string>();
	await Promise.all(
		records.map(async ([record, files]) => {
			const { binary, problems } = await downloads.fetch(request, files);
			if (Object.keys(binary).length > 0) run.attach(record, binary);
			if (problems.length > 0) record.downloadError = downloadError(problems);
			for (const { reason } of problems) reasons.add(reason);
		}),
	);
	for (const reason of reasons) run.hint('Files not downloaded', reason);
}
