/**
 * What a text is compared without: marks that nobody sees (a joiner counts within an emoji only), variants and skin tones
 * of emojis, and what Arabic is stretched and vocalized with.
 */
const IGNORED =
	/\p{Variation_Selector}|\p{Emoji_Modifier}|(?!\u200D)\p{Cf}|(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)\u200D|\u0640|[\u064B-\u065F]|\u0670/gu;

/** Phones write these instead of the plain characters. */
const SINGLE_QUOTES = /[\u2018\u2019\u02BC]/g;
const DOUBLE_QUOTES = /[\u201C\u201D\u201E]/g;

/**
 * Returns a text in the form in which texts are compared: without case, in Unicode's plain letters (people write comments
 * in 𝐛𝐨𝐥𝐝 and ｗｉｄｅ ones), with emojis and quotes that look alike made equal and white space as single spaces.
 */
export function comparableText(text: string): string {
	return (
		text
			.normalize('NFKC')
			.replace(IGNORED, '')
			.replace(SINGLE_QUOTES, "'")
			.replace(DOUBLE_QUOTES, '"')
			// Upper case, because some letters have several lower ones: ß and ss, σ and ς, i and the Turkish ı.
			.toUpperCase()
			// JavaScript's lower case of İ is i with a combining dot.
			.normalize('NFC')
			.replaceAll('İ', 'I')
			.replace(/\s+/gu, ' ')
			.trim()
	);
}

/** Unicode joins letters across these. People leave out the space behind them: `link.please`, `l'info`. */
const JOINING = /(?<=\p{L})[.:'\u00B7](?=\p{L})/gu;

/** The offsets at which a word, a space or a punctuation mark begins, and the end of the text. */
function wordBoundaries(text: string): ReadonlySet<number> {
	const words = new Intl.Segmenter('en', { granularity: 'word' });
	const joining = [...text.matchAll(JOINING)].flatMap(({ index }) => [index, index + 1]);
	return new Set([...[...words.segment(text)].map(({ index }) => index), ...joining, text.length]);
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
