/**
 * Returns a text in the form in which texts are compared: without case, in Unicode's plain letters (people write comments
 * in 𝐛𝐨𝐥𝐝 and ｗｉｄｅ ones), with emojis that look alike made equal and white space as single spaces.
 */
export function comparableText(text: string): string {
	return (
		text
			.normalize('NFKC')
			.replace(/\p{Variation_Selector}|\u200B/gu, '')
			// Upper case, because some letters have several lower ones: ß and ss, σ and ς, i and the Turkish ı.
			.toUpperCase()
			.replaceAll('İ', 'I')
			.replace(/\s+/gu, ' ')
			.trim()
	);
}

/** The offsets at which a word, a space or a punctuation mark begins, and the end of the text. */
function wordBoundaries(text: string): ReadonlySet<number> {
	const words = new Intl.Segmenter('en', { granularity: 'word' });
	return new Set([...[...words.segment(text)].map(({ index }) => index), text.length]);
}

function offsetsOf(phrase: string, text: string): number[] {
	const offsets: number[] = [];
	for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) offsets.push(at);
	return offsets;
}

/**
 * Whether a text contains any of the phrases. Whole words are those of Unicode, which also finds them in languages that
 * put no spaces between them.
 *
 * @param phrases in the form of {@link comparableText}
 * @see https://unicode.org/reports/tr29/#Word_Boundaries
 */
export function containsAny(text: string, phrases: readonly string[], wholeWords: boolean): boolean {
	const searched = comparableText(text);
	const found = phrases.filter((phrase) => searched.includes(phrase));
	if (!wholeWords || found.length === 0) return found.length > 0;
	const boundaries = wordBoundaries(searched);
	return found.some((phrase) =>
		offsetsOf(phrase, searched).some((at) => boundaries.has(at) && boundaries.has(at + phrase.length)),
	);
}
