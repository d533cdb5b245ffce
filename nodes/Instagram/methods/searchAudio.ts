import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { connect } from '../connection/connect';
import { accountInForm } from './accountInForm';

const PAGE_SIZE = 50;

/** Meta lists one type at a time: the list has songs first, then original sounds. */
const TYPES = ['music', 'original_sound'] as const;

/** Most fields are null for some audio. Names from public clients: no page of Meta's that was read lists them. */
interface ListedAudio {
	audio_id?: string;
	title?: string | null;
	display_artist?: string | null;
	ig_username?: string | null;
	duration_in_ms?: number | null;
	on_platform_audio_preview_link?: string | null;
}

function duration(milliseconds: number): string {
	const seconds = Math.round(milliseconds / 1000);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function listItem(audio: ListedAudio, id: string): INodeListSearchItems {
	const { title, display_artist: artist, ig_username: username, duration_in_ms: length } = audio;
	const by = artist ?? (username ? `@${username}` : undefined);
	const named = [title ?? 'Untitled', by].filter(Boolean).join(' - ');
	const link = audio.on_platform_audio_preview_link;
	return {
		name: length ? `${named} (${duration(length)})` : named,
		value: id,
		...(link ? { url: link } : {}),
	};
}

/** A token of the list: the type, and the cursor within it. */
function position(paginationToken = ''): { type: (typeof TYPES)[number]; after?: string } {
	const [name, ...cursor] = paginationToken.split(' ');
	const type = TYPES.find((one) => one === name) ?? TYPES[0];
	return cursor.length > 0 ? { type, after: cursor.join(' ') } : { type };
}

/**
 * The audio picker: songs, then original sounds, that Meta has cleared for apps; the trending ones without a search.
 *
 * @throws UserError if the credential uses Instagram Login, which does not offer it
 * @see https://developers.facebook.com/documentation/instagram-platform/content-publishing/audio-api (2026-06-16)
 */
export async function searchAudio(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const connection = await connect(this);
	if (connection.settings.loginMethod !== 'facebook') {
		throw new UserError('Audio is offered by Facebook Login only', {
			description: 'This credential uses Instagram Login. Use a credential with Facebook Login.',
		});
	}
	const account = await accountInForm(this, connection);
	const { type, after } = position(paginationToken);
	const { records, next } = await connection.graph.page<ListedAudio>(
		{
			method: 'GET',
			path: '/ig_audio',
			query: { audio_type: type, user_id: account, search_query: filter?.trim() || undefined },
			repeatable: true,
			accountId: account,
			permission: 'publish',
		},
		{ pageSize: PAGE_SIZE, after },
	);
	const results = records.flatMap((audio) => (audio.audio_id ? [listItem(audio, audio.audio_id)] : []));
	const nextType = TYPES[TYPES.indexOf(type) + 1];
	const following = next === undefined ? nextType : `${type} ${next}`;
	return { results, ...(following === undefined ? {} : { paginationToken: following }) };
}
