import './isolation';

import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';
import { LoggerProxy } from 'n8n-workflow';

import { logs } from './logs';

let ready: Promise<void> | undefined;

async function prepare(): Promise<void> {
	Container.set(Logger, logs.logger as unknown as Logger);
	LoggerProxy.init(logs.logger);
	// Without it n8n keeps files in memory as base64 and streams have no id to read by.
	await Container.get(BinaryDataService).init();
}

/** Brings up what a running n8n has and n8n-core alone has not: logging and file storage. */
export async function startN8nCore(): Promise<void> {
	await (ready ??= prepare());
}

/** Stores a file as n8n would for an item of an execution, and gives what belongs below `item.binary.<name>`. */
export async function storeBinary(
	content: Buffer,
	file: { mimeType: string; fileName?: string },
): Promise<IBinaryData> {
	await startN8nCore();
	return await Container.get(BinaryDataService).store(
		{ type: 'execution', workflowId: 'harness', executionId: 'harness' },
		content,
		{ data: '', ...file },
	);
}
