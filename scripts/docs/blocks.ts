/** A generated part of a page that is written by hand: `<!-- generated: name -->` to `<!-- end -->`. */
const BLOCK = /<!-- generated: (\w+) -->\n[\s\S]*?<!-- end -->/g;

/**
 * A page with its generated parts made anew.
 *
 * @param blocks name -> Markdown
 * @throws Error where a part is unknown, or one is in no place of the page
 */
export function withBlocks(text: string, blocks: Readonly<Record<string, string>>): string {
	const missing = new Set(Object.keys(blocks));
	const filled = text.replace(BLOCK, (_whole, name: string) => {
		const block = blocks[name];
		if (block === undefined) throw new Error(`Nothing generates the part '${name}'`);
		missing.delete(name);
		return `<!-- generated: ${name} -->\n\n${block}\n\n<!-- end -->`;
	});
	if (missing.size > 0) throw new Error(`The page has no place for ${[...missing].join(', ')}`);
	return filled;
}
