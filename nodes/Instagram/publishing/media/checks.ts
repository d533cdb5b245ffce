import { InputError } from '../../parameters/inputError';
import { quoted } from '../../parameters/readers';
import type { Limit } from '../../parameters/readers';
import { LIMITS, SOURCE_IMAGE_BYTES } from '../limits';
import type { MediaFormat } from './formats';
import { article, FORMATS, MISPLACED, OTHER } from './formats';
import type { BinaryFacts } from '../types';

const NOT_THE_FILE =
	'Look at the binary data in the output of the node before this one: perhaps a login page or an error message was downloaded instead of the file.';

const CUT_OFF =
	'Look at the node before this one: the file was probably not downloaded or written to its end.';

/** The format in a MIME type, if it names one. */
export function formatOf(mimeType: string): MediaFormat | undefined {
	return (['image', 'video'] as const).find((format) => mimeType.toLowerCase().startsWith(`${format}/`));
}

/** The format by the file's first bytes. The MIME type counts only if they were not read. */
export function formatOfBinary({ header, mimeType }: BinaryFacts): MediaFormat | undefined {
	return header ? header.kind?.format : formatOf(mimeType);
}

/** Name of the file's type, for messages. */
export function nameOfBinary({ header, mimeType }: BinaryFacts): string {
	const said = mimeType ? `its type says ${mimeType}` : 'it has no type';
	if (header?.kind) return mimeType ? `${header.kind.name} (${said})` : header.kind.name;
	return header ? `a file of unknown kind (${said})` : mimeType || 'a file without a type';
}

function assertSupportedType(
	binary: BinaryFacts,
	format: MediaFormat,
	parameter: string,
	where: string,
): void {
	const type = binary.mimeType.toLowerCase().split(';')[0]?.trim() ?? '';
	const found = formatOf(type);
	if (found === OTHER[format]) {
		throw new InputError(
			parameter,
			`must name ${article(format)}, but ${where} ${article(found)} (${type})`,
			MISPLACED[format],
		);
	}
	if (found && !FORMATS[format].mimeTypes.includes(type)) {
		throw new InputError(
			parameter,
			`cannot be used: ${where} ${type}; Instagram takes ${FORMATS[format].takes}`,
			FORMATS[format].convert,
		);
	}
}

/** Checks the type by the first bytes of the file. */
function assertFileType(binary: BinaryFacts, format: MediaFormat, parameter: string, where: string): void {
	const kind = binary.header?.kind;
	if (kind?.format === OTHER[format]) {
		throw new InputError(
			parameter,
			`must name ${article(format)}, but ${where} ${kind.name}`,
			MISPLACED[format],
		);
	}
	if (!kind?.isSupported && !kind?.isConvertible) {
		throw new InputError(
			parameter,
			`cannot be used: ${where} ${nameOfBinary(binary)}; Instagram takes ${FORMATS[format].takes}`,
			kind?.format ? FORMATS[format].convert : NOT_THE_FILE,
		);
	}
}

function megabytes(bytes: number): string {
	return (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '');
}

function assertSize({ size }: BinaryFacts, limit: Limit, parameter: string, where: string): void {
	if (size === undefined || size <= limit.max) return;
	const complaint = `cannot be used: ${where} ${megabytes(size)} MB`;
	const max = `up to ${megabytes(limit.max)} MB`;
	if (limit !== SOURCE_IMAGE_BYTES) {
		throw new InputError(parameter, `${complaint}; Instagram takes ${max}`);
	}
	throw new InputError(
		parameter,
		`${complaint}; this node converts images of ${max}`,
		`Instagram takes JPEGs of up to ${megabytes(LIMITS.imageBytes.max)} MB. Make the image smaller with n8n's Edit Image node.`,
	);
}

function minutes(seconds: number): string {
	return seconds < 120
		? `${Math.round(seconds * 10) / 10} seconds`
		: `${Math.round(seconds / 6) / 10} minutes`;
}

/** Meta does not document how it rounds durations, so fractions of a second are ignored. */
function assertDuration({ header }: BinaryFacts, limit: Limit, parameter: string, where: string): void {
	const seconds = header?.seconds;
	if (seconds === undefined || (Math.ceil(seconds) >= limit.min && Math.floor(seconds) <= limit.max)) return;
	throw new InputError(
		parameter,
		`cannot be used: ${where} a video of ${minutes(seconds)}; Instagram takes ${limit.min} seconds to ${minutes(limit.max)} here`,
	);
}

function assertNotEmpty({ size }: BinaryFacts, limit: Limit, parameter: string, where: string): void {
	if (size === undefined || size >= limit.min) return;
	throw new InputError(parameter, `cannot be used: ${where} an empty file`, CUT_OFF);
}

/**
 * Rejects a file of any kind that is empty, too large or cut off.
 *
 * @param size bytes that Meta allows
 * @param parameter label of the parameter that names the binary field
 * @throws InputError
 */
export function assertContent(binary: BinaryFacts, size: Limit, parameter: string): void {
	const where = `${quoted(binary.propertyName)} contains`;
	assertNotEmpty(binary, size, parameter, where);
	assertSize(binary, size, parameter, where);
	if (!binary.header?.missing) return;
	const complaint = `cannot be used: ${where} a file that is cut off; ${binary.header.missing} is missing`;
	throw new InputError(parameter, complaint, CUT_OFF);
}

/**
 * Rejects binary data that Meta does not take here: by its first bytes if they are known, else by its MIME type, and by
 * its size. Without first bytes, a type that is neither an image nor a video (`application/octet-stream`) passes.
 *
 * @param size bytes that Meta allows
 * @param parameter label of the parameter that names the binary field
 * @param seconds allowed length of a video
 * @throws InputError
 */
export function assertBinary(
	binary: BinaryFacts,
	format: MediaFormat,
	size: Limit,
	parameter: string,
	seconds?: Limit,
): void {
	const where = `${quoted(binary.propertyName)} contains`;
	assertNotEmpty(binary, size, parameter, where);
	if (binary.header) assertFileType(binary, format, parameter, where);
	else assertSupportedType(binary, format, parameter, where);
	assertContent(binary, size, parameter);
	if (seconds) assertDuration(binary, seconds, parameter, where);
}
