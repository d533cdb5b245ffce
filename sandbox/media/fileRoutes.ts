import type { Answer } from '../graph/call';
import type { OpenRoute } from '../graph/route';
import type { ServedFile } from './files';
import { CDN_HOST, MESSAGE_FILES_HOST } from './files';

function answerWith(file: ServedFile | undefined): Answer {
	if (!file) return { status: 404, text: 'Not Found', contentType: 'text/plain' };
	const { contentType, content, bytes } = file;
	return {
		status: 200,
		file: content,
		contentType,
		headers: bytes === undefined ? {} : { 'content-length': String(bytes) },
	};
}

/** The files of media and messages. They take no token: their addresses are signed. */
export const fileRoutes: readonly OpenRoute[] = [
	{
		hosts: [CDN_HOST],
		method: 'GET',
		path: /^\/(media\/.+)$/,
		endpoint: 'file',
		handle: ({ world }, path) => answerWith(world.files.served(`/${path}`)),
	},
	{
		hosts: [MESSAGE_FILES_HOST],
		method: 'GET',
		path: '/ig_messaging_cdn',
		endpoint: 'file',
		handle: ({ world, parameters }) => answerWith(world.files.served(`/media/${parameters.asset_id ?? ''}`)),
	},
];
