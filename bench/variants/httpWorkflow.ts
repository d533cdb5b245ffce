import type { IConnections, INode, INodeParameters } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import type { WorkflowJson } from '../../tools/n8n-harness';
import type { Work } from '../work';
import { graphOf, READ_FIELDS } from '../work';

/** What the templates for Instagram wait between two looks at a video. */
export const WAIT_SECONDS = 30;

/** Credentials of the nodes: the same token, as the two hosts want it. */
export interface HeaderCredentials {
	graph: { id: string; name: string };
	upload: { id: string; name: string };
}

type Fields = Record<string, string>;

const named = (fields: Fields) => ({
	parameters: Object.entries(fields).map(([name, value]) => ({ name, value })),
});

/** Draws nodes and the lines between them. */
class Canvas {
	private readonly nodes: INode[] = [];

	private readonly connections: IConnections = {};

	constructor(private readonly credentials: HeaderCredentials) {
		this.node('Start', 'manualTrigger', 1, {});
	}

	node(name: string, type: string, typeVersion: number, parameters: INodeParameters, more = {}): void {
		this.nodes.push({
			id: name,
			name,
			type: `n8n-nodes-base.${type}`,
			typeVersion,
			position: [200 * this.nodes.length, 0],
			parameters,
			...more,
		});
	}

	http(name: string, parameters: INodeParameters, more = {}, credential: keyof HeaderCredentials = 'graph') {
		const authentication = { authentication: 'genericCredentialType', genericAuthType: 'httpHeaderAuth' };
		this.node(
			name,
			'httpRequest',
			4.2,
			{ ...authentication, ...parameters, options: {} },
			{
				credentials: { httpHeaderAuth: this.credentials[credential] },
				...more,
			},
		);
	}

	post(name: string, url: string, fields: Fields, more = {}): void {
		const body = { sendBody: true, contentType: 'form-urlencoded', bodyParameters: named(fields) };
		this.http(name, { method: 'POST', url, ...body }, more);
	}

	get(name: string, url: string, fields: string): void {
		this.http(name, { url, sendQuery: true, queryParameters: named({ fields }) });
	}

	line(from: string, to: string, { output = 0, input = 0 } = {}): void {
		const outputs = ((this.connections[from] ??= { main: [] }).main ??= []);
		while (outputs.length <= output) outputs.push([]);
		outputs[output]?.push({ node: to, type: NodeConnectionTypes.Main, index: input });
	}

	row(...names: string[]): void {
		names.slice(1).forEach((name, index) => this.line(names[index] ?? '', name));
	}

	workflow(): WorkflowJson {
		return { name: 'HTTP Request nodes', nodes: this.nodes, connections: this.connections };
	}
}

/** Wait, look, and wait again until the video is ready. */
function waitLoop(canvas: Canvas, graph: string, before: string, after: string): void {
	canvas.node('Wait', 'wait', 1.1, { amount: WAIT_SECONDS, unit: 'seconds' });
	canvas.get('Status', `=${graph}/{{ $json.id }}`, 'id,status_code');
	canvas.node('Ready?', 'if', 2.2, {
		conditions: {
			combinator: 'and',
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
			conditions: [
				{
					id: 'ready',
					leftValue: '={{ $json.status_code }}',
					rightValue: 'FINISHED',
					operator: { type: 'string', operation: 'equals' },
				},
			],
		},
		options: {},
	});
	canvas.row(before, 'Wait', 'Status', 'Ready?', after);
	canvas.line('Ready?', 'Wait', { output: 1 });
}

function upload(canvas: Canvas, create: (fields: Fields) => void, graph: string, bytes = 0): void {
	create({ media_type: 'REELS', upload_type: 'resumable', caption: '={{ $json.caption }}' });
	// The answer of the first call has no binary data: it has to be put beside the file again.
	canvas.node('Merge', 'merge', 3.1, { mode: 'combine', combineBy: 'combineByPosition', options: {} });
	const headers = named({ offset: '0', file_size: String(bytes) });
	const body = { sendBody: true, contentType: 'binaryData', inputDataFieldName: 'data' };
	const parameters = {
		method: 'POST',
		url: '={{ $json.uri }}',
		sendHeaders: true,
		headerParameters: headers,
	};
	canvas.http('Upload', { ...parameters, ...body }, {}, 'upload');
	canvas.node('Container', 'set', 3.4, {
		assignments: { assignments: [{ name: 'id', value: "={{ $('Create').item.json.id }}" }] },
	});
	canvas.row('Start', 'Create', 'Merge', 'Upload', 'Container');
	canvas.line('Start', 'Merge', { input: 1 });
	waitLoop(canvas, graph, 'Container', 'Publish');
}

/**
 * The workflow that does a work by HTTP Request nodes, as templates for Instagram draw it: create, for videos wait and
 * look in a loop, publish, read the permalink. Images are published at once. Media is read by one node.
 */
export function httpWorkflow(work: Work, account: string, credentials: HeaderCredentials): WorkflowJson {
	const graph = graphOf(work);
	const canvas = new Canvas(credentials);
	if (work.kind === 'read') {
		canvas.get('Read', `=${graph}/{{ $json.id }}`, ['id', ...READ_FIELDS].join(','));
		canvas.row('Start', 'Read');
		return canvas.workflow();
	}
	const media = `${graph}/${account}/media`;
	const create = (fields: Fields, more = {}) => canvas.post('Create', media, fields, more);
	canvas.post('Publish', `${graph}/${account}/media_publish`, { creation_id: '={{ $json.id }}' });
	canvas.get('Permalink', `=${graph}/{{ $json.id }}`, 'id,permalink');
	canvas.row('Publish', 'Permalink');
	switch (work.kind) {
		case 'image':
			create({ image_url: '={{ $json.url }}', caption: '={{ $json.caption }}' });
			canvas.row('Start', 'Create', 'Publish');
			break;
		case 'reel':
			create({ media_type: 'REELS', video_url: '={{ $json.url }}', caption: '={{ $json.caption }}' });
			canvas.row('Start', 'Create');
			waitLoop(canvas, graph, 'Create', 'Publish');
			break;
		case 'carousel':
			canvas.post('Create child', media, { image_url: '={{ $json.url }}', is_carousel_item: 'true' });
			create(
				{
					media_type: 'CAROUSEL',
					children: "={{ $('Create child').all().map((item) => item.json.id).join(',') }}",
					caption: "={{ $('Start').first().json.caption }}",
				},
				{ executeOnce: true },
			);
			canvas.row('Start', 'Create child', 'Create', 'Publish');
			break;
		case 'upload':
			upload(canvas, create, graph, work.bytes);
			break;
	}
	return canvas.workflow();
}

/** One call, so that the first of the work is not the first of the process. */
export function warmUpWorkflow(work: Work, account: string, credentials: HeaderCredentials): WorkflowJson {
	const canvas = new Canvas(credentials);
	canvas.get('Account', `${graphOf(work)}/${account}`, 'id');
	canvas.row('Start', 'Account');
	return canvas.workflow();
}
