import { resetProcessState } from '../../nodes/Instagram/shared/processState';

/** n8n starts anew: what the package remembers in memory is gone. */
export function restartN8n(): void {
	resetProcessState();
}
