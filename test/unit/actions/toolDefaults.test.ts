import type { INode, INodeTypeDescription } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { Instagram } from '../../../nodes/Instagram/Instagram.node';

/** The parameters of a node whose user has left the defaults, as n8n fills them in. */
function defaultsOf(name: string, chosen: { resource: string; operation: string }) {
	const description: INodeTypeDescription = { ...new Instagram().description, name };
	const node = { type: name, typeVersion: 1, parameters: chosen } as unknown as INode;
	return NodeHelpers.getNodeParameters(description.properties, chosen, true, false, node, description) ?? {};
}

describe('defineOperation, fields that are returned by default', () => {
	it.each([
		['media', 'getMany'],
		['comment', 'getMany'],
		['message', 'getMany'],
		['account', 'get'],
		['hashtag', 'getMedia'],
	])('are fewer in a tool of an AI agent: %s > %s', (resource, operation) => {
		const [inNode, inTool] = ['instagram', 'instagramTool'].map(
			(name) => defaultsOf(name, { resource, operation }).fields as string[],
		);
		expect(inTool!.length).toBeGreaterThan(0);
		expect(inTool!.length).toBeLessThan(inNode!.length);
		expect(inNode).toEqual(expect.arrayContaining(inTool!));
	});
});
