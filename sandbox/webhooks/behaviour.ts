/** Where Meta's webhooks have two documented forms, or nobody has verified one. See README.md. */
export interface WebhookBehaviour {
	/** Where the field and value of a change are: in `changes[]`, or straight on the entry. */
	webhookShape: 'changes' | 'entry';
	/** What the id of a comment is called. */
	webhookCommentId: 'id' | 'comment_id';
	/** `entry.time`: seconds for changes and milliseconds for messaging, or one of them for both. */
	webhookTime: 'documented' | 'seconds' | 'milliseconds';
	/** The payload stands in a list, as samples of the documentation show it. */
	webhookWrapped: boolean;
	/** Which app's secret signs the events of Instagram Login. */
	webhookSecret: 'instagram' | 'meta';
	/** What an account writes through the API is an event, too. */
	webhookEchoes: boolean;
	/** Which fields an installed app is told: all that it is subscribed to, or only those chosen for the account. */
	webhookAccountFields: 'all' | 'chosen';
	/** By whose ID `subscribed_apps` names the app of Instagram Login: the Instagram app's, the Meta app's, or none. */
	webhookAppId: 'instagram' | 'meta' | 'none';
	/** With each message, Meta also sends `message_edit` with `num_edit` 0. */
	webhookUnedited: boolean;
	/** What a second subscription does with the fields of the first. */
	webhookResubscribe: 'replace' | 'add';
	/**
	 * Whose callback the Meta app's own subscription has: that of its Facebook Login, or that of its Instagram Login, which
	 * Meta then may let it read but not write, or neither.
	 */
	webhookAppSubscription: 'facebook' | 'instagram' | 'readOnly' | 'refused';
}

export const DEFAULT_WEBHOOK_BEHAVIOUR: Readonly<WebhookBehaviour> = {
	webhookShape: 'changes',
	webhookCommentId: 'id',
	webhookTime: 'documented',
	webhookWrapped: false,
	webhookSecret: 'instagram',
	webhookEchoes: true,
	webhookAccountFields: 'all',
	webhookAppId: 'instagram',
	webhookUnedited: false,
	webhookResubscribe: 'replace',
	webhookAppSubscription: 'facebook',
};
