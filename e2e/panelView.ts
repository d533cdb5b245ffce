import type { Locator, Page } from 'playwright-core';

import type { Editor } from './editor';

/** Reading is repeated for so long while something else is shown than expected: n8n draws a panel step by step. */
const TIMEOUT_MS = 20_000;

/** The panel of the opened node, read as a person sees it. */
export class PanelView {
	private readonly page: Page;

	constructor(private readonly editor: Editor) {
		this.page = editor.page;
	}

	/** Opens another node of the workflow that is on the screen. */
	async open(workflowId: string, nodeId: string, nodeName: string): Promise<void> {
		await this.editor.follow(`/workflow/${workflowId}/${nodeId}`);
		await this.page
			.locator('[data-test-id="node-title-container"] [data-test-id="inline-edit-preview"]')
			.getByText(nodeName, { exact: true })
			.waitFor();
	}

	/** The element of a parameter, with its label. */
	item(label: string): Locator {
		return this.page
			.locator('[data-test-id="parameter-item"]')
			.filter({ has: this.page.locator('label').getByText(label, { exact: true }) })
			.first();
	}

	/** A line for each label or notice, from top to bottom; after the label of a list the names that are chosen. */
	async lines(): Promise<string[]> {
		return await this.page.evaluate(() => {
			const panel = document.querySelector('.parameter-input-list-wrapper');
			const items = [...(panel?.querySelectorAll('[data-test-id="parameter-item"]') ?? [])];
			return items.map((item) => {
				const own = <T extends Element>(selector: string): T[] =>
					[...item.querySelectorAll<T>(selector)].filter(
						(found) =>
							found.closest('[data-test-id="parameter-item"]') === item &&
							!found.closest('[data-test-id="node-credentials-slot"]'),
					);
				const [label] = own('label.n8n-input-label .n8n-text');
				const notice = [...item.children].filter((child) => !child.matches('.node-credentials'));
				if (!label)
					return notice
						.map((child) => child.textContent)
						.join('')
						.trim();
				const text = (label.textContent ?? '').trim();
				const list = '.parameter-input > .n8n-select';
				const tags = own(`${list} .el-select__tags-text`).map((tag) => tag.textContent ?? '');
				const chosen = own<HTMLInputElement>(`${list} .el-input__inner`).map(({ value }) => value);
				const names = (tags.length > 0 ? tags : chosen).filter((name) => name !== '');
				return names.length === 0 ? text : `${text}: ${names.join(', ')}`;
			});
		});
	}

	/** The panel's content, once it is as expected or the time is over. */
	async settled(expected: string[]): Promise<string[]> {
		const deadline = Date.now() + TIMEOUT_MS;
		for (;;) {
			const lines = await this.lines();
			if (lines.join('\n') === expected.join('\n') || Date.now() > deadline) return lines;
			await this.page.waitForTimeout(50);
		}
	}

	/** Opens a list by a click and returns the names in it. */
	async offered(list: Locator): Promise<string[]> {
		await list.click();
		const options = this.page.getByRole('option').filter({ visible: true });
		await options.first().waitFor();
		return await options.evaluateAll((found) =>
			found.map((option) => (option.querySelector(':scope > div > div') ?? option).textContent?.trim() ?? ''),
		);
	}
}
