import { UnexpectedError } from 'n8n-workflow';

import { GraphError } from '../../graph/errors/explain';
import { toError } from '../../shared/toError';
import type { GraphParameters, LoginMethod, UploadFile } from '../../graph/types';
import { InputError } from '../../parameters/inputError';
import type { Size } from './image/shape';
import type { MediaFormat } from './signatures';
import { quoted } from '../../parameters/readers';
import { isPrivateHost } from '../../parameters/publicUrl';
import { describeAddress } from './formats';
import { PublishError } from '../publishError';
import type { BinaryFacts, ContainerPlan } from '../types';

/** How Meta gets the file of a container. */
export interface SourceTransfer {
	/** Meta's parameters for it. */
	parameters: GraphParameters;
	/** The file to upload to the container after its creation. */
	upload?: UploadFile;
	/** Origin of n8n if it serves the file itself: `https://n8n.example.com`. */
	servedByN8n?: string;
	/** What may be wrong with the user's URL, if Meta rejects the file. */
	addressHint?: string;
	/** Size of the image, if n8n knows it. */
	pixels?: Size;
}

/** Meta's parameters for the URL of a file. */
const URL_PARAMETER: Readonly<Record<MediaFormat, string>> = { image: 'image_url', video: 'video_url' };

/**
 * Meta takes uploads of videos only, and documents them for Facebook Login only.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/content-publishing/resumable-uploads
 */
function isUploaded(format: MediaFormat, login: LoginMethod): boolean {
	return format === 'video' && login === 'facebook';
}

const IN_MEMORY =
	'Let n8n keep binary data in files: set the environment variable N8N_DEFAULT_BINARY_DATA_MODE of the n8n server to filesystem (database, where n8n runs as several processes), and run the workflow again. Or use the public URL of the file.';

const NOT_PUBLIC =
	'n8n takes this address from its environment variable WEBHOOK_URL, or else from N8N_PROTOCOL, N8N_HOST and N8N_PORT. Set WEBHOOK_URL to the public https address of n8n, usually that of a reverse proxy in front of it. Or use the public URL of the file.';

const UPLOAD_INSTEAD =
	'With a credential for Facebook Login, videos are uploaded and no public address is needed.';

/**
 * Rejects a file that Meta cannot fetch from n8n, before anything is sent.
 *
 * n8n builds the URL of a file from its webhook address (`restApiUrl`, n8n 2.40), so that address must be public.
 *
 * @param instead another way to send the file, for the error
 * @throws InputError that names the setting of n8n to change
 */
export function assertFetchable({ file, propertyName }: BinaryFacts, parameter: string, instead = ''): void {
	if (!file) return;
	if (!file.signedUrl) {
		throw new InputError(
			parameter,
			`cannot be used: n8n keeps ${quoted(propertyName)} in memory, where Meta cannot fetch it`,
			`${IN_MEMORY} ${instead}`.trim(),
		);
	}
	const { protocol, hostname, origin } = new URL(file.signedUrl());
	if (protocol === 'https:' && !isPrivateHost(hostname)) return;
	throw new InputError(
		parameter,
		`cannot be used: Meta would have to fetch ${quoted(propertyName)} from n8n at ${origin}, which is not a public https address`,
		`${NOT_PUBLIC} ${instead}`.trim(),
	);
}

/**
 * Rejects the file of a post if Meta has to fetch it and cannot.
 *
 * @throws InputError that names the setting of n8n to change
 */
export function assertReachable(
	binary: BinaryFacts,
	format: MediaFormat,
	login: LoginMethod,
	parameter: string,
): void {
	if (isUploaded(format, login)) return;
	assertFetchable(binary, parameter, format === 'video' ? UPLOAD_INSTEAD : undefined);
}

/**
 * Decides how Meta gets the file of a container: a URL unchanged, a video by upload if Meta takes it, any other file by a
 * signed URL of n8n. Creates a new URL each time, so that it has its full lifetime.
 */
export function resolveSource(plan: ContainerPlan, login: LoginMethod): SourceTransfer {
	const transfer = resolveMedia(plan, login);
	if (!plan.cover) return transfer;
	return { ...transfer, parameters: { ...transfer.parameters, cover_url: signedUrlOf(plan.cover) } };
}

/** Creates a URL from which Meta can fetch a file that {@link assertFetchable} accepts. */
export function signedUrlOf({ file }: BinaryFacts): string {
	if (!file?.signedUrl) throw new UnexpectedError('A file that Meta cannot fetch was not refused');
	return file.signedUrl();
}

function resolveMedia({ media, kind }: ContainerPlan, login: LoginMethod): SourceTransfer {
	if (!media || kind === 'carousel') return { parameters: {} };
	if (media.kind === 'url') {
		const addressHint = describeAddress(media.url, kind);
		return {
			parameters: { [URL_PARAMETER[kind]]: media.url },
			...(addressHint ? { addressHint } : {}),
			...(media.pixels ? { pixels: media.pixels } : {}),
		};
	}
	const { file, header } = media.binary;
	if (file && isUploaded(kind, login)) return { parameters: { upload_type: 'resumable' }, upload: file };
	const url = signedUrlOf(media.binary);
	return {
		parameters: { [URL_PARAMETER[kind]]: url },
		servedByN8n: new URL(url).origin,
		...(header?.pixels ? { pixels: header.pixels } : {}),
	};
}

/** Subcodes for a format that Meta does not take or could not convert. */
const UNSUPPORTED_FORMAT: ReadonlySet<number | undefined> = new Set([2207005, 2207026, 2207084]);

const ASPECT_RATIO = 2207009;

/**
 * What to check in n8n if Meta cannot fetch a file from it.
 *
 * @param origin of the file's address, without its signature: `https://n8n.example.com`
 */
export function servedFileHint(origin: string): string {
	return `The file was offered by n8n itself, at ${origin}: n8n must be reachable from the internet under this address, without a login or firewall before /rest/binary-data/signed. ${NOT_PUBLIC}`;
}

/** What n8n knows of a file that Meta has not taken. */
function explanationOf(
	reason: GraphError,
	{ servedByN8n, addressHint, pixels }: SourceTransfer,
): { message?: string; description?: string } {
	if (reason.subcode === ASPECT_RATIO && pixels) {
		return { message: `${reason.message}: it has ${pixels.width} x ${pixels.height} pixels` };
	}
	const isFetch = reason.kind === 'mediaFetch';
	const description =
		servedByN8n && isFetch
			? servedFileHint(servedByN8n)
			: isFetch || UNSUPPORTED_FORMAT.has(reason.subcode)
				? addressHint
				: undefined;
	return { description };
}

/**
 * Explains why Meta may have failed to get or to take a file: the address of n8n, the extension of the URL, or the size of
 * the image.
 *
 * @returns the error itself if there is nothing to explain
 */
export function explainSourceError(error: unknown, source: SourceTransfer): Error {
	const reason = error instanceof PublishError ? error.reason : error;
	if (!(reason instanceof GraphError)) return toError(error);
	const explanation = explanationOf(reason, source);
	if (!explanation.message && !explanation.description) return toError(error);
	const { containerId, published } = error instanceof PublishError ? error : {};
	return new PublishError(reason, { containerId, published }, explanation);
}
