import type { Account, Page } from './model';
import { seedEngagement } from './seedEngagement';
import { seedInboxes } from './seedInboxes';
import type { World } from './world';

interface AccountSeed {
	username: string;
	name: string;
	biography: string;
	website?: string;
	accountType?: Account['accountType'];
	followers: number;
	motif: string;
	/** Name and category of the Page it is linked to. */
	page?: { name: string; category: string };
}

const ADA: AccountSeed = {
	username: 'north.pottery',
	name: 'North Pottery',
	biography: 'Stoneware from a small kiln by the sea. Open on Saturdays.',
	website: 'https://north-pottery.example',
	followers: 4821,
	motif: 'pottery',
};

const BEN: AccountSeed[] = [
	{
		username: 'harbour_bakery',
		name: 'Harbour Bakery',
		biography: 'Sourdough, rolls and rye. First batch at six.',
		followers: 12904,
		motif: 'bakery',
		page: { name: 'Harbour Bakery', category: 'Bakery' },
	},
	{
		username: 'lumen.bikes',
		name: 'Lumen Bikes | Cargo & City',
		biography: 'We build bicycles for people who carry things.',
		website: 'https://lumen.example/bikes',
		followers: 30377,
		motif: 'bike',
		page: { name: 'Lumen Bikes', category: 'Bicycle shop' },
	},
	{
		username: 'roesterei_am_alten_hafen_1907',
		name: 'Rösterei & Backstube am alten Hafen – seit 1907 ☕',
		biography: 'Kaffee, Kuchen und Geschichten. 手工咖啡.',
		followers: 881,
		motif: 'coffee',
		page: { name: 'Rösterei & Backstube am alten Hafen – seit 1907', category: 'Coffee shop' },
	},
	{
		username: 'studio__mork',
		name: 'MØRK',
		biography: 'Prints, tiles, night pictures.',
		accountType: 'MEDIA_CREATOR',
		followers: 217,
		motif: 'studio',
		page: { name: 'Studio Mørk', category: 'Artist' },
	},
];

const MOTIFS = ['pottery', 'bakery', 'bike', 'coffee', 'studio'];

function numbered(number: number): AccountSeed {
	const padded = String(number).padStart(2, '0');
	return {
		username: `branch_${padded}`,
		name: `Branch ${padded}`,
		biography: `Branch number ${number}.`,
		followers: 100 + number,
		motif: MOTIFS[number % MOTIFS.length] ?? 'studio',
		page: { name: `Branch ${padded}`, category: 'Local business' },
	};
}

function addAccount(world: World, seed: AccountSeed, ownerKey: string): Account {
	const account: Account = {
		id: world.ids.next('account'),
		appScopedId: world.ids.next('appScoped'),
		username: seed.username,
		name: seed.name,
		biography: seed.biography,
		...(seed.website ? { website: seed.website } : {}),
		accountType: seed.accountType ?? 'BUSINESS',
		followers: seed.followers,
		follows: 100 + (seed.followers % 97),
		motif: seed.motif,
		ownerKey,
	};
	world.accounts.set(account.id, account);
	return account;
}

function addPage(world: World, name: string, category: string, account?: Account, businessId?: string): Page {
	const page: Page = {
		id: world.ids.next('page'),
		name,
		category: { id: String(2500 + category.length), name: category },
		tasks: ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MESSAGING', 'MODERATE', 'MANAGE'],
		ownerKey: 'ben',
		...(account ? { accountId: account.id } : {}),
		...(businessId ? { businessId } : {}),
	};
	if (account) account.pageId = page.id;
	world.pages.set(page.id, page);
	return page;
}

const EARLIER_CAPTIONS: Record<string, string[]> = {
	pottery: ['Fresh from the kiln.', 'Glaze tests, round four.', 'A bowl for every soup. #stoneware'],
	bakery: ['Good morning!', 'Rye day is Wednesday.', 'The rolls are out. #sourdough'],
	bike: ['New frame colours.', 'Carry more.', 'Tuned and ready.'],
	coffee: ['Guten Morgen ☕', 'Frisch geröstet.', 'Heute: Apfelkuchen.'],
	studio: ['Night study.', 'Tiles I–III.', 'Prints are back.'],
};

/** What each account has posted before, so that a program cannot take the only post for its own. */
function addEarlierPosts(world: World, account: Account, now: number): void {
	const captions = EARLIER_CAPTIONS[account.motif] ?? [];
	const day = 24 * 3600_000;
	captions.forEach((caption, index) => {
		const name = `${account.motif}-${index + 2}.jpg`;
		world.addMedia({
			accountId: account.id,
			kind: 'image',
			productType: 'FEED',
			caption,
			file: world.files.sample(name),
			childIds: [],
			publishedAt: now - (captions.length - index) * 2 * day,
			likes: world.random.integer(400),
			comments: world.random.integer(20),
		});
	});
}

/** The people of a new world, with their Pages, accounts and earlier posts. */
function seedAccounts(world: World): void {
	const north = addAccount(world, ADA, 'ada');
	world.people.set('ada', {
		key: 'ada',
		name: 'Ada North',
		facebookId: world.ids.next('person'),
		accountIds: [north.id],
		pageIds: [],
	});
	const seeds = Array.from(
		{ length: world.behaviour.accounts },
		(_, index) => BEN[index] ?? numbered(index + 1),
	);
	const accounts = seeds.map((seed) => addAccount(world, seed, 'ben'));
	const pages = accounts.map((account, index) => {
		const seed = seeds[index]?.page;
		return addPage(world, seed?.name ?? account.name, seed?.category ?? 'Brand', account);
	});
	// Second in the list, so that code that expects an account on every Page fails early.
	pages.splice(1, 0, addPage(world, 'Harbour Market Association', 'Community organisation'));
	const business = { id: world.ids.next('business'), name: 'Harbour Holdings' };
	world.businesses.set(business.id, business);
	const cargo = addAccount(
		world,
		{
			username: 'harbour.cargo',
			name: 'Harbour Cargo',
			biography: 'Goods by bike.',
			followers: 64,
			motif: 'bike',
		},
		'ben',
	);
	pages.push(addPage(world, 'Harbour Cargo', 'Cargo service', cargo, business.id));
	world.people.set('ben', {
		key: 'ben',
		name: 'Ben Hartmann',
		facebookId: world.ids.next('person'),
		accountIds: [...accounts, cargo].map((account) => account.id),
		pageIds: pages.map((page) => page.id),
	});
	// One time for all accounts, so that one seed always leads to the same order.
	const now = world.clock.now();
	for (const account of world.accounts.values()) addEarlierPosts(world, account, now);
}

/** Fills a new world. README.md lists who is in it. */
export function seedWorld(world: World): void {
	seedAccounts(world);
	seedEngagement(world);
	seedInboxes(world);
}
