import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { INodePropertyOptions } from 'n8n-workflow';

import { InstagramOAuth2Api } from '../../../../credentials/InstagramOAuth2Api.credentials';
import { CONTAINER_STATUS_ROWS } from '../../../../nodes/Instagram/graph/errors/rows/containers';
import * as fallbacks from '../../../../nodes/Instagram/graph/errors/rows/fallbacks';
import { LOGIN_ROWS } from '../../../../nodes/Instagram/graph/errors/rows/login';
import { UPLOAD_ROWS } from '../../../../nodes/Instagram/graph/errors/rows/uploads';
import { ERROR_TABLE } from '../../../../nodes/Instagram/graph/errors/table';
import { PERMISSION_NAMES } from '../../../../nodes/Instagram/graph/permissions';

const ROOT = join(__dirname, '../../../..');

/** Labels that are not literals in our sources: from Meta's dashboard, from n8n, or built by a function. */
const OTHERS = ['Require App Secret', 'OAuth Redirect URL', 'X', 'Y', 'Recipient ID'];

function labelsIn(folder: string): string[] {
	return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.flatMap((file) => [
			...readFileSync(join(ROOT, folder, file), 'utf8').matchAll(/displayName: '([^']+)'/g),
		])
		.map((match) => match[1] ?? '');
}

describe('labels in error messages', () => {
	const labels = new Set([...labelsIn('nodes'), ...labelsIn('credentials'), ...OTHERS]);
	const rows = [
		...ERROR_TABLE,
		...CONTAINER_STATUS_ROWS,
		...LOGIN_ROWS,
		...UPLOAD_ROWS,
		...Object.values(fallbacks),
	];
	const quoted = rows
		.flatMap(({ message, remedy }) => [...`${message} ${remedy}`.matchAll(/(?<!\w)'([^']+)'/g)])
		.map((match) => match[1] ?? '');

	it.each([...new Set(quoted)])("'%s' is a label of the user interface", (label) => {
		expect(labels).toContain(label);
	});

	it('match the permission names of the credential', () => {
		const { options = [] } =
			new InstagramOAuth2Api().properties.find(({ name }) => name === 'permissions') ?? {};
		const offered = (options as INodePropertyOptions[]).map(({ name, value }) => [value, name]);
		expect(Object.fromEntries(offered)).toEqual(PERMISSION_NAMES);
	});
});
