import type { Locator, Page } from 'playwright-core';

const EXECUTION_MS = 60_000;
/** n8n reads the entries from Meta before it shows them. */
const LIST_OPENS_MS = 10_000;

const NOTIFICATION_FADE_MS = 400;

/** n8n's editor, operated as a person does, by what is on the screen. */
export class Editor {
	constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	/** An element by n8n's own mark for tests. */
	marked(id: string): Locator {
		return this.page.locator(`[data-test-id="${id}"]`);
	}

	/** Opens another address of n8n without loading the editor anew. n8n follows the address, as with the Back button. */
	async follow(address: string): Promise<void> {
		await this.page.evaluate((target) => {
			history.pushState({ ...history.state }, '', target);
			dispatchEvent(new PopStateEvent('popstate', { state: history.state }));
		}, address);
	}

	/** The input of a node's or credential's parameter, by the parameter's name. */
	parameter(name: string): Locator {
		return this.marked(`parameter-input-${name}`);
	}

	async fill(name: string, text: string): Promise<void> {
		await this.parameter(name).locator('input, textarea, [contenteditable="true"]').first().fill(text);
	}

	/** Chooses from a parameter's list by the displayed name. */
	async choose(name: string, option: string): Promise<void> {
		await this.parameter(name).click();
		const named = this.page.getByRole('option').filter({ has: this.page.getByText(option, { exact: true }) });
		await named.filter({ visible: true }).first().click();
	}

	/** Opens "Create credential" and types into its search. */
	async searchCredentialType(text: string): Promise<void> {
		await this.page.goto(`${this.url}/home/credentials`);
		await this.page.getByRole('button', { name: 'Create credential' }).first().click();
		await this.marked('new-credential-type-select').locator('input').first().fill(text);
		await this.marked('new-credential-type-select-option').first().waitFor();
	}

	async chooseCredentialType(displayName: string): Promise<void> {
		await this.marked('new-credential-type-select-option').filter({ hasText: displayName }).first().click();
		await this.marked('new-credential-type-button').click();
		await this.marked('credential-edit-dialog').waitFor();
		// n8n fills in names and defaults a moment after it has drawn the form.
		await this.page.getByText('OAuth Redirect URL').waitFor();
	}

	/** Clicks Connect and returns the window that n8n opens, once it shows Meta's page. */
	async connect(): Promise<Page> {
		const opened = this.page.context().waitForEvent('page');
		await this.marked('quick-connect-button').filter({ visible: true }).click();
		const popup = await opened;
		await popup.waitForURL(/^https?:/);
		await popup.waitForLoadState();
		return popup;
	}

	async waitUntilConnected(): Promise<void> {
		await this.marked('oauth-connect-success-banner').filter({ visible: true }).waitFor();
	}

	async closeCredential(): Promise<void> {
		await this.marked('editCredential-modal').locator('.el-dialog__headerbtn').click();
		await this.marked('credential-edit-dialog').waitFor({ state: 'hidden' });
	}

	/**
	 * A new workflow with a manual trigger and one action of the Instagram node, its panel open.
	 * @param atActions called while the list of the node's actions is on the screen
	 */
	async startWorkflow(action: string, atActions?: () => Promise<void>): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.marked('canvas-add-button').click();
		await this.searchNode('Manual Trigger');
		await this.nodeCreatorItem('Manual Trigger').click();
		await this.marked('node-creator-plus-button').click();
		await this.searchNode('Instagram');
		await this.nodeCreatorItem('Instagram').click();
		await this.nodeCreatorItem(action).waitFor();
		await atActions?.();
		await this.nodeCreatorItem(action).click();
		await this.marked('ndv').waitFor();
	}

	async searchNode(text: string): Promise<void> {
		await this.marked('node-creator-search-bar').fill(text);
	}

	nodeCreatorItem(name: string): Locator {
		return this.page
			.locator('[data-test-id="node-creator-item-name"]')
			.getByText(name, { exact: true })
			.first();
	}

	/**
	 * Opens the list of a resource locator. Clicks again if it does not open: n8n closes it when it redraws the panel,
	 * for example after a credential is set.
	 */
	async openList(name: string): Promise<Locator> {
		const items = this.marked('rlc-item').filter({ visible: true });
		for (let clicks = 1; ; clicks += 1) {
			await this.parameter(name).locator('[data-test-id="rlc-input"]').click();
			try {
				await items.first().waitFor({ timeout: LIST_OPENS_MS });
				return items;
			} catch (error) {
				if (clicks === 3) throw error;
			}
		}
	}

	async chooseCredential(name: string): Promise<void> {
		await this.marked('node-credentials-select').first().click();
		await this.page.getByRole('option', { name }).filter({ visible: true }).first().click();
	}

	/** n8n leaves notifications standing, also over what is below them. */
	async closeNotifications(): Promise<void> {
		const notifications = this.page.locator('.el-notification__closeBtn');
		while ((await notifications.count()) > 0) {
			// Some of them go by themselves in the meantime.
			await notifications
				.first()
				.click({ timeout: 1000 })
				.catch(() => undefined);
			await this.page.waitForTimeout(NOTIFICATION_FADE_MS);
		}
	}

	output(): Locator {
		return this.marked('output-panel');
	}

	/** Clicks "Execute step" and waits until n8n shows what became of it. */
	async executeStep(): Promise<void> {
		const { page } = this;
		await this.closeNotifications();
		const ended = page.waitForResponse(
			(response) => /\/rest\/workflows\/[^/]+\/run/.test(response.url()) && response.ok(),
		);
		await this.marked('node-execute-button').first().click();
		await ended;
		await this.marked('ndv-stop-execution-button').waitFor({ state: 'hidden', timeout: EXECUTION_MS });
		await page
			.getByText(/Node executed successfully|Problem in node|Error in/)
			.first()
			.waitFor({ timeout: EXECUTION_MS });
	}
}
