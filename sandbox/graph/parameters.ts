import { invalidParameter } from './errors';

/** What a request says, from its query string and its body, as text. Lists and objects are JSON text. */
export class Parameters {
	private readonly values: Map<string, string>;

	constructor(
		readonly query: Record<string, string>,
		readonly body: Record<string, string>,
	) {
		this.values = new Map([...Object.entries(query), ...Object.entries(body)]);
	}

	get(name: string): string | undefined {
		const value = this.values.get(name);
		return value === '' ? undefined : value;
	}

	has(name: string): boolean {
		return this.values.has(name);
	}

	/** @throws GraphFailure code 100 that names the parameter if it is missing. */
	required(name: string): string {
		const value = this.get(name);
		if (value === undefined) throw invalidParameter(`The parameter ${name} is required.`);
		return value;
	}

	boolean(name: string): boolean | undefined {
		const value = this.get(name);
		if (value === undefined) return undefined;
		if (value === 'true' || value === '1') return true;
		if (value === 'false' || value === '0') return false;
		throw invalidParameter(`Param ${name} must be a boolean.`);
	}

	number(name: string): number | undefined {
		const value = this.get(name);
		if (value === undefined) return undefined;
		const number = Number(value);
		if (!Number.isFinite(number)) throw invalidParameter(`Param ${name} must be a number.`);
		return number;
	}

	/** A list: JSON text, or values with commas between. */
	list(name: string): string[] | undefined {
		const value = this.get(name);
		if (value === undefined) return undefined;
		if (!value.trimStart().startsWith('[')) return value.split(',').map((entry) => entry.trim());
		const list = this.json(name);
		if (!Array.isArray(list)) throw invalidParameter(`Param ${name} must be an array.`);
		return list.map((entry) => String(entry));
	}

	json(name: string): unknown {
		const value = this.get(name);
		if (value === undefined) return undefined;
		try {
			return JSON.parse(value) as unknown;
		} catch {
			throw invalidParameter(`Param ${name} must be valid JSON.`);
		}
	}

	names(): string[] {
		return [...this.values.keys()];
	}

	all(): Record<string, string> {
		return Object.fromEntries(this.values);
	}
}

/** Turns a parsed query string or body into text by name; what is not text is written as JSON. */
export function asText(source: unknown): Record<string, string> {
	if (typeof source !== 'object' || source === null) return {};
	const entries = Object.entries(source).filter(([, value]) => value !== undefined && value !== null);
	return Object.fromEntries(
		entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
	);
}
