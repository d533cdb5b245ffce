/** Text in a cell of a table: one line, its bars and angle brackets taken literally. */
export function cell(text: string): string {
	return text.replace(/\s*\n\s*/g, ' ').replace(/[|<>]/g, (sign) => `\\${sign}`);
}

/** Text as code in a cell. */
export function code(text: string): string {
	return `\`${text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')}\``;
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * A value as a block of JSON. Only the outermost object is broken into lines: the formatter breaks what is too long,
 * and leaves short objects on one line.
 */
export function json(value: unknown): string {
	const inner = Array.isArray(value)
		? value.map((entry) => JSON.stringify(entry))
		: Object.entries(value as object).map(([key, entry]) => `"${key}": ${JSON.stringify(entry)}`);
	const [open, close] = Array.isArray(value) ? '[]' : '{}';
	const text = inner.length > 0 ? `${open}\n${inner.join(',\n')}\n${close}` : `${open}${close}`;
	return `\`\`\`json\n${text}\n\`\`\``;
}

/**
 * The anchor that GitHub gives a heading.
 *
 * @param heading its text, without `#`
 */
export function anchor(heading: string): string {
	return heading
		.trim()
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
		.replaceAll(' ', '-');
}

/** `one`, `one and two`, `one, two and three`. */
export function list(texts: readonly string[], join = 'and'): string {
	const last = texts.at(-1) ?? '';
	return texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} ${join} ${last}`;
}

/** Paragraphs, tables and code with a blank line between them; what is `undefined` is left out. */
export function page(parts: ReadonlyArray<string | undefined>): string {
	return `${parts.filter((part) => part !== undefined && part !== '').join('\n\n')}\n`;
}
