import { events } from './unverifiedEvents';
import { publishing } from './unverifiedPublishing';

/** An assumption that no live call has verified, and what the code does if it is wrong. */
export interface Unverified {
	claim: string;
	/** The source file that depends on it. */
	file: string;
	fallback: string;
}

const objects: readonly Unverified[] = [
	{
		claim: "An object of another kind is refused with 'nonexisting field … on node type (…)'",
		file: 'nodes/Instagram/actions/targetErrors.ts',
		fallback: "Another text leaves the message of the code's own row.",
	},
	{
		claim:
			'Pages of business portfolios are read by /me/businesses, then owned_pages and client_pages, with business_management',
		file: 'nodes/Instagram/connection/accountList.ts',
		fallback:
			'Asked for only where /me/permissions says that it is granted; a business that does not show its Pages is passed over.',
	},
	{
		claim:
			'A professional account that /me/accounts does not list can be read by its ID, and no Page or media can so',
		file: 'nodes/Instagram/connection/accountList.ts',
		fallback:
			'Asked for only where a typed ID is in no list; a refusal says that the credential does not reach it.',
	},
	{
		claim: 'The permalink of a story ends in what its shared URL ends in',
		file: 'nodes/Instagram/connection/mediaByUrl.ts',
		fallback: 'A story that is not found by its URL is an error that says so; its ID always works.',
	},
	{
		claim: 'Files are served by cdninstagram.com, fbcdn.net and lookaside.fbsbx.com only',
		file: 'nodes/Instagram/graph/hosts.ts',
		fallback: 'A file elsewhere is not downloaded: the item has its URL, and downloadError names the host.',
	},
	{
		claim: 'A file whose URL has expired is answered with 403, 404 or 410',
		file: 'nodes/Instagram/files/download.ts',
		fallback: 'Another status is reported as it is, without a second attempt; the item is not lost.',
	},
	{
		claim: "A message can be read by the mid of its webhook, and has its attachments in the webhook's order",
		file: 'nodes/Instagram/connection/inbox.ts',
		fallback:
			'Asked for only if the URL of an attachment has expired; without an answer, downloadError says that it has.',
	},
	{
		claim: 'A media whose deletion got no clear answer is gone once reading it gives 100/33',
		file: 'nodes/Instagram/actions/media/delete.operation.ts',
		fallback: 'Whatever else Meta answers leaves the first error, which says that the outcome is not known.',
	},
];

const insights: readonly Unverified[] = [
	{
		claim: 'One call takes 30 days of account insights at most',
		file: 'nodes/Instagram/insights/range.ts',
		fallback:
			"Where Meta takes more, the parts are only more calls than needed; where it takes less, its refusal is shown with Meta's own text.",
	},
	{
		claim: "Parts of a range may be added, as 'until' is included and the next part begins a second later",
		file: 'nodes/Instagram/insights/rows.ts',
		fallback: 'Figures that count people are not added: one item for each part, with its since and until.',
	},
	{
		claim: "views is broken down by follow_type, as in Meta's SDK; Meta's page says follower_type",
		file: 'nodes/Instagram/insights/accountMetrics.ts',
		fallback: "Sent only where it is chosen; Meta's refusal is shown with its own text.",
	},
	{
		claim:
			'Meta has metrics that are in its SDK but not on its page: follower_count, online_followers, profile_views, website_clicks, reached_audience_demographics',
		file: 'nodes/Instagram/insights/accountMetrics.ts',
		fallback: 'They are asked for only where they are chosen by name.',
	},
	{
		claim: 'online_followers has an object of hours as its value',
		file: 'nodes/Instagram/insights/rows.ts',
		fallback: 'A value that is not an object is returned as it is; without Simplify the whole answer is.',
	},
	{
		claim:
			'total_comments, total_likes, total_views and link_clicks exist with Facebook Login for all such media',
		file: 'nodes/Instagram/insights/mediaMetrics.ts',
		fallback:
			'If the user has not chosen metrics, a binary search finds those that Meta refuses and leaves them out.',
	},
	{
		claim: 'A metric that an account or a media does not have is refused as invalid, not passed over',
		file: 'nodes/Instagram/insights/supportedMetrics.ts',
		fallback: 'Passed over, it is missing in the answer and so in the output: the same as after a refusal.',
	},
	{
		claim: 'The watch times of reels are in milliseconds',
		file: 'nodes/Instagram/insights/mediaMetrics.ts',
		fallback: 'The number is put out as Meta gives it; only the description names the unit.',
	},
];

