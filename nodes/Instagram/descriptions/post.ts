import type { INodeProperties } from 'n8n-workflow';

import { accountLocator } from './account';
import { caption } from '../publishing/caption';
import { postParameters } from '../publishing/postParameters';
import { additionalFields } from '../publishing/readFields';

/** The parameters that say what to post: shared by Post > Publish and Container > Create. */
export const postProperties: INodeProperties[] = [
	accountLocator,
	...Object.values(postParameters),
	caption,
	additionalFields,
];
