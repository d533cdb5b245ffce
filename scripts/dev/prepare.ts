import { N8nApi, N8nApiError } from '../../e2e/n8nApi';
import { manualWorkflow } from '../../e2e/workflows';
import { SANDBOX_APPS } from '../../sandbox/apps';

const CREDENTIALS = [
	{ name: 'Instagram Login (sandbox)', loginMethod: 'instagram', app: SANDBOX_APPS.instagram },
	{ name: 'Facebook Login (sandbox)', loginMethod: 'facebook', app: SANDBOX_APPS.facebook },
];

const SAMPLE = 'Publish an image (sample)';

/**
 * Makes n8n ready to click: an owner, a credential for each login method with the sandbox's app filled in, a workflow.
 * What an earlier session has made is left alone.
 *
 * @returns the address of the sample workflow
 */
export async function prepareN8n(url: string): Promise<string> {
	const api = new N8nApi(url);
	try {
		await api.setUpOwner();
	} catch (error) {
		// 400: there is an owner from an earlier session.
		if (!(error instanceof N8nApiError) || error.status !== 400) throw error;
	}
	await api.logIn();

	const existing = await api.listCredentials();
	const credentials = [];
	for (const { name, loginMethod, app } of CREDENTIALS) {
		const data = { loginMethod, clientId: app.appId, clientSecret: app.appSecret };
		const earlier = existing.find((credential) => credential.name === name);
		credentials.push(earlier ?? (await api.createCredential(name, 'instagramOAuth2Api', data)));
	}
	const [first] = credentials;
	const workflows = await api.listWorkflows();
	const sample =
		workflows.find(({ name }) => name === SAMPLE) ??
		(await api.createWorkflow(
			manualWorkflow(
				SAMPLE,
				{
					resource: 'post',
					operation: 'publish',
					account: { __rl: true, mode: 'list', value: '' },
					postType: 'image',
					mediaUrl: 'https://media.example.com/pottery-1.jpg',
					caption: 'Fresh from the kiln #pottery',
					additionalFields: {},
					options: {},
				},
				{ id: first?.id ?? '', name: first?.name ?? '' },
			),
		));
	return `${url}/workflow/${sample.id}`;
}
