import type { Unverified } from './unverified';

/** Unverified claims about creating and publishing containers. */
export const publishing: readonly Unverified[] = [
	{
		claim: 'A container that was published reads PUBLISHED, also where the answer to the publish was lost',
		file: 'nodes/Instagram/publishing/reconcile.ts',
		fallback:
			"A state that does not settle it is reported as published: 'unknown', and nothing is sent again.",
	},
	{
		claim: 'The status text of a container in ERROR holds the subcode 2207xxx',
		file: 'nodes/Instagram/publishing/containerStatus.ts',
		fallback: "Without one the general message for spoilt media is shown, with Meta's text.",
	},
	{
		claim: 'A GET on the address of an upload tells how many bytes have arrived',
		file: 'nodes/Instagram/graph/upload.ts',
		fallback: 'Where it does not, the upload begins anew.',
	},
	{
		claim: 'Resumable uploads exist with Facebook Login only',
		file: 'nodes/Instagram/publishing/media/source.ts',
		fallback: 'With Instagram Login Meta fetches the file from n8n by a signed URL.',
	},
	{
		claim: 'Publishing a container again makes no second post',
		file: 'nodes/Instagram/publishing/publish.ts',
		fallback:
			'A container is never published again before a read has said that it is not live, so nothing leans on the answer.',
	},
	{
		claim: 'A refused publish is certain only with 9007/2207027, 190, 9/2207042 and the plain rate limits',
		file: 'nodes/Instagram/publishing/publish.ts',
		fallback:
			'After every other answer the container is read, then the feed: more calls than needed where the refusal was certain, too.',
	},
	{
		claim: 'A carousel whose items are still being processed is refused with 9007/2207027',
		file: 'nodes/Instagram/publishing/container.ts',
		fallback: "Any other refusal is shown with Meta's own text; the items can be waited for one by one.",
	},
	{
		claim: 'Meta takes a PNG by its URL',
		file: 'nodes/Instagram/parameters/publicUrl.ts',
		fallback:
			"It is sent as it is; Meta's refusal 36001 publishes nothing and is explained with what the address ends in.",
	},
	{
		claim: 'Meta takes more than 5 hashtags in a caption',
		file: 'nodes/Instagram/publishing/caption.ts',
		fallback: "Sent up to the 30 that Meta documents; a refusal is shown with Meta's own text.",
	},
	{
		claim: 'Meta takes more than 3 mentions in a caption, and more than 3 collaborators',
		file: 'nodes/Instagram/publishing/caption.ts',
		fallback: "Sent up to what one of Meta's pages says; a refusal is shown with Meta's own text.",
	},
	{
		claim: 'poll_attachment has the keys option_a to option_d, as the edge has that reads it',
		file: 'nodes/Instagram/publishing/addOns.ts',
		fallback: "Sent only where a poll is added; Meta's refusal is shown with its own text.",
	},
	{
		claim: 'audio_configuration has the keys audio_id, audio_volume and video_volume, volumes from 0 to 100',
		file: 'nodes/Instagram/publishing/addOns.ts',
		fallback: "Sent only where audio is added; Meta's refusal is shown with its own text.",
	},
	{
		claim: 'The records of ig_audio have audio_id, title, display_artist, ig_username and duration_in_ms',
		file: 'nodes/Instagram/methods/searchAudio.ts',
		fallback:
			'A record without audio_id is passed over, one without names is listed as Untitled; an ID can be entered by hand.',
	},
	{
		claim: 'A page of ig_audio takes limit and after',
		file: 'nodes/Instagram/methods/searchAudio.ts',
		fallback: 'Without a cursor in the answer the list goes on with original sounds, then ends.',
	},
];
