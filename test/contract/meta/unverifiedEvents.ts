import type { Unverified } from './unverified';

/** Unverified claims about webhooks and polling. */
export const events: readonly Unverified[] = [
	{
		claim:
			'The types of attachments in a message, and what stands for a shared comment or a disappearing photo',
		file: 'nodes/Instagram/trigger/messageKind.ts',
		fallback:
			'An attachment of another type is media if it has a URL, else unsupported; the item has it as it came.',
	},
	{
		claim: 'A comment on an ad names the post that the ad was made from as original_media_id',
		file: 'nodes/Instagram/trigger/eventFilter.ts',
		fallback: "'Media IDs' then passes such comments for the ID of the ad's own media only.",
	},
	{
		claim: "Instagram Login's events are signed with the Instagram app secret, or with the Meta app's",
		file: 'nodes/Instagram/trigger/webhook/metaApp.ts',
		fallback: 'A signature by either is good; the credential has a field for the second.',
	},
	{
		claim:
			"Meta lets an app set the callback of Instagram Login by its own subscription (object 'instagram')",
		file: 'nodes/Instagram/trigger/webhook/callback.ts',
		fallback:
			"Tried only with the Meta app's ID and secret in the credential. Where Meta refuses, or confirms a URL that its list then does not have, the trigger is active all the same and shows what to paste, as without them; where Meta keeps it and sends no events, the ID is to be removed from the credential.",
	},
	{
		claim: "Events stand in an entry's changes, or field and value stand on the entry itself",
		file: 'nodes/Instagram/trigger/webhook/events.ts',
		fallback: 'Both forms are read, also inside a further list.',
	},
	{
		claim: 'A comment in an event has its id as id, or as comment_id',
		file: 'nodes/Instagram/trigger/webhook/events.ts',
		fallback: 'Both are read; the item has id.',
	},
	{
		claim: "An entry's time is in seconds for changes and in milliseconds for messages",
		file: 'nodes/Instagram/trigger/webhook/events.ts',
		fallback: 'Which of the two it is follows from its size.',
	},
	{
		claim: 'The value of story_insights, which no document shows rightly',
		file: 'nodes/Instagram/trigger/webhook/events.ts',
		fallback: 'Whatever fields come are put out.',
	},
	{
		claim: "A second subscription of an app adds its fields to the first one's, or replaces them",
		file: 'nodes/Instagram/trigger/webhook/appSubscription.ts',
		fallback: 'The fields that are there are always sent along.',
	},
	{
		claim: 'A post in which somebody is mentioned is told with Facebook Login only',
		file: 'nodes/Instagram/trigger/webhook/eventTypes.ts',
		fallback: 'Whichever login it comes by, it is read in the same way.',
	},
	{
		claim: 'Any field of a Page (feed) brings the events of the Instagram account that is linked to it',
		file: 'nodes/Instagram/trigger/webhook/accountSubscription.ts',
		fallback: "Which events come follows from the app's own subscription, which names each.",
	},
	{
		claim: "subscribed_apps of Instagram Login names the Instagram app's id, or the Meta app's",
		file: 'nodes/Instagram/trigger/webhook/accountSubscription.ts',
		fallback:
			"It lists only the token's own app, so its first entry counts as the own one with any id or none; under Facebook Login the app ID is compared.",
	},
	{
		claim: 'Comments with their replies are read with 25 posts in one call without being too much data',
		file: 'nodes/Instagram/trigger/polling/comments.ts',
		fallback: "'Posts to Watch' lowers the number; Meta's refusal is told as it comes.",
	},
	{
		claim: 'The number of comments on a post counts the replies, too',
		file: 'nodes/Instagram/trigger/polling/commentThread.ts',
		fallback: 'New comments on the first page are found without it; only replies to old comments need it.',
	},
	{
		claim:
			'Posts in which an account is tagged can be read from /me/tags on graph.instagram.com, in any order',
		file: 'nodes/Instagram/trigger/polling/mentions.ts',
		fallback: 'Posts are known by their ids, not by their place; a refusal fails this event only.',
	},
];
