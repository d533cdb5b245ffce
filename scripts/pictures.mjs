// npm run docs:pictures, after npm run e2e: takes the pictures of docs/images from the screenshots that it has left.
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { root } from './setup.mjs';

/** Picture -> screenshot. */
const PICTURES = {
	'account-list': '10-account-list',
	'consent-denied': '06-consent-denied',
	'consent-facebook': '15-facebook-consent',
	'consent-instagram': '05-instagram-consent',
	'credential-connected': '08-credential-connected',
	'credential-instagram': '04-credential-filled',
	'error-in-the-node': '13-refused-by-meta',
	'image-published': '11-image-published',
	'post-in-the-feed': '11-post-in-the-feed',
	'polling-trigger': '52-polling-trigger',
	'trigger-paste': '51-trigger-paste',
};

const from = path.join(root, 'output', 'screenshots');
const to = path.join(root, 'docs', 'images');

const examples = readdirSync(path.join(root, 'examples'))
	.filter((file) => file.endsWith('.json'))
	.map((file) => `example-${path.parse(file).name}`);

mkdirSync(to, { recursive: true });
for (const [picture, screenshot] of [...Object.entries(PICTURES), ...examples.map((name) => [name, name])]) {
	const file = path.join(from, `${screenshot}.png`);
	if (existsSync(file)) copyFileSync(file, path.join(to, `${picture}.png`));
	else console.log(`${picture}.png stays: the last end-to-end run left no ${screenshot}.png`);
}
