import { InputError } from '../parameters/inputError';

/** A time range, both ends included; seconds since the epoch, as in Meta's API. */
export interface Range {
	since: number;
	until: number;
}

const DAY = 86_400;

/**
 * Days per call. Meta rejects longer ranges of an account's insights ("There cannot be more than 30 days (2592000 s)
 * between since and until"), so a longer one is read in parts.
 */
const WINDOW_DAYS = 30;

/**
 * Meta keeps insights for up to two years; calls for an earlier range would return nothing. Two years have up to 731
 * days; one more leaves room for the time since an expression was evaluated.
 */
const KEPT_DAYS = 732;

const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;

const WITHOUT_ZONE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?$/;

/** Offset of a time zone from UTC at a given time, in milliseconds. */
function offsetOf(zone: string, at: number): number {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone: zone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	}).formatToParts(at);
	const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
	const there = Date.UTC(
		part('year'),
		part('month') - 1,
		part('day'),
		part('hour'),
		part('minute'),
		part('second'),
	);
	return there - Math.floor(at / 1000) * 1000;
}

/** Interprets a date and time without a zone, as n8n's picker returns it, in the workflow's time zone. */
function inZone(text: string, zone: string): number {
	const [, date, time = '00:00'] = WITHOUT_ZONE.exec(text) ?? [];
	const asUtc = Date.parse(`${date}T${time}Z`);
	// Twice: on a day on which clocks change, the offset is that of the result.
	return asUtc - offsetOf(zone, asUtc - offsetOf(zone, asUtc));
}

/** Milliseconds since the epoch. */
function momentOf(value: unknown, zone: string): number {
	const number = typeof value === 'string' && /^\d{9,13}$/.test(value.trim()) ? Number(value) : value;
	// Seconds up to the year 5138; beyond that they are milliseconds.
	if (typeof number === 'number') return number < 100_000_000_000 ? number * 1000 : number;
	if (typeof value === 'string') {
		const text = value.trim();
		return WITHOUT_ZONE.test(text) ? inZone(text, zone) : Date.parse(text);
	}
	// A Date, or the DateTime of n8n's expressions.
	return typeof value === 'object' && value !== null ? Number(value) : Number.NaN;
}

function readMoment(value: unknown, label: string, zone: string): number | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const moment = momentOf(value, zone);
	if (Number.isFinite(moment)) return Math.floor(moment / 1000);
	throw new InputError(
		label,
		'is not a date',
		'Enter a date and time such as 2026-11-01T00:00:00, or seconds since 1970.',
	);
}

/**
 * Reads `since` and `until`.
 *
 * @param zone the workflow's time zone, for values without one
 * @param now milliseconds since the epoch
 * @returns `undefined` if both are empty: Meta then returns the last 24 hours
 * @throws InputError
 */
export function readRange(
	given: { since: unknown; until: unknown },
	zone: string,
	now: number,
): Range | undefined {
	const today = Math.floor(now / 1000);
	const since = readMoment(given.since, 'Since', zone);
	const wanted = readMoment(given.until, 'Until', zone);
	if (since === undefined) {
		if (wanted === undefined) return undefined;
		throw new InputError('Since', "is empty, but 'Until' is set", 'Set both, or leave both empty.');
	}
	const isDay = typeof given.until === 'string' && DATE_ONLY.test(given.until.trim());
	// A date without a time as the end includes the whole day.
	const until = Math.min(wanted === undefined ? today : wanted + (isDay ? DAY - 1 : 0), today);
	if (since > today) throw new InputError('Since', 'is in the future', 'Meta has no metrics for it yet.');
	if (since < today - KEPT_DAYS * DAY) {
		throw new InputError(
			'Since',
			'is more than two years ago',
			'Meta keeps insights for two years at most, and many for 90 days.',
		);
	}
	if (since >= until) {
		const remedy =
			since === until
				? "Enter a later time in 'Until'; for one whole day, set it to 23:59 of that day."
				: 'Exchange the two dates.';
		throw new InputError('Until', "must be later than 'Since'", remedy);
	}
	return { since, until };
}

/** Splits a range into parts that Meta accepts, oldest first, without gaps or overlaps. */
export function windowsOf({ since, until }: Range): Range[] {
	const windows: Range[] = [];
	let start = since;
	for (; until - start > WINDOW_DAYS * DAY; start += WINDOW_DAYS * DAY) {
		windows.push({ since: start, until: start + WINDOW_DAYS * DAY - 1 });
	}
	return [...windows, { since: start, until }];
}
