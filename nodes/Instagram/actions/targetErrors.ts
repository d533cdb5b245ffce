import { GraphError } from '../graph/errors/explain';
import { toError } from '../shared/toError';

/** The object that a call is about, for errors: the parameter with its ID, and its expected kind. */
export interface Target {
	/** The parameter's label. */
	parameter: string;
	id: string;
	/** The expected kind, with its article: `a comment`. */
	kind: string;
	/** Meta's node types of that kind. */
	nodeType: RegExp;
	/** A sentence that says where to find the right ID. */
	hint: string;
}

/** Meta's type of the object, from its error for a field or edge that the type does not have. */
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
			description: `Meta's type of this object is ${found}. ${hint}`,
		});
	}
	if (!error.objectMissing) return error;
	return new GraphError({
		...error,
		message: `'${parameter}' is ${id}, but Meta does not find ${kind} with this ID or does not let this credential access it`,
		description: `It may have been deleted, or be the ID of something else. ${hint} ${error.description}`,
	});
}

/** Runs `work`; if Meta does not find the object or it is of another kind, the error names the parameter. */
export async function withTarget<T>(target: Target, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw error instanceof GraphError ? explainTargetError(error, target) : toError(error);
	}
}
