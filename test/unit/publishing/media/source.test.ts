import { graphError } from '../../../../nodes/Instagram/graph/errors/explain';
import type { LoginMethod } from '../../../../nodes/Instagram/graph/types';
import { PublishError } from '../../../../nodes/Instagram/publishing/publishError';
import {
	resolveSource,
	explainSourceError,
	assertReachable,
} from '../../../../nodes/Instagram/publishing/media/source';
import type { BinaryFacts, ContainerPlan } from '../../../../nodes/Instagram/publishing/types';
import { inputErrorOf } from '../../../doubles/inputErrorOf';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJpZCI6ImZpbGUifQ.signature';
const signedAt = (origin: string) => () => `${origin}/rest/binary-data/signed?token=${TOKEN}`;

function binary(signedUrl?: () => string): BinaryFacts {
	const file = { key: 'file', size: 1000, from: async () => Buffer.alloc(0), signedUrl };
	return { propertyName: 'data', mimeType: 'image/jpeg', file };
}

const plan = (kind: 'image' | 'video', facts: BinaryFacts): ContainerPlan => ({
	kind,
	parameters: {},
	media: { kind: 'binary', binary: facts },
});

describe('assertReachable', () => {
	const refuse = (
		facts: BinaryFacts,
		format: 'image' | 'video' = 'image',
		login: LoginMethod = 'instagram',
	) => assertReachable(facts, format, login, 'Input Binary Field');

	it.each([
		'http://localhost:5678',
		'https://localhost',
		'https://192.168.1.20',
		'https://n8n.local',
		'https://n8n:5678',
		'http://n8n.example.com',
		'https://[::1]:5678',
	])('rejects a file served at %s and names the setting', (origin) => {
		const error = inputErrorOf(() => refuse(binary(signedAt(origin))));
		expect(error.parameter).toBe('Input Binary Field');
		expect(error.message).toContain(`from n8n at ${origin}, which is not a public https address`);
		expect(error.description).toContain('WEBHOOK_URL');
		expect(`${error.message} ${error.description}`).not.toContain(TOKEN);
	});

	it('rejects a file in memory and names the setting', () => {
		for (const login of ['instagram', 'facebook'] as const) {
			const error = inputErrorOf(() => refuse(binary(), 'image', login));
			expect(error.message).toContain("n8n keeps 'data' in memory");
			expect(error.description).toContain('N8N_DEFAULT_BINARY_DATA_MODE');
		}
	});

	it('suggests Facebook Login for videos only', () => {
		expect(inputErrorOf(() => refuse(binary(), 'video')).description).toContain('Facebook Login');
		expect(inputErrorOf(() => refuse(binary(), 'image')).description).not.toContain('Facebook Login');
	});

	it.each(['https://n8n.example.com', 'https://n8n.example.com:8443', 'https://93.184.216.34'])(
		'accepts a file served at %s',
		(origin) => {
			expect(() => refuse(binary(signedAt(origin)))).not.toThrow();
		},
	);

	it('accepts any video under Facebook Login, because it is uploaded', () => {
		expect(() => refuse(binary(), 'video', 'facebook')).not.toThrow();
		expect(() => refuse(binary(signedAt('http://localhost:5678')), 'video', 'facebook')).not.toThrow();
	});
});

describe('resolveSource', () => {
	const stored = binary(signedAt('https://n8n.example.com'));
	const url = signedAt('https://n8n.example.com')();

	it('returns the URL of a URL source', () => {
		const media = { kind: 'url', url: 'https://example.com/a' } as const;
		const of = (kind: 'image' | 'video') => resolveSource({ kind, parameters: {}, media }, 'facebook');
		expect(of('image')).toEqual({ parameters: { image_url: media.url } });
		expect(of('video')).toEqual({ parameters: { video_url: media.url } });
	});

	it('adds a hint when the URL has an extension that Meta may reject', () => {
		const media = { kind: 'url', url: 'https://example.com/a.png' } as const;
		const { addressHint } = resolveSource({ kind: 'image', parameters: {}, media }, 'instagram');
		expect(addressHint).toContain('ends in .png');
	});

	it('returns no parameters for the parent of a carousel', () => {
		expect(resolveSource({ kind: 'carousel', parameters: {} }, 'facebook')).toEqual({ parameters: {} });
	});

	it('uploads videos under Facebook Login', () => {
		expect(resolveSource(plan('video', stored), 'facebook')).toEqual({
			parameters: { upload_type: 'resumable' },
			upload: stored.file,
		});
	});

	it.each([
		['image', 'facebook', 'image_url'],
		['image', 'instagram', 'image_url'],
		['video', 'instagram', 'video_url'],
	] as const)('uses a signed URL for %s under %s login', (kind, login, parameter) => {
		expect(resolveSource(plan(kind, stored), login)).toEqual({
			parameters: { [parameter]: url },
			servedByN8n: 'https://n8n.example.com',
		});
	});

	it('throws an internal error when the file is not reachable', () => {
		expect(() => resolveSource(plan('image', binary()), 'facebook')).toThrow('was not refused');
	});
});

