import { invalidParameter } from './errors';
import type { Readers } from './fields';
import { parseFields, pick } from './fields';
import { page } from './pages';
import { route } from './route';

const CATALOG = {
	catalog_id: '960179311066902',
	catalog_name: 'Spring',
	shop_name: 'The shop',
	product_count: 2,
};

/** Meta has these ids as numbers. */
const PRODUCTS = [
	{ product_id: 3231775643511089, merchant_id: 90010177253934, product_name: 'Bowl', retailer_id: 'bowl-1' },
	{
		product_id: 5734282413308091,
		merchant_id: 90010177253934,
		product_name: 'Plate',
		retailer_id: 'plate-1',
	},
].map((product) => ({ ...product, is_checkout_flow: false, review_status: 'approved' }));

function readersOf(record: Record<string, unknown>): Readers {
	return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, () => value]));
}

/** The catalogs of an account, and the products in them. */
export const shoppingRoutes = [
	route({
		method: 'GET',
		path: '/{account}/available_catalogs',
		login: 'facebook',
		permission: 'shopping',
		endpoint: 'catalogs',
		handle: (call) => {
			const asked = parseFields(call.parameters.fields ?? Object.keys(CATALOG).join(','));
			const body = page(call, [CATALOG], (one) => pick(asked, readersOf(one), 'UserAvailableCatalogs'));
			return { status: 200, body };
		},
	}),
	route({
		method: 'GET',
		path: '/{account}/catalog_product_search',
		login: 'facebook',
		permission: 'shopping',
		parameters: ['catalog_id', 'q'],
		endpoint: 'products',
		handle: (call) => {
			const { catalog_id: catalogId, q = '', fields } = call.parameters;
			if (catalogId !== CATALOG.catalog_id)
				throw invalidParameter('The parameter catalog_id is required and must be a catalog of the account');
			const found = PRODUCTS.filter((one) => one.product_name.toLowerCase().includes(q.toLowerCase()));
			const asked = parseFields(fields ?? 'product_id,product_name,retailer_id');
			const row = (one: object) => pick(asked, readersOf({ ...one }), 'ShadowIGUserCatalogProductSearch');
			return { status: 200, body: page(call, found, row) };
		},
	}),
];
