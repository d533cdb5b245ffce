import type { Locator, Page, Response } from 'playwright-core';

import { until } from './waiting';

/** The pages of a form of n8n, filled in as a person does. */
export class FormPages {
	constructor(
		readonly page: Page,
		/** Where the browser reaches n8n: the address in n8n's answers is the public one, which does not exist. */
		private readonly url: string,
	) {}

	/** Opens the first page of an active workflow. n8n registers the form shortly after it has answered the activation. */
	async open(webhookId: string): Promise<void> {
		const address = `${this.url}/form/${webhookId}`;
		await until(
			'the form is there',
			async () => (await this.page.goto(address))?.status(),
			(status) => status === 200,
		);
	}

	/** The input with this label. */
	field(label: string): Locator {
		const group = this.page.locator('.form-group').filter({ hasText: label });
		return group.locator('input, textarea, select').first();
	}

	/** Sends the first page and opens the one that follows once the workflow has come to it. */
	async sendFirst(): Promise<void> {
		const { formWaitingUrl } = (await (await this.submit()).json()) as { formWaitingUrl: string };
		const { pathname, search } = new URL(formWaitingUrl);
		await this.arriveAt(`${this.url}${pathname}${search}`);
	}

	/** Sends a later page. n8n shows the one that follows at the same address. */
	async send(): Promise<void> {
		const address = this.page.url();
		await this.submit();
		await this.arriveAt(address);
	}

	private async submit(): Promise<Response> {
		const answered = this.page.waitForResponse((response) => response.request().method() === 'POST');
		await this.page.locator('#submit-btn').click();
		return await answered;
	}

	/** n8n leaves the request for a page unanswered while the workflow runs. */
	private async arriveAt(address: string): Promise<void> {
		const { origin, pathname, search } = new URL(address);
		await until(
			'the next page is there',
			async () => await (await fetch(`${origin}${pathname}/n8n-execution-status${search}`)).text(),
			(status) => status === 'form-waiting' || status === 'error',
		);
		await this.page.goto(address);
	}
}
