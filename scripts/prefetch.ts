// Installs what test:oldest and e2e need, into the user's cache: .ci/run does it beside lint and tests.
import { installN8n } from '../e2e/install';
import { installOldestCore } from './lockedInstall';

async function prefetch(): Promise<void> {
	await installOldestCore();
	await installN8n();
}

void prefetch();
