import { defineResource } from '../operation';
import { inspect } from './inspect.operation';
import { refresh } from './refresh.operation';

export const resource = defineResource(
	'token',
	{ inspect, refresh },
	[
		{
			name: 'Inspect',
			value: 'inspect',
			action: 'Inspect token',
			description: "Tell when the credential's access token expires and what it may do",
		},
		{
			name: 'Refresh',
			value: 'refresh',
			action: 'Refresh token',
			description: "Renew the credential's access token, to keep a rarely used one alive",
		},
	],
	'inspect',
);
