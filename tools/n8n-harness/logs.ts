import { inspect } from 'node:util';

import type { Logger, LogMetadata } from 'n8n-workflow';

export interface LogLine {
	level: 'error' | 'warn' | 'info' | 'debug';
	message: string;
	metadata?: LogMetadata;
}

/** Captures n8n's log lines. */
class LogRecord {
	readonly lines: LogLine[] = [];

	readonly logger: Logger & { scoped: () => Logger } = {
		error: (message, metadata) => this.add('error', message, metadata),
		warn: (message, metadata) => this.add('warn', message, metadata),
		info: (message, metadata) => this.add('info', message, metadata),
		debug: (message, metadata) => this.add('debug', message, metadata),
		scoped: () => this.logger,
	};

	/** The lines as text, errors in the metadata with all their properties. */
	text(from = 0): string {
		return this.lines
			.slice(from)
			.map(
				(line) =>
					`${line.level} ${line.message} ${line.metadata ? inspect(line.metadata, { depth: 8 }) : ''}`,
			)
			.join('\n');
	}

	clear(): void {
		this.lines.length = 0;
	}

	private add(level: LogLine['level'], message: string, metadata?: LogMetadata): void {
		this.lines.push({ level, message, metadata });
	}
}

/** There is one n8n per process, so there is one log. */
export const logs = new LogRecord();
