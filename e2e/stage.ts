import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';

import { startSandbox, type Sandbox } from '../sandbox';
import type { PublishedMedia } from '../sandbox/model';
import { SANDBOX_APPS } from '../sandbox/apps';
import { launchBrowser, newPerson } from './browser';
import { Editor } from './editor';
import { copyUserFolder } from './install';
import { N8nApi, OWNER } from './n8nApi';
import { freePort, redirectUriOf, startN8n, type N8nServer } from './n8nServer';
import type { Prepared } from './prepare';
import type { UsedCredential } from './workflows';

const DAY_MS = 24 * 3600 * 1000;
const LOGS = path.join(__dirname, '..', 'output', 'e2e');

export function logFileOf(name: string): string {
	return path.join(LOGS, `n8n-${name}.log`);
}

/** What `run.ts` prepared, handed over by the environment. */
export function prepared(): Prepared {
	const text = process.env.E2E_PREPARED;
	if (!text) throw new Error('Start these tests with: npm run e2e');
	return JSON.parse(text) as Prepared;
}

/** The two login methods with what a person types into the credential form for each. */
export const LOGINS = {
	instagram: {
		loginMethod: 'instagram',
		clientId: SANDBOX_APPS.instagram.appId,
		clientSecret: SANDBOX_APPS.instagram.appSecret,
	},
	facebook: {
		loginMethod: 'facebook',
		clientId: SANDBOX_APPS.facebook.appId,
		clientSecret: SANDBOX_APPS.facebook.appSecret,
	},
} as const;

export type LoginMethod = keyof typeof LOGINS;

/** @north.pottery; and @harbour_bakery, which a Facebook Login credential has to pick among its accounts. */
export const ACCOUNTS: Record<LoginMethod, string> = {
	instagram: '17841400000000001',
	facebook: '17841400000000003',
};

/** Creates a credential as it is after Meta's consent page, with the token of an hour, and not used yet. */
export async function mintedCredential(
	{ api, sandbox }: { api: N8nApi; sandbox: Sandbox },
	login: LoginMethod,
	{ name, accounts, permissions }: { name: string; accounts?: string[]; permissions?: string[] },
): Promise<UsedCredential> {
	const { value } = sandbox.world.tokens.mint({ loginMethod: login, kind: 'short', accounts });
	return await api.createCredential(name, 'instagramOAuth2Api', {
		...LOGINS[login],
		...(permissions ? { permissions } : {}),
		oauthTokenData: { access_token: value, token_type: 'bearer' },
	});
}

export interface StageOptions {
	/** The host that n8n gives to Meta as its own; the sandbox leads it to n8n. Without it Meta cannot reach n8n. */
	publicHost?: string;
	/** Of n8n, besides what every stage has. */
	env?: Record<string, string>;
	/** CommonJS files that Node loads before n8n. */
	preload?: string[];
}

/** A real n8n with the packed package, the sandbox as its Meta, and a person with a browser. */
export class Stage {
	/** How far the clocks of n8n and the sandbox are ahead, in milliseconds. */
	private clockOffset = 0;

	private constructor(
		readonly sandbox: Sandbox,
		readonly api: N8nApi,
		readonly url: string,
		private readonly logFile: string,
		private readonly port: number,
		private readonly userFolder: string,
		private readonly env: Record<string, string>,
		private readonly preload: string[],
		private server: N8nServer,
		private readonly browser: Browser,
	) {}

