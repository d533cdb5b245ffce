const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Small files that start other programs and take longest. Jest takes large files first until it has seen durations, so a
 * fresh clone would run these last and alone.
 */
const SLOWEST = [
	'test/live/command.test.ts',
	'test/contract/docs.test.ts',
	'test/faults/schedules.test.ts',
	'test/contract/scan.test.ts',
	'test/faults/sends.test.ts',
	'test/contract/packed.test.ts',
];

function rank({ path }) {
	const index = SLOWEST.findIndex((file) => path.split('\\').join('/').endsWith(file));
	return index === -1 ? SLOWEST.length : index;
}

module.exports = class SlowestFirst extends Sequencer {
	async sort(tests) {
		return (await super.sort(tests)).sort((one, other) => rank(one) - rank(other));
	}
};
