import { readId } from '../../parameters/inputError';
import { defineParameter } from '../../parameters/parameter';

export const containerId = defineParameter(
	{
		displayName: 'Container ID',
		name: 'containerId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 17889455560051444',
		description:
			'ID of a media container, from Container > Create or from a Post > Publish that timed out. It is valid for 24 hours.',
	},
	readId,
);
