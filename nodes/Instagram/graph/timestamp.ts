/**
 * A time as Meta writes it, `2026-11-22T08:00:00+0000`, in milliseconds since the epoch; `NaN` where it is none.
 * Meta leaves out the colon that `Date` needs in the offset.
 */
export function timeOf(timestamp: unknown): number {
	if (typeof timestamp !== 'string') return Number.NaN;
	return Date.parse(timestamp.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
}
