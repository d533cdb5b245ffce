/** The labels by which errors name the parameters of a post: a test holds them equal to those that the editor shows. */
export const POST_LABELS = {
	postType: 'Post Type',
	mediaSource: 'Media Source',
	mediaUrl: 'Media URL',
	binaryPropertyName: 'Input Binary Field',
	storyMediaType: 'Story Media Type',
	carouselItems: 'Carousel Items',
	caption: 'Caption',
	additionalFields: 'Additional Fields',
	altText: 'Alt Text',
	collaborators: 'Collaborators',
	locationId: 'Location ID',
	userTags: 'User Tags',
	productTags: 'Product Tags',
	coverUrl: 'Cover URL',
	thumbOffset: 'Thumbnail Offset',
	shareToFeed: 'Share to Feed',
	audioName: 'Audio Name',
	trialGraduation: 'Trial Graduation',
	isAiGenerated: 'AI Generated',
	isPaidPartnership: 'Paid Partnership',
	sponsorIds: 'Sponsor IDs',
} as const;

/** The fields of an entry of 'Carousel Items'; `entry` is what the editor calls one entry. */
export const CAROUSEL_ITEM_LABELS = {
	entry: 'Item',
	mediaType: 'Media Type',
	source: 'Source',
	url: 'URL',
	binaryPropertyName: 'Input Binary Field',
	altText: 'Alt Text',
	userTags: 'User Tags',
} as const;

/** The fields of an entry of 'User Tags'. */
export const USER_TAG_LABELS = { entry: 'Tag', username: 'Username', x: 'X', y: 'Y' } as const;

/** The fields of an entry of 'Product Tags'. */
export const PRODUCT_TAG_LABELS = { entry: 'Tag', productId: 'Product ID', x: 'X', y: 'Y' } as const;

/** Says where a nested field stands: `Carousel Items > Item 3 > URL`. */
export function labelPath(...labels: string[]): string {
	return labels.join(' > ');
}

/** Says which entry of a collection is meant, counted from 1 as people do: `Carousel Items > Item 3`. */
export function entryLabel(collection: string, entry: string, index: number): string {
	return labelPath(collection, `${entry} ${index + 1}`);
}
