import type { Call } from './call';
import { invalidParameter } from './errors';

/** A list in a parameter: Meta takes JSON and a comma list. @throws MetaRefusal where it is none */
export function listIn({ parameters }: Call, name: string): string[] {
	const text = parameters[name] ?? '';
	if (!text.startsWith('[')) return text.split(',').filter(Boolean);
	try {
		return (JSON.parse(text) as unknown[]).map(String);
	} catch {
		throw invalidParameter(`Param ${name} must be an array`);
	}
}

/** A parameter that is a list of objects. @throws MetaRefusal where it is none, or empty */
export function objectsIn({ parameters }: Call, name: string): Array<Record<string, unknown>> {
	try {
		const value = JSON.parse(parameters[name] ?? '') as unknown;
		const isList = Array.isArray(value) && value.length > 0;
		if (isList && value.every((one) => typeof one === 'object' && one !== null))
			return value as Array<Record<string, unknown>>;
	} catch {
		// Refused below.
	}
	throw invalidParameter(`Param ${name} must be an array of objects`);
}

/** @throws MetaRefusal where the list is empty or missing */
export function requiredList(call: Call, name: string): string[] {
	const list = listIn(call, name).map((one) => one.trim());
	if (list.length === 0) throw invalidParameter(`The parameter ${name} is required`);
	return list;
}

/** @throws MetaRefusal where something is not among what can be chosen */
export function chosenOf(possible: readonly string[], list: string[], name: string): string[] {
	list.forEach((one, index) => {
		if (!possible.includes(one)) {
			throw invalidParameter(
				`Param ${name}[${index}] must be one of {${possible.join(', ')}} - got "${one}".`,
			);
		}
	});
	return list;
}
