import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

const FILE = path.join(__dirname, '..', 'output', 'e2e', 'messages.txt');

/** Keeps what a window says, for the troubleshooting page, and returns it. */
export async function rememberText(occasion: string, page: Page): Promise<string> {
	for (const details of await page.locator('details:not([open]) summary').all()) await details.click();
	const text = (await page.locator('body').innerText()).trim();
	mkdirSync(path.dirname(FILE), { recursive: true });
	appendFileSync(FILE, `== ${occasion}\n${page.url().split('?')[0]}\n${text}\n\n`);
	return text;
}
