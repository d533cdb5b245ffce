import type { WebhookBehaviour } from './webhooks/behaviour';
import { DEFAULT_WEBHOOK_BEHAVIOUR } from './webhooks/behaviour';

/** Which of Meta's two ways an app logs in by. */
export type LoginMethod = 'instagram' | 'facebook';

/** An Instagram professional account. */
export interface Account {
	/** The professional account's id, used in paths and webhooks. */
	id: string;
	/** What `/me` of Instagram Login calls `id`: another number for every app. */
	appScopedId: string;
	username: string;
	name: string;
	biography: string;
	website?: string;
	accountType: 'BUSINESS' | 'MEDIA_CREATOR';
	followers: number;
	follows: number;
	/** Motif of its profile picture and of its earlier posts. */
	motif: string;
	/** The Page it is linked to. */
	pageId?: string;
	ownerKey: string;
}

export interface Page {
	id: string;
	name: string;
	category: { id: string; name: string };
	tasks: string[];
	accountId?: string;
	ownerKey: string;
	/** The Page is reached through a business only, and `/me/accounts` leaves it out. */
	businessId?: string;
}

export interface Person {
	key: string;
	name: string;
	/** App-scoped id of the Facebook user. */
	facebookId: string;
	/** Ids of the accounts that this person can log in with on Instagram. */
	accountIds: string[];
	pageIds: string[];
}

export type TokenKind = 'short' | 'long' | 'page' | 'systemUser';

export interface Token {
	value: string;
	fingerprint: string;
	loginMethod: LoginMethod;
	kind: TokenKind;
	personKey: string;
	/** Accounts it was granted, by id. */
	accountIds: string[];
	/** Pages it was granted, by id (Facebook Login). */
	pageIds: string[];
	/** The Page that a Page token speaks for. */
	pageId?: string;
	permissions: string[];
	declined: string[];
	issuedAt: number;
	/** `null`: never. */
	expiresAt: number | null;
	dataAccessExpiresAt: number;
	/** A Page token's user token: it dies with that one. */
	parent?: string;
	/** Subcode of code 190 that it is refused with. */
	revokedWith?: number;
}

/** What a consent page hands out. */
export interface AuthorizationCode {
	value: string;
	loginMethod: LoginMethod;
	redirectUri: string;
	personKey: string;
	accountIds: string[];
	pageIds: string[];
	permissions: string[];
	declined: string[];
	issuedAt: number;
	usedAt?: number;
}

export type MediaKind = 'image' | 'video' | 'carousel';
export type ProductType = 'FEED' | 'REELS' | 'STORY';
export type ContainerStatus = 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED' | 'ERROR' | 'EXPIRED';

/** The formats that Meta distinguishes; `other` is none of them. */
export type FileFormat =
	'jpeg' | 'png' | 'gif' | 'webp' | 'bmp' | 'tiff' | 'heic' | 'avif' | 'video' | 'other';

/** What Meta sees when it looks at a file. */
export interface FileFacts {
	format: FileFormat;
	/** Size of the file. */
	bytes: number;
	/** Pixels as the picture is shown, with its orientation applied. */
	width?: number;
	height?: number;
	/** EXIF orientation, 1 to 8; 1 where the picture has none. */
	orientation?: number;
}

/** A media file that the sandbox has taken in. */
export interface MediaFile {
	/** Address of the picture (or of a video's poster) below the control page. */
	picturePath: string;
	/** Address of the file itself below the control page. */
	filePath: string;
	/** What its bytes say; of an uploaded video the format and size. */
	facts?: FileFacts;
	/** Seconds of processing that the file itself asks for. */
	processingSeconds?: number;
	/** Subcode that its processing ends with. */
	failure?: number;
	durationSeconds?: number;
	/** A video without sound. */
	isSilent?: true;
}

/** A resumable upload under way. */
export interface Upload {
	received: number;
	size?: number;
	firstBytes: Buffer;
	finishedAt?: number;
}

export interface Container {
	id: string;
	accountId: string;
	kind: MediaKind;
	productType: ProductType;
	isCarouselItem: boolean;
	caption?: string;
	altText?: string;
	isAiGenerated?: boolean;
	shareToFeed?: boolean;
	/** Ids of a carousel's children, in order. */
	childIds: string[];
	/** The parameters it was created with. */
	parameters: Record<string, string>;
	file?: MediaFile;
	upload?: Upload;
	createdAt: number;
	/** When processing ends; unknown while an upload is under way. */
	readyAt?: number;
	publishedAt?: number;
	mediaId?: string;
}

