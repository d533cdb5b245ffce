// n8n-core makes its settings folder when it is imported. Import this first, so that it makes it in a temporary
// place and not in the home of whoever runs the tests or the demo.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folder = mkdtempSync(path.join(tmpdir(), 'n8n-harness-'));

process.env.N8N_USER_FOLDER = folder;
process.env.N8N_ENCRYPTION_KEY ??= 'only-for-tests';
process.env.N8N_DEFAULT_BINARY_DATA_MODE = 'filesystem';
process.env.N8N_DIAGNOSTICS_ENABLED = 'false';
process.env.N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS = 'true';

/** Removes everything that n8n has written: settings and binary data. */
export function removeN8nFolder(): void {
	rmSync(folder, { recursive: true, force: true });
}
