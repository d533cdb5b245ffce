import { GraphError } from '../graph/errors/explain';
import { toError } from '../shared/toError';

/** The object that a call is about: the parameter that names it, and what it should be. */
export interface Target {
	/** The parameter's label. */
	parameter: string;
	id: string;
	/** What it should be: `a comment`. */
	kind: string;
	/** Meta's node types of that kind. */
	nodeType: RegExp;
	/** Where the right id is found; a sentence. */
	hint: string;
}

/** What Meta calls an object that has not the field or edge which was asked for. */
function nodeTypeIn(text: string): string | undefined {
	return /nonexisting field \(\w+\) on node type \((\w+)\)/.exec(text)?.[1];
}

function explainTargetError(error: GraphError, { parameter, id, kind, nodeType, hint }: Target): GraphError {
	const found = nodeTypeIn(error.message);
	if (found && !nodeType.test(found)) {
		return new GraphError({
			...error,
			kind: 'notFound',
			message: `'${parameter}' is ${id}, which is not the ID of ${kind}`,
			description: `Meta knows it as ${found}. ${hint}`,
		});
	}
	if (!error.objectMissing) return error;
	return new GraphError({
		...error,
		message: `'${parameter}' is ${id}, and Meta does not find ${kind} with this ID, or does not let this credential reach it`,
		description: `It may have been deleted, or be the ID of something else. ${hint} ${error.description}`,
	});
}

/** Carries out a call and, where Meta does not find its object or finds one of another kind, names the parameter. */
export async function withTarget<T>(object: Target, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw error instanceof GraphError ? explainTargetError(error, object) : toError(error);
	}
}