describe('explainSourceError: a file that Meta could not fetch', () => {
	const text = `The media could not be fetched from this URI: ${signedAt('https://n8n.example.com')()}`;
	const unfetched = () => graphError({ code: 9004, subcode: 2207052, text }, { httpCode: 400 });
	const served = { parameters: {}, servedByN8n: 'https://n8n.example.com' };

	it('names the URL of n8n and the requirements for it', () => {
		const error = explainSourceError(unfetched(), served) as PublishError;
		expect(error.message).toBe('Meta could not fetch the media from its URL');
		expect(error.description).toContain('at https://n8n.example.com');
		expect(error.description).toContain('WEBHOOK_URL');
		expect(error.reason).toMatchObject({ code: 9004, subcode: 2207052 });
	});

	it('adds the same explanation to a processing error', () => {
		const failure = new PublishError(unfetched(), { containerId: '111' });
		expect(explainSourceError(failure, served)).toMatchObject({ containerId: '111', reason: { code: 9004 } });
	});

	it('never contains the token of the URL', () => {
		expect(JSON.stringify([unfetched(), explainSourceError(unfetched(), served)])).not.toContain('eyJ');
		const quoting = graphError({ code: 100, text }, { httpCode: 400 });
		expect(quoting.message).toContain('token=(hidden)');
	});

	it('returns errors about URLs of users, and other errors, unchanged', () => {
		const error = unfetched();
		expect(explainSourceError(error, { parameters: {} })).toBe(error);
		const other = graphError({ code: 36000, subcode: 2207004 });
		expect(explainSourceError(other, served)).toBe(other);
	});
});

describe('explainSourceError: an image whose shape Meta rejects', () => {
	const rejected = graphError({ code: 36003, subcode: 2207009 });

	it('adds the size to the message where it is known', () => {
		const error = explainSourceError(rejected, { parameters: {}, pixels: { width: 1000, height: 3000 } });
		expect(error.message).toBe(`${rejected.message}: it has 1000 x 3000 pixels`);
		expect(error).toMatchObject({ reason: rejected, description: rejected.description });
		expect(rejected.description).toContain("'Image Fit'");
	});

	it('leaves the error as it is without the size', () => {
		expect(explainSourceError(rejected, { parameters: {} })).toBe(rejected);
	});

	it('does not add the size to another error', () => {
		const tooLarge = graphError({ code: 36000, subcode: 2207004 });
		expect(explainSourceError(tooLarge, { parameters: {}, pixels: { width: 9, height: 9 } })).toBe(tooLarge);
	});
});

describe('explainSourceError: a URL that Meta rejects', () => {
	const hinted = { parameters: {}, addressHint: 'The address ends in .png.' };

	it.each([
		[36001, 2207005],
		[352, 2207026],
		[36001, 2207084],
		[9004, 2207052],
	])('explains %i/%i with the extension of the URL', (code, subcode) => {
		const error = explainSourceError(graphError({ code, subcode }), hinted) as PublishError;
		expect(error.description).toContain('The address ends in .png.');
		expect(error.reason).toMatchObject({ code, subcode });
	});

	it('adds no hint when the URL is not the cause', () => {
		const tooLarge = graphError({ code: 36000, subcode: 2207004 });
		expect(explainSourceError(tooLarge, hinted)).toBe(tooLarge);
	});
});
