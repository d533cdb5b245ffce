// n8n-core creates its settings folder when it is imported. Import this file first, so that the folder is created in a
// temporary directory instead of the user's home.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folder = mkdtempSync(path.join(tmpdir(), 'n8n-harness-'));

process.env.N8N_USER_FOLDER = folder;
process.env.N8N_ENCRYPTION_KEY ??= 'only-for-tests';
process.env.N8N_DEFAULT_BINARY_DATA_MODE = 'filesystem';
process.env.N8N_DIAGNOSTICS_ENABLED = 'false';
process.env.N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS = 'true';

/** Removes all files that n8n has written: settings and binary data. */
export function removeN8nFolder(): void {
	rmSync(folder, { recursive: true, force: true });
}
