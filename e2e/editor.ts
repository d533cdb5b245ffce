import type { BrowserContext, Locator, Page } from 'playwright-core';

import { OWNER } from './n8nApi';

const byTestId = (scope: Page | Locator, id: string): Locator => scope.locator(`[data-test-id="${id}"]`);

/** n8n's editor, operated the way a person does: by what stands on the screen. */
export class Editor {
	constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	async logIn(): Promise<void> {
		await this.page.goto(`${this.url}/signin`);
		await this.page.locator('input[name="emailOrLdapLoginId"]').fill(OWNER.email);
		await this.page.locator('input[name="password"]').fill(OWNER.password);
		await byTestId(this.page, 'form-submit-button').click();
		await this.page.waitForURL((address) => !address.pathname.startsWith('/signin'));
	}

	/** Opens the credentials page and starts a new credential of the type found by its displayed name. */
	async startCredential(displayName: string): Promise<void> {
		await this.page.goto(`${this.url}/home/credentials`);
		await this.page.getByRole('button', { name: 'Create credential' }).first().click();
		await byTestId(this.page, 'new-credential-type-select').locator('input').first().fill(displayName);
	}

	async chooseCredentialType(displayName: string): Promise<void> {
		await byTestId(this.page, 'new-credential-type-select-option').filter({ hasText: displayName }).first().click();
		await byTestId(this.page, 'new-credential-type-button').click();
		await this.credentialForm().waitFor();
	}

	credentialForm(): Locator {
		return byTestId(this.page, 'credential-edit-dialog');
	}

	/** The input of a credential or node parameter, by its label. */
	field(label: string, scope: Page | Locator = this.page): Locator {
		return byTestId(scope, 'parameter-item').filter({ has: this.page.getByText(label, { exact: true }) });
	}
}

/** Opens the popup that a click brings up. */
export async function popupOf(context: BrowserContext, click: () => Promise<void>): Promise<Page> {
	const [popup] = await Promise.all([context.waitForEvent('page'), click()]);
	await popup.waitForLoadState();
	return popup;
}
