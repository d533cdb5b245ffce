import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { root } from './sources';

const folder = path.join(root, '.github', 'workflows');
const workflows = readdirSync(folder).map(
	(file) => [file, readFileSync(path.join(folder, file), 'utf8')] as const,
);

describe.each(workflows)('the workflow %s', (_file, text) => {
	it('pins every action to a commit', () => {
		const actions = [...text.matchAll(/uses: (.+)/g)].map(([, action]) => action);
		expect(actions.length).toBeGreaterThan(0);
		for (const action of actions) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
	});

	it('does not let a job that runs code of dependencies sign and publish', () => {
		const jobs = text.slice(text.indexOf('\njobs:')).split(/\n {2}(?=[\w-]+:\n)/);
		for (const job of jobs.filter((one) => one.includes('id-token: write'))) {
			expect(job).toMatch(/\n {4}environment: /);
			expect(job).not.toMatch(/npm (ci|install|run|test)|actions\/checkout/);
		}
	});
});
