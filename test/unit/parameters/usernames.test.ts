import { readUsername } from '../../../nodes/Instagram/parameters/usernames';
import { readCollaborators, readSponsorIds } from '../../../nodes/Instagram/publishing/tags';
import { inputErrorOf } from '../../doubles/inputErrorOf';

const collaborators = (value: unknown) => readCollaborators(value, 'Collaborators');
const sponsors = (value: unknown) => readSponsorIds(value, 'Sponsor IDs');

describe('readUsername', () => {
	it.each(['a', 'Anna', 'an.na_9', 'a'.repeat(30)])('takes %s, with and without @', (name) => {
		expect(readUsername(name, 'Username')).toBe(name);
		expect(readUsername(` @${name} `, 'Username')).toBe(name);
	});

	it.each(['', '@', '@@anna', 'an-na', 'anna!', 'a'.repeat(31), null, undefined, {}, true])(
		'refuses %p',
		(name) => {
			expect(inputErrorOf(() => readUsername(name, 'Username')).parameter).toBe('Username');
		},
	);
});

describe('readCollaborators', () => {
	it.each([
		['anna', ['anna']],
		['anna,@bob , carl', ['anna', 'bob', 'carl']],
		[',anna,,', ['anna']],
		[', ,', []],
		[['anna', null, ''], ['anna']],
		[
			['@anna', 'bob'],
			['anna', 'bob'],
		],
		['anna, Anna, bob, carl', ['anna', 'bob', 'carl']],
	])('reads %j', (value, names) => {
		expect(collaborators(value)).toEqual(names);
	});

	it('takes five, as one page of Meta says, and refuses six', () => {
		expect(collaborators('a,b,c,d,e')).toHaveLength(5);
		expect(inputErrorOf(() => collaborators('a,b,c,d,e,f')).message).toBe(
			"'Collaborators' contains 6 usernames; Instagram takes up to 5",
		);
	});

	it.each(['two words', 'https://www.instagram.com/anna/', {}, true, [['a']]])('refuses %j', (value) => {
		expect(inputErrorOf(() => collaborators(value)).parameter).toBe('Collaborators');
	});
});

describe('readSponsorIds', () => {
	it.each([
		['17841400000000001', ['17841400000000001']],
		['1, 2', ['1', '2']],
		[
			['1', 2],
			['1', '2'],
		],
		[7, ['7']],
		['1,1,2', ['1', '2']],
	])('reads %j', (value, ids) => {
		expect(sponsors(value)).toEqual(ids);
	});

	it.each(['1,2,3', 'anna', [2 ** 60], {}, true])('refuses %j', (value) => {
		expect(inputErrorOf(() => sponsors(value)).parameter).toBe('Sponsor IDs');
	});
});
