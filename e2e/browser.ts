import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** What every browser that looks at the sandbox is started with. QUIC would go past the proxy. */
export const CHROMIUM_FLAGS = [
	'--no-sandbox',
	'--disable-quic',
	'--disable-background-networking',
	'--no-first-run',
];

/** Hosts that the browser reaches without the proxy: n8n and the sandbox's page. */
export const PROXY_BYPASS = '127.0.0.1,localhost';

/** An installed Chromium or Chrome; CHROMIUM_PATH names one elsewhere. */
export function installedChromium(): string | undefined {
	return [process.env.CHROMIUM_PATH ?? '', ...PLACES].find((place) => place !== '' && existsSync(place));
}

/**
 * Finds Chromium, and on Debian and Ubuntu installs it where that is possible.
 * @throws Error that says what to install
 */
export function ensureChromium(): string {
	const found = installedChromium();
	if (found) return found;
	const isRoot = process.getuid?.() === 0;
	if (isRoot && spawnSync('apt-get', ['--version']).status === 0) {
		process.stdout.write('Installing chromium with apt-get ... ');
		const quiet = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
		execFileSync('apt-get', ['update', '-qq'], quiet);
		execFileSync(
			'apt-get',
			['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation'],
			quiet,
		);
		process.stdout.write('done\n');
		const installed = installedChromium();
		if (installed) return installed;
	}
	throw new Error(
		'No Chromium was found. Install Chromium or Google Chrome (Debian, Ubuntu: apt-get install chromium), ' +
			'or name one with CHROMIUM_PATH.',
	);
}

/** A browser whose requests to Meta's hosts end in the sandbox. */
export async function launchBrowser(proxyUrl: string): Promise<Browser> {
	return await chromium.launch({
		executablePath: ensureChromium(),
		args: CHROMIUM_FLAGS,
		proxy: { server: proxyUrl, bypass: PROXY_BYPASS },
	});
}

/** n8n's editor takes more than Playwright's 30 seconds to load and to draw on a busy machine. */
const LOADS_MS = 90_000;

/** For a review of the screenshots: `EDITOR_LOOK=dark,narrow`. */
const LOOK = (process.env.EDITOR_LOOK ?? '').split(',');

/** Of a person's window, in pixels. */
export const WINDOW_WIDTH = LOOK.includes('narrow') ? 1024 : 1440;

/** A person's window. The sandbox's certificate authority is not known to the browser. */
export async function newPerson(browser: Browser): Promise<BrowserContext> {
	const context = await browser.newContext({
		ignoreHTTPSErrors: true,
		viewport: { width: WINDOW_WIDTH, height: 900 },
		// n8n follows it.
		colorScheme: LOOK.includes('dark') ? 'dark' : 'light',
		locale: 'en-US',
	});
	context.setDefaultTimeout(LOADS_MS);
	return context;
}

const SCREENSHOTS = path.join(__dirname, '..', 'output', 'screenshots');

/** n8n's panels, lists and notifications slide in. */
const ANIMATION_MS = 600;

/** Keeps what the page shows as `output/screenshots/<name>.png`, once it has had time to come to rest. */
export async function screenshot(page: Page, name: string, restMs = ANIMATION_MS): Promise<void> {
	mkdirSync(SCREENSHOTS, { recursive: true });
	await page.waitForTimeout(restMs);
	await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
}
