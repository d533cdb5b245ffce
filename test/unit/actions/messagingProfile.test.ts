import { profileIn } from '../../../nodes/Instagram/actions/messagingProfile/shared';

const question = { question: 'When?', payload: 'HOURS' };
const item = { type: 'postback', title: 'Order', payload: 'ORDER' };
const localized = (action: object) => ({ locale: 'default', call_to_actions: [action] });
const both = { ice_breakers: [localized(question)], persistent_menu: [localized(item)] };

describe('profileIn', () => {
	it.each<[string, unknown, object]>([
		[
			'the documented list of ice breakers',
			{ data: [localized(question)] },
			{ ...both, persistent_menu: [] },
		],
		['one list for both', { data: [localized(question), localized(item)] }, both],
		['both under their names', { data: [both] }, both],
		['both without a list', both, both],
		['one under its name', { data: [{ persistent_menu: [localized(item)] }] }, { ...both, ice_breakers: [] }],
		[
			'ice breakers without locale',
			{ data: [{ ice_breakers: [question] }] },
			{ ...both, persistent_menu: [] },
		],
	])('reads %s', (_what, answer, profile) => {
		expect(profileIn(answer)).toEqual(profile);
	});

	it.each([{}, { data: [] }, { data: [null, 'text'] }, true, null, { data: [{ ice_breakers: null }] }])(
		'reads %j as nothing set',
		(answer) => {
			expect(profileIn(answer)).toEqual({ ice_breakers: [], persistent_menu: [] });
		},
	);
});
