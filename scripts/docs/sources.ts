import Module from 'node:module';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..');
const built = path.join(root, 'dist') + path.sep;

/** Node's own way from a request to a file, which has no public hook in all versions that are supported. */
interface Resolver {
	_resolveFilename(request: string, ...rest: unknown[]): string;
}

/**
 * n8n's loader asks for the built files that package.json names. It is given their sources, so that the documentation
 * never shows a stale build.
 */
export function loadSources(): void {
	const resolver = Module as unknown as Resolver;
	const resolve = resolver._resolveFilename.bind(resolver);
	resolver._resolveFilename = (request, ...rest) =>
		resolve(
			request.startsWith(built)
				? path.join(root, request.slice(built.length)).replace(/\.js$/, '.ts')
				: request,
			...rest,
		);
}
