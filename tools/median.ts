/** The middle value; the upper one of the two if their number is even, `NaN` if there are none. */
export function median(values: readonly number[]): number {
	return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