const comments: readonly Unverified[] = [
	{
		claim: 'Replies come with comments by replies.limit(50){…}, with a cursor where there are more',
		file: 'nodes/Instagram/actions/comment/getMany.operation.ts',
		fallback: 'With a next the others are read from the edge of the comment; without one there are none.',
	},
	{
		claim: 'What was just written can be found by its text, its time and its writer',
		file: 'nodes/Instagram/actions/sendOnce.ts',
		fallback:
			'What is not found, or found twice, is reported as perhaps there, and is never sent again by itself.',
	},
	{
		claim: 'Deleting a comment that is gone is refused with 100/33',
		file: 'nodes/Instagram/actions/comment/delete.operation.ts',
		fallback: 'Another refusal is shown; whether the first try has deleted it is then not known.',
	},
	{
		claim: 'Posts inside business_discovery are paged by media.after(cursor).limit(n)',
		file: 'nodes/Instagram/actions/account/shared.ts',
		fallback: 'A cursor that has been followed, or the number of posts in the profile, ends the reading.',
	},
	{
		claim: 'The 31st hashtag in seven days is refused with 18/2207034',
		file: 'nodes/Instagram/graph/errors/rows/hashtags.ts',
		fallback: "An unknown subcode is told with its code's row and Meta's own text.",
	},
	{
		claim: 'The pages of a hashtag share one cursor that leads on',
		file: 'nodes/Instagram/actions/hashtag/shared.ts',
		fallback: 'Each post is given once, and a page that brings nothing new ends the reading.',
	},
];

const tokens: readonly Unverified[] = [
	{
		claim: 'Exchanging a long-lived token of Facebook Login again gives 60 new days',
		file: 'nodes/Instagram/tokens/renewal.ts',
		fallback: "The expiry date is taken from Meta's answer; a token that ends within a week is warned of.",
	},
	{
		claim: 'debug_token tells is_valid, expires_at (0 for never), issued_at and scopes',
		file: 'nodes/Instagram/tokens/metaTokens.ts',
		fallback:
			'Without is_valid, as after a call that fails, the token is used as it is, with a warning; without a date it counts as one that does not end, until Meta refuses it.',
	},
	{
		claim: 'The exchange of an Instagram token that is long-lived already is refused as a bad request',
		file: 'nodes/Instagram/tokens/renewal.ts',
		fallback: 'Any other refusal leaves the token in use, with a warning, and is not repeated for a day.',
	},
	{
		claim: 'A refresh of a token that is younger than 24 hours is refused',
		file: 'nodes/Instagram/tokens/policy.ts',
		fallback: 'It is not tried; any refusal leaves the token in use and is not repeated for a day.',
	},
	{
		claim: 'The consent answers of both shapes: flat, or { data: [one] }, permissions as list or as text',
		file: 'nodes/Instagram/tokens/oauth2Credential.ts',
		fallback: 'Both forms are read; ids are never taken from it.',
	},
	{
		claim:
			"graph.facebook.com takes appsecret_proof on all calls; graph.instagram.com's behavior is unverified",
		file: 'nodes/Instagram/graph/request.ts',
		fallback: 'It is sent to graph.facebook.com only, and only where the app secret is in the credential.',
	},
	{
		claim: 'The codes of the consent screen and of app id and secret (1, 100/36007 to 36009, 101)',
		file: 'nodes/Instagram/graph/errors/rows/tokens.ts',
		fallback: "An unknown code is told as refused, with Meta's own text.",
	},
];