	/**
	 * Starts all of it, or nothing: what is already running when a part fails is ended, so that jest can end too.
	 * @param name of the folder and log file
	 */
	static async open(name: string, { publicHost, env = {}, preload = [] }: StageOptions = {}): Promise<Stage> {
		const { install, userFolder: template, certificateDirectory } = prepared();
		const port = await freePort();
		const logFile = logFileOf(name);
		const endings: Array<() => Promise<void>> = [];
		try {
			const sandbox = await startSandbox({
				certificateDirectory,
				redirectUris: [redirectUriOf(port)],
				...(publicHost ? { behaviour: { tunnels: { [publicHost]: `http://127.0.0.1:${port}` } } } : {}),
			});
			endings.unshift(async () => await sandbox.close());
			const userFolder = mkdtempSync(path.join(tmpdir(), `n8n-${name}-`));
			endings.unshift(async () => rmSync(userFolder, { recursive: true, force: true }));
			copyUserFolder(template, userFolder);
			const ownEnv = {
				...sandbox.env(),
				...(publicHost ? { WEBHOOK_URL: `https://${publicHost}/` } : {}),
				...env,
			};
			const server = await startN8n({ install, userFolder, port, env: ownEnv, preload, logFile });
			endings.unshift(async () => await server.stop());
			const api = new N8nApi(server.url);
			await api.setUpOwner();
			await api.logIn();
			const browser = await launchBrowser(sandbox.proxyUrl);
			return new Stage(sandbox, api, server.url, logFile, port, userFolder, ownEnv, preload, server, browser);
		} catch (error) {
			for (const end of endings) await end();
			throw error;
		}
	}

	/** The window of a person who is not logged in. */
	async visitor(): Promise<BrowserContext> {
		return await newPerson(this.browser);
	}

	/** A person who is logged in, in a new window. */
	async person(): Promise<{ context: BrowserContext; editor: Editor }> {
		const context = await this.visitor();
		// n8n's form for it would load the editor twice. n8n allows five logins a minute.
		await context.request.post(`${this.url}/rest/login`, {
			data: { emailOrLdapLoginId: OWNER.email, password: OWNER.password },
			failOnStatusCode: true,
		});
		return { context, editor: new Editor(await context.newPage(), this.url) };
	}

	/** Lets days pass: n8n ends, both clocks move, n8n starts again. Logged-in browsers have to log in again. */
	async daysPass(days: number): Promise<void> {
		const { install } = prepared();
		await this.server.stop();
		this.clockOffset += days * DAY_MS;
		this.sandbox.world.clock.advance(days * DAY_MS);
		this.server = await startN8n({
			install,
			userFolder: this.userFolder,
			port: this.port,
			env: this.env,
			preload: this.preload,
			clockOffset: this.clockOffset,
			logFile: this.logFile,
		});
		await this.api.logIn();
	}

	/**
	 * Creates a credential by n8n's interface and connects it in a browser: the short way for tests about what comes after.
	 *
	 * @param permissions of the credential, if not its default
	 */
	async connectedCredential(
		login: LoginMethod,
		permissions?: string[],
	): Promise<{ id: string; name: string }> {
		const credential = await this.api.createCredential(`Instagram by ${login}`, 'instagramOAuth2Api', {
			...LOGINS[login],
			...(permissions ? { permissions } : {}),
		});
		const { context, editor } = await this.person();
		await editor.page.goto(await this.api.consentAddress(credential.id));
		await editor.page.locator('#allow').click();
		await editor.page.getByText('Connection successful').waitFor();
		await context.close();
		return credential;
	}

	/** What an account has published in this run, without the posts that it had before. */
	postsOf(username: string): PublishedMedia[] {
		const { accounts, media } = this.sandbox.world;
		const account = [...accounts.values()].find((candidate) => candidate.username === username);
		return [...media.values()].filter(
			({ accountId, containerId, parentId }) => accountId === account?.id && containerId && !parentId,
		);
	}

	/** Names of n8n's files that hold a token or an app secret in plain text; credentials are encrypted there. */
	leaks(): string[] {
		const secrets = [
			...this.sandbox.world.tokens.list().map(({ value }) => value),
			...Object.values(SANDBOX_APPS).map(({ appSecret }) => appSecret),
		];
		const database = path.join(this.userFolder, '.n8n', 'database.sqlite');
		const files = [database, `${database}-wal`, this.logFile].filter((file) => existsSync(file));
		return files.filter((file) => {
			const content = readFileSync(file);
			return secrets.some((secret) => content.includes(secret));
		});
	}

	async close(): Promise<void> {
		await this.browser.close();
		await this.server.stop();
		await this.sandbox.close();
		rmSync(this.userFolder, { recursive: true, force: true });
	}
}
