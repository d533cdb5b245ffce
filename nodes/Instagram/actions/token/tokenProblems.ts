import type { ReachableAccounts } from '../../connection/accounts';
import { noAccountRemedy } from '../../connection/accounts';
import { BASE_SCOPES, PERMISSION_NAMES, PERMISSION_SCOPES } from '../../graph/permissions';
import type { LoginMethod, Permission } from '../../graph/types';
import type { TokenKind } from '../../tokens/policy';

const DAY = 24 * 60 * 60 * 1000;

/** How long before its end the permission to read data is reported: two runs of a weekly workflow. */
const DATA_ACCESS_NOTICE = 14 * DAY;

/** Tasks of a Page with which a person may publish for its account; Pages of the new kind name them with a prefix. */
export const MAY_PUBLISH: ReadonlySet<string> = new Set([
	'MANAGE',
	'CREATE_CONTENT',
	'PROFILE_PLUS_FULL_CONTROL',
	'PROFILE_PLUS_MANAGE',
	'PROFILE_PLUS_CREATE_CONTENT',
]);

/** What keeps workflows from working, now or soon, and the one thing to do about it. */
export interface TokenProblem {
	problem: string;
	nextStep: string;
}

/** What is known about a token. Times in milliseconds since the epoch. */
export interface TokenFindings {
	loginMethod: LoginMethod;
	origin: 'consent' | 'pasted';
	kind: TokenKind;
	/** Whether the credential has what a renewal needs. */
	hasApp: boolean;
	now: number;
	/** Why Meta does not accept the token. */
	rejection?: { message: string; description: string };
	/** Absent for a token that Meta does not accept. */
	reach?: ReachableAccounts;
	/** Names of Pages for which the person may not publish. */
	pagesWithoutPublishing: readonly string[];
	requestedScopes: readonly string[];
	/** The granted scopes; empty if they are not known. */
	scopes: readonly string[];
	/** `null`: never, or unknown. */
	expiresAt: number | null;
	/** `null`: it is never refreshed. */
	refreshAfter: number | null;
	dataAccessExpiresAt?: number;
}

function day(time: number): string {
	return new Date(time).toISOString().slice(0, 10);
}

function replaceIt({ origin }: TokenFindings): string {
	return origin === 'consent'
		? 'Connect the credential again'
		: 'Create a new token and paste it into the credential';
}

/** `instagram_manage_comments ('Manage Comments')` */
function scopeWithPermission(scope: string, loginMethod: LoginMethod): string {
	const permissions = Object.keys(PERMISSION_SCOPES) as Permission[];
	const labels = permissions
		.filter((permission) => PERMISSION_SCOPES[permission][loginMethod].includes(scope))
		.map((permission) => `'${PERMISSION_NAMES[permission]}'`);
	return labels.length > 0 ? `${scope} (${labels.join(', ')})` : scope;
}

function missingScopes({ origin, requestedScopes, scopes, reach }: TokenFindings): string[] {
	// A pasted token asks for nothing: only if it reaches no account, its scopes may be the reason.
	const matters = origin === 'consent' || reach?.accounts.length === 0;
	return scopes.length > 0 && matters ? requestedScopes.filter((scope) => !scopes.includes(scope)) : [];
}

function permissionProblem(findings: TokenFindings, missing: string[]): TokenProblem[] {
	if (missing.length === 0) return [];
	const names = missing.map((scope) => scopeWithPermission(scope, findings.loginMethod)).join(', ');
	return [
		findings.origin === 'consent'
			? {
					problem: `Requested by the credential, but not granted: ${names}`,
					nextStep:
						"Connect the credential again and leave everything ticked on Meta's screens. If Meta does not ask for the permission there, add it to the app's use case in the Meta App Dashboard first; if you do not need it, remove it from 'Permissions' in the credential.",
				}
			: {
					problem: `The token was created without: ${names}`,
					nextStep: 'Create the token again with these permissions, and paste it into the credential.',
				},
	];
}

function accountProblem({ reach, loginMethod }: TokenFindings, missing: string[]): TokenProblem[] {
	// Without the base permissions Meta lists no account; granting them is the first step.
	const isExplained = missing.some((scope) => BASE_SCOPES[loginMethod].includes(scope));
	if (!reach || reach.accounts.length > 0 || isExplained) return [];
	return [{ problem: 'The credential reaches no Instagram account', nextStep: noAccountRemedy(reach) }];
}

function roleProblem({ pagesWithoutPublishing, scopes }: TokenFindings): TokenProblem[] {
	const mayPublish = PERMISSION_SCOPES.publish.facebook.every((scope) => scopes.includes(scope));
	if (pagesWithoutPublishing.length === 0 || !mayPublish) return [];
	return [
		{
			problem: `The person who connected may not create content for the Page: ${pagesWithoutPublishing.join(', ')}`,
			nextStep:
				'In the settings of the Page on Facebook, give this person full control, or access to content. Publishing fails without it.',
		},
	];
}

const NEEDED_TO_EXCHANGE: Readonly<Record<LoginMethod, string>> = {
	instagram: "'App Secret'",
	facebook: "'App ID' and 'App Secret'",
};

function expiryProblem(findings: TokenFindings): TokenProblem[] {
	const { kind, origin, loginMethod, hasApp, expiresAt, refreshAfter, now } = findings;
	if (kind === 'shortLived') {
		return [
			{
				problem: 'The token is short-lived: it expires one to two hours after it was created',
				nextStep:
					origin === 'consent' || hasApp
						? 'Run this operation again. If the problem stays, do what the hint below its output says.'
						: `Enter ${NEEDED_TO_EXCHANGE[loginMethod]} in the credential: the node then exchanges the token for one of 60 days.`,
			},
		];
	}
	if (expiresAt === null) return [];
	if (refreshAfter === null) {
		return [
			{
				problem: `The token expires on ${day(expiresAt)} and cannot be renewed`,
				nextStep: hasApp
					? `${replaceIt(findings)} before then.`
					: `Enter ${NEEDED_TO_EXCHANGE[loginMethod]} in the credential: the node then renews the token.`,
			},
		];
	}
	return refreshAfter > now
		? []
		: [
				{
					problem: `The token could not be renewed when it was due; it expires on ${day(expiresAt)}`,
					nextStep: `Run Token > Refresh: its 'reason' says why. ${replaceIt(findings)} before then if it stays so.`,
				},
			];
}

function dataAccessProblem(findings: TokenFindings): TokenProblem[] {
	const { dataAccessExpiresAt: end, now } = findings;
	if (end === undefined || end - now > DATA_ACCESS_NOTICE) return [];
	return [
		end <= now
			? {
					problem: `The app's access to the person's data expired on ${day(end)}`,
					nextStep: `${replaceIt(findings)}.`,
				}
			: {
					problem: `The app's access to the person's data expires on ${day(end)}`,
					nextStep: `${replaceIt(findings)} before then.`,
				},
	];
}

/**
 * Returns what is wrong with a token, the most important first, each with the next step. Empty if nothing is. What is not
 * known is not reported.
 */
export function tokenProblems(findings: TokenFindings): TokenProblem[] {
	const { rejection } = findings;
	if (rejection) return [{ problem: rejection.message, nextStep: rejection.description }];
	const missing = missingScopes(findings);
	return [
		...permissionProblem(findings, missing),
		...accountProblem(findings, missing),
		...roleProblem(findings),
		...expiryProblem(findings),
		...dataAccessProblem(findings),
	];
}
