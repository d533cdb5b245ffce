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
	// Otherwise n8n keeps files in memory as base64, and there is no ID to stream them by.
	await Container.get(BinaryDataService).init();
}

/** Sets up what n8n-core needs from a running n8n: logging and file storage. */
export async function startN8nCore(): Promise<void> {
	await (ready ??= prepare());
}

/** Stores a file like n8n does for an item of an execution, and returns the value for `item.binary.<name>`. */
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
