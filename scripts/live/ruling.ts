import type { IDataObject } from 'n8n-workflow';

import type { Verdict } from './judge';
import type { Exchange } from './recorder';
import type { Walk } from './walk';

/** What a walk says about a claim. */
export interface Ruling {
	verdict: Verdict;
	why: string;
}

export type Check = (walk: Walk) => Ruling;

export const held = (why: string): Ruling => ({ verdict: 'held', why });
export const failed = (why: string): Ruling => ({ verdict: 'did not hold', why });
export const notTried = (why: string): Ruling => ({ verdict: 'not tried', why });

/** The object at the end of a path of names, an empty one where there is none. */
export function objectAt(value: unknown, ...names: string[]): IDataObject {
	let at: unknown = value;
	for (const name of names) at = (at as IDataObject | undefined)?.[name];
	return typeof at === 'object' && at !== null ? (at as IDataObject) : {};
}

/** The records and whether there is a further page, of an edge as a call or a field gives it. */
export function pageOf(edge: IDataObject): { records: IDataObject[]; hasNext: boolean } {
	const records = Array.isArray(edge.data) ? (edge.data as IDataObject[]) : [];
	return { records, hasNext: typeof objectAt(edge, 'paging').next === 'string' };
}

export function isAnswered({ status = 0 }: Exchange): boolean {
	return status >= 200 && status < 300;
}

/** Whether Meta did not take a request, rather than the token, the permission or the moment. */
export function isRefused({ answer }: Exchange): boolean {
	return objectAt(answer, 'error').code === 100;
}

/** `HTTP 400 (100/33)`, for why something did not hold or could not be tried. */
export function answerText({ status, answer }: Exchange): string {
	const { code, error_subcode: subcode } = objectAt(answer, 'error');
	const codes = [code, subcode].filter((one) => one !== undefined).join('/');
	return `HTTP ${status ?? 'nothing'}${codes ? ` (${codes})` : ''}`;
}