const calls: readonly Unverified[] = [
	{
		claim: 'An invite to collaborate that has been answered is no longer listed',
		file: 'nodes/Instagram/actions/collaboration/respond.operation.ts',
		fallback:
			'The list is read after a lost answer only; while the invite is in it, the error says to try again.',
	},
	{
		claim:
			"A call that takes a Page's token is refused with 210, or with 190 'must be called with a Page Access Token'",
		file: 'nodes/Instagram/actions/api/access.ts',
		fallback:
			'The edges and conversations of a Page get its token at once; with a chosen account also what Meta does not find.',
	},
	{
		claim: 'Every list of the Graph API takes 50 records at once',
		file: 'nodes/Instagram/actions/api/request.operation.ts',
		fallback: "'limit' in the query of the user takes its place; Meta's refusal names the number.",
	},
	{
		claim: 'A body with nothing but plain values is taken as a form, any other as JSON',
		file: 'nodes/Instagram/actions/api/request.operation.ts',
		fallback: "It is so for the calls that Meta's documents show; a refusal is shown with Meta's own text.",
	},
];

const messages: readonly Unverified[] = [
	{
		claim:
			'The message that is answered is named as reply_to.mid; the SDK has reply_to, no document its keys',
		file: 'nodes/Instagram/actions/message/sendMessage.ts',
		fallback: "Sent only with 'Reply to Message ID'; Meta's refusal is shown with its own text.",
	},
	{
		claim: 'A private reply may have buttons, quick replies and files; the documents show texts only',
		file: 'nodes/Instagram/actions/message/privateReply.operation.ts',
		fallback: "Sent only where it is chosen; Meta's refusal is shown with its own text.",
	},
	{
		claim: 'A sender action is answered with recipient_id only',
		file: 'nodes/Instagram/actions/message/sendAction.operation.ts',
		fallback: "The recipient comes from the input; other fields of Meta's answer are returned as well.",
	},
	{
		claim:
			'A message with the human agent tag is sent with messaging_type MESSAGE_TAG on graph.instagram.com, too',
		file: 'nodes/Instagram/actions/message/sendMessage.ts',
		fallback: 'The value is in the SDK for both hosts; messages without the tag are sent without it.',
	},
	{
		claim: 'Messages are paged inside fields, by messages.limit(n).after(cursor)',
		file: 'nodes/Instagram/actions/message/getMany.operation.ts',
		fallback: 'A cursor that has been followed ends the reading, so pages that repeat give no endless loop.',
	},
	{
		claim: 'A Page token is given by GET /{page-id}?fields=access_token to its own holder, too',
		file: 'nodes/Instagram/connection/pageTokens.ts',
		fallback: "Where no token is given and the credential's token is the Page's, that one is used.",
	},
	{
		claim: 'The subcodes 2534xxx of messages, seen in public code only',
		file: 'nodes/Instagram/graph/errors/rows/messaging.ts',
		fallback: "An unknown subcode is told with its code's row and Meta's own text.",
	},
	{
		claim: 'The profile of a person has their ID, or not',
		file: 'nodes/Instagram/actions/user/get.operation.ts',
		fallback: 'The ID of the input is put out; it is only asked for along with the other fields.',
	},
	{
		claim: 'Ice breakers and menu come in one list, or each under its name',
		file: 'nodes/Instagram/actions/messagingProfile/shared.ts',
		fallback: 'Both forms are read; entries of one list are distinguished by their content.',
	},
	{
		claim: 'A messenger profile is written with platform in its body with Instagram Login, too',
		file: 'nodes/Instagram/actions/messagingProfile/shared.ts',
		fallback: "Meta's document shows it so; a refusal is shown with Meta's own text, and nothing is changed.",
	},
	{
		claim: "Instagram Login's /me is wrapped in { data: [one] }, or not",
		file: 'nodes/Instagram/graph/answer.ts',
		fallback: 'Both forms are read.',
	},
	{
		claim: 'Page size 100 is the most on media edges, 50 on conversations',
		file: 'nodes/Instagram/graph/paging.ts',
		fallback: 'Short pages are passed over; only a missing next ends an edge.',
	},
];

export const UNVERIFIED: readonly Unverified[] = [
	...objects,
	...insights,
	...comments,
	...publishing,
	...tokens,
	...messages,
	...calls,
	...events,
];
