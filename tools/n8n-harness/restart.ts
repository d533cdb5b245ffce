import { resetProcessState } from '../../nodes/Instagram/shared/processState';

/** Restarts n8n: what the package keeps in memory is lost, the database stays. */
export function restartN8n(): void {
	resetProcessState();
}