export interface PublishedMedia {
	id: string;
	shortcode: string;
	accountId: string;
	containerId?: string;
	kind: MediaKind;
	productType: ProductType;
	caption?: string;
	altText?: string;
	isAiGenerated?: boolean;
	shareToFeed?: boolean;
	file?: MediaFile;
	childIds: string[];
	/** The album it is part of. */
	parentId?: string;
	publishedAt: number;
	likes: number;
	comments: number;
	/** Switched off by its owner. */
	commentsOff?: boolean;
	/** Its owner, if that account is outside this world. */
	username?: string;
	/** Accounts that are tagged in it. */
	taggedAccountIds?: string[];
	/** It is shared to Facebook, and has insights of that. */
	onFacebook?: boolean;
	/** Of a story; Meta returns no insights below five. */
	viewers?: number;
}

/** Switches for behaviour of Meta that varies or is unverified. See README.md. */
export interface Behaviour extends WebhookBehaviour {
	tokenAnswer: 'flat' | 'data';
	meAnswer: 'flat' | 'data';
	facebookCodeToken: 'short' | 'long';
	accounts: number;
	quotaTotal: number;
	callsPerHour: number;
	shortPages: boolean;
	childrenMustBeFinished: boolean;
	/** What publishing a container again does: refused as not found or as not ready, or, at worst, a second post. */
	republish: 'notFound' | 'notReady' | 'postsAgain';
	/** How long containers and media are refused to be read (100/33, a Page's token 10) after they were made. */
	freshReadsRefusedSeconds: number;
	/** How long a publish is answered with 9007 after the container has been FINISHED. */
	notReadySeconds: number;
	/** A failed container has the error in `status` and no `status_code`. */
	errorWithoutStatusCode: boolean;
	/** The first fetch of an address fails: refused with 9004 or 100, or the container fails later. */
	firstFetchFails: 'no' | '9004' | '100' | 'container';
	pngByUrl: 'taken' | 'refused';
	/** The tallest picture that the feed takes: Meta's documents say 4:5, people see 3:4. */
	tallestImage: '3:4' | '4:5';
	/** Beyond these a container is refused; null: never. */
	mostHashtags: number | null;
	mostMentions: number | null;
	mostCollaborators: number | null;
	/** Usernames that can be neither tagged nor made collaborators. */
	privateUsernames: string[];
	/** Ice breakers and menu in one list, as Meta's documents show it for ice breakers; or each under its name. */
	messengerProfileAnswer: 'list' | 'named';
	/** The largest page that is not too much data; null: none is. */
	mostRows: number | null;
	/** Meta has blocked the app, or switched it off (answered with HTTP 200). */
	appState: 'live' | 'blocked' | 'deactivated';
	/** Public-looking hosts and the local address that each leads to, as a tunnel or reverse proxy would. */
	tunnels: Record<string, string>;
	/** After how many bytes the connection of an upload breaks; each happens once. */
	uploadBreaks: number[];
}

export const DEFAULT_BEHAVIOUR: Readonly<Behaviour> = {
	tokenAnswer: 'flat',
	meAnswer: 'flat',
	facebookCodeToken: 'short',
	accounts: 4,
	quotaTotal: 50,
	callsPerHour: 4800,
	shortPages: false,
	childrenMustBeFinished: false,
	republish: 'notFound',
	freshReadsRefusedSeconds: 0,
	notReadySeconds: 0,
	errorWithoutStatusCode: false,
	firstFetchFails: 'no',
	pngByUrl: 'taken',
	tallestImage: '3:4',
	mostHashtags: 30,
	mostMentions: 20,
	mostCollaborators: 5,
	privateUsernames: ['private.person'],
	messengerProfileAnswer: 'list',
	mostRows: null,
	appState: 'live',
	tunnels: {},
	uploadBreaks: [],
	...DEFAULT_WEBHOOK_BEHAVIOUR,
};

export interface ProcessingTimes {
	imageSeconds: number;
	videoSeconds: number;
}
