import { spawn } from 'node:child_process';

import { CHROMIUM_FLAGS, installedChromium, PROXY_BYPASS } from '../../e2e/browser';

/** Flags with which a person's Chromium reaches the sandbox's consent pages, in a profile of its own. */
export function flagsFor(proxyUrl: string, profile: string): string[] {
	return [
		...CHROMIUM_FLAGS.filter((flag) => flag !== '--no-sandbox' || process.getuid?.() === 0),
		`--proxy-server=${proxyUrl}`,
		`--proxy-bypass-list=${PROXY_BYPASS.replace(',', ';')}`,
		// The sandbox's certificate authority is not known to the browser, and need not be.
		'--ignore-certificate-errors',
		`--user-data-dir=${profile}`,
	];
}

function hasScreen(): boolean {
	const { platform, env } = process;
	return (
		platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY)
	);
}

/**
 * Opens a window that is set up for the sandbox.
 * @returns how to close it, or what is in the way
 */
export function openWindow(address: string, flags: string[]): { close: () => void } | { reason: string } {
	const program = installedChromium();
	if (!program) return { reason: 'no Chromium or Chrome was found' };
	if (!hasScreen()) return { reason: 'this machine has no screen' };
	const window = spawn(program, [...flags, address], { stdio: 'ignore' });
	return { close: () => window.kill() };
}
