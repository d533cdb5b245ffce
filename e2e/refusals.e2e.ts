import type { BrowserContext, Page } from 'playwright-core';

import { rememberText } from './notes';
import { screenshot } from './browser';
import { LOGINS, Stage, type LoginMethod } from './stage';

/** The most common setup mistakes by login method: values of the other product. */
const MIX_UPS: Array<[LoginMethod, 'clientId' | 'clientSecret', LoginMethod]> = [
	['instagram', 'clientId', 'facebook'],
	['instagram', 'clientSecret', 'facebook'],
	['facebook', 'clientId', 'instagram'],
	['facebook', 'clientSecret', 'instagram'],
];

describe('a connection that Meta rejects', () => {
	let stage: Stage;
	let context: BrowserContext;
	let page: Page;

	beforeAll(async () => {
		stage = await Stage.open('refusals');
		const person = await stage.person();
		context = person.context;
		page = await context.newPage();
	});

	afterAll(async () => await stage?.close());

	async function credentialWith(fields: Record<string, string>): Promise<string> {
		const { id } = await stage.api.createCredential('Instagram', 'instagramOAuth2Api', fields);
		await page.goto(await stage.api.consentAddress(id));
		return id;
	}

	async function expectNothingStored(id: string): Promise<void> {
		expect((await stage.api.readCredential(id)).oauthTokenData).not.toBe(true);
	}

	it("shows n8n's own text when consent is denied by Facebook Login", async () => {
		const id = await credentialWith(LOGINS.facebook);
		await page.locator('#deny').click();
		await page.getByText('Failed to connect').waitFor();
		const said = await rememberText('consent denied, Facebook Login', page);
		expect(said).toContain('Insufficient parameters for OAuth2 callback.');
		await expectNothingStored(id);
	});

	it.each(['instagram', 'facebook'] as const)(
		"shows Meta's page for an unregistered redirect URL, %s",
		async (login) => {
			const registered = [...stage.sandbox.world.redirectUris];
			stage.sandbox.world.redirectUris.clear();
			const id = await credentialWith(LOGINS[login]);
			await screenshot(page, `2${login === 'instagram' ? 0 : 1}-wrong-redirect-${login}`);
			await rememberText(`redirect URL not registered, ${login}`, page);
			expect(await page.locator('#allow').count()).toBe(0);
			await expectNothingStored(id);
			for (const uri of registered) stage.sandbox.world.redirectUris.add(uri);
		},
	);

	it.each(MIX_UPS)('stores nothing for %s login with the %s of %s', async (login, field, other) => {
		const id = await credentialWith({ ...LOGINS[login], [field]: LOGINS[other][field] });
		const allow = page.locator('#allow');
		if ((await allow.count()) > 0) {
			await allow.click();
			await page.getByText('Failed to connect').waitFor();
			await page.locator('summary').click();
		}
		await screenshot(
			page,
			`2${2 + MIX_UPS.findIndex((row) => row[0] === login && row[1] === field)}-wrong-${field}-${login}`,
		);
		const said = await rememberText(`${login} login with the ${field} of ${other}`, page);
		expect(said).not.toBe('');
		await expectNothingStored(id);
	});
});
