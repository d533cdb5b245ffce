import { rememberText } from './notes';
import { screenshot } from './browser';
import type { Editor } from './editor';
import { LOGINS, Stage, type LoginMethod } from './stage';

const CREDENTIAL_TYPE = 'Instagram OAuth2 API';
const METHOD_LABELS: Record<LoginMethod, string> = {
	instagram: 'Instagram Login',
	facebook: 'Facebook Login',
};

describe('a new user in the editor', () => {
	let stage: Stage;
	let editor: Editor;

	beforeAll(async () => {
		stage = await Stage.open('new-user');
		({ editor } = await stage.person());
	});

	afterAll(async () => await stage?.close());

	async function fillCredential(login: LoginMethod): Promise<void> {
		await editor.searchCredentialType('Instagram OAuth2');
		await editor.chooseCredentialType(CREDENTIAL_TYPE);
		await editor.fill('clientId', LOGINS[login].clientId);
		await editor.fill('clientSecret', LOGINS[login].clientSecret);
		await editor.choose('loginMethod', METHOD_LABELS[login]);
	}

	it('finds the credential type and sees its fields', async () => {
		await editor.searchCredentialType('Instagram');
		await screenshot(editor.page, '01-credential-search');
		await editor.chooseCredentialType(CREDENTIAL_TYPE);
		await editor.page.getByText('the Instagram app ID').first().waitFor();
		await screenshot(editor.page, '02-credential-empty');
		await editor.parameter('apiVersion').scrollIntoViewIfNeeded();
		await screenshot(editor.page, '03-credential-empty-below');
	});

	it('denies consent, and n8n reports it and stores no token', async () => {
		await fillCredential('instagram');
		await screenshot(editor.page, '04-credential-filled');
		const popup = await editor.connect();
		await screenshot(popup, '05-instagram-consent');
		await popup.locator('#deny').click();
		await popup.getByText('Failed to connect').waitFor();
		await screenshot(popup, '06-consent-denied');
		const said = await rememberText('consent denied, Instagram Login', popup);
		expect(said).toContain('Insufficient parameters for OAuth2 callback.');
		await popup.close();

		await screenshot(editor.page, '07-credential-not-connected');
		const [credential] = await stage.api.listCredentials();
		expect((await stage.api.readCredential(credential?.id ?? '')).oauthTokenData).not.toBe(true);
		expect(stage.sandbox.world.tokens.list()).toHaveLength(0);
	});

	it('gives consent at the second try and sees that the account is connected', async () => {
		const popup = await editor.connect();
		const closed = popup.waitForEvent('close');
		await popup.locator('#allow').click();
		await closed;
		await editor.waitUntilConnected();
		await screenshot(editor.page, '08-credential-connected');
		const [credential] = await stage.api.listCredentials();
		expect((await stage.api.readCredential(credential?.id ?? '')).oauthTokenData).toBe(true);
		await editor.closeCredential();
	});

	it('opens the node and picks the account from the list', async () => {
		await editor.startWorkflow('Publish post', async () => await screenshot(editor.page, '09-node-actions'));
		const accounts = await editor.openList('account');
		await screenshot(editor.page, '10-account-list');
		expect(await accounts.allInnerTexts()).toEqual([expect.stringContaining('@north.pottery')]);
		await accounts.first().click();
	});

	it('publishes an image with a click on Execute step', async () => {
		await editor.fill('mediaUrl', 'https://media.example.com/pottery-1.jpg');
		await editor.fill('caption', 'The first bowl of the year #pottery');
		await editor.executeStep();
		await screenshot(editor.page, '11-image-published');
		expect(await editor.output().innerText()).toContain('PUBLISHED');
		const posts = stage.postsOf('north.pottery');
		expect(posts.map(({ caption }) => caption)).toContain('The first bowl of the year #pottery');
	});

	it('sees the post on the page of the sandbox', async () => {
		const page = await editor.page.context().newPage();
		await page.setViewportSize({ width: 720, height: 700 });
		await page.goto(stage.sandbox.url);
		const post = page.getByText('The first bowl of the year').first();
		await post.waitFor();
		await page.locator('img').first().waitFor();
		await screenshot(page, '11-post-in-the-feed');
		expect(await post.isVisible()).toBe(true);
		await page.close();
	});

	it('sees which parameter is wrong, and nothing is sent', async () => {
		const before = stage.sandbox.world.requests.list({ endpoint: 'create' }).length;
		await editor.fill('mediaUrl', 'http://media.example.com/pottery-1.jpg');
		await editor.executeStep();
		await screenshot(editor.page, '12-bad-input');
		expect(await editor.output().innerText()).toContain("'Media URL'");
		expect(stage.sandbox.world.requests.list({ endpoint: 'create' })).toHaveLength(before);
	});

	it('sees why Meta rejects the post', async () => {
		await editor.fill('mediaUrl', 'https://media.example.com/too-wide.jpg');
		await editor.executeStep();
		await screenshot(editor.page, '13-refused-by-meta');
		expect(await editor.output().innerText()).toMatch(/aspect ratio/i);
	});

	it('connects by Facebook Login and picks one of several accounts', async () => {
		await fillCredential('facebook');
		await screenshot(editor.page, '14-facebook-filled');
		const popup = await editor.connect();
		await screenshot(popup, '15-facebook-consent');
		const closed = popup.waitForEvent('close');
		await popup.locator('#allow').click();
		await closed;
		await editor.waitUntilConnected();
		await screenshot(editor.page, '16-facebook-connected');
		await editor.closeCredential();

		await editor.startWorkflow('Publish post');
		await editor.chooseCredential('Instagram account 2');
		const accounts = await editor.openList('account');
		await screenshot(editor.page, '17-facebook-account-list');
		expect(await accounts.count()).toBe(4);
		await editor.marked('rlc-search').fill('lumen');
		await accounts.filter({ hasText: '@harbour_bakery' }).waitFor({ state: 'hidden' });
		await accounts.filter({ hasText: '@lumen.bikes' }).waitFor();
		await screenshot(editor.page, '18-facebook-account-search');
		await accounts.filter({ hasText: '@lumen.bikes' }).click();
		await editor.fill('mediaUrl', 'https://media.example.com/bike-1.jpg');
		await editor.executeStep();
		await screenshot(editor.page, '19-facebook-image-published');
		expect(await editor.output().innerText()).toContain('PUBLISHED');
		expect(stage.postsOf('lumen.bikes')).not.toHaveLength(0);
	});

	it('leaves no token or secret in the log and the database', () => {
		expect(stage.leaks()).toEqual([]);
	});
});
