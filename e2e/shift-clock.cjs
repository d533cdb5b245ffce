// Preloaded into n8n (NODE_OPTIONS=--require): lets its clock run E2E_CLOCK_OFFSET_MS milliseconds ahead.
const offset = Number(process.env.E2E_CLOCK_OFFSET_MS ?? 0);
const RealDate = Date;

class ShiftedDate extends RealDate {
	constructor(...parts) {
		if (parts.length === 0) super(RealDate.now() + offset);
		else super(...parts);
	}

	static now() {
		return RealDate.now() + offset;
	}
}

if (offset !== 0) {
	// Date() without `new` gives text, which a class cannot do.
	globalThis.Date = new Proxy(ShiftedDate, {
		apply: () => new ShiftedDate().toString(),
	});
}
