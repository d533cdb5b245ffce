import {
	chooseMediaMetrics,
	dependsOnKind,
	mediaMetricsFor,
} from '../../../nodes/Instagram/insights/mediaChoice';
import { MEDIA_METRICS } from '../../../nodes/Instagram/insights/mediaMetrics';

const LOGINS = ['instagram', 'facebook'] as const;
const SURFACES = ['FEED', 'REELS', 'STORY'] as const;
const all = (loginMethod: (typeof LOGINS)[number], breakdown = '') =>
	chooseMediaMetrics([], breakdown, loginMethod);

describe('the metrics of media', () => {
	it('are named as in v26.0, each once, and none that Meta has removed', () => {
		const values = MEDIA_METRICS.map(({ value }) => value);
		expect(new Set(values).size).toBe(values.length);
		for (const removed of ['plays', 'video_views', 'engagement', 'exits', 'clips_replays_count'])
			expect(values).not.toContain(removed);
	});

	it.each(LOGINS)('that all apply never hold one that depends on more than the kind (%s)', (login) => {
		for (const surface of SURFACES) {
			const metrics = mediaMetricsFor(all(login), { surface, publishedAt: 0 });
			expect(metrics).toContain('reach');
			for (const risky of ['impressions', 'crossposted_views', 'facebook_views'])
				expect(metrics).not.toContain(risky);
			if (login === 'instagram')
				expect(metrics.filter((metric) => metric.startsWith('total_'))).toEqual(['total_interactions']);
		}
	});

	it('of media in a place that Meta says nothing of are those that all places have', () => {
		expect(mediaMetricsFor(all('instagram'), {})).toEqual([
			'reach',
			'reposts',
			'shares',
			'total_interactions',
			'views',
		]);
	});

	it('take one breakdown or none', () => {
		expect(mediaMetricsFor(all('instagram', 'action_type'), { surface: 'FEED' })).toEqual([
			'profile_activity',
		]);
		expect(() => mediaMetricsFor(all('instagram', 'action_type'), { surface: 'REELS' })).toThrow(
			"'Breakdown' is 'action_type', which reels do not have",
		);
		expect(() => mediaMetricsFor(all('instagram', 'action_type'), {})).toThrow(
			'this kind of media does not have',
		);
	});

	it('depend on the kind of media unless all have them', () => {
		const choose = (...metrics: string[]) => dependsOnKind(chooseMediaMetrics(metrics, '', 'facebook'));
		expect(choose()).toBe(true);
		expect(choose('reach', 'total_views')).toBe(false);
		expect(choose('reach', 'likes')).toBe(true);
		expect(choose('impressions')).toBe(true);
	});

	it('with an end have it by the day of publication', () => {
		const choice = chooseMediaMetrics(['impressions'], '', 'instagram');
		const at = (publishedAt: number) => () => mediaMetricsFor(choice, { surface: 'FEED', publishedAt });
		expect(at(Date.UTC(2024, 6, 1, 23, 59))()).toEqual(['impressions']);
		expect(at(Date.UTC(2024, 6, 2))).toThrow('published before 2024-07-02');
	});

	it('that one login method lacks are refused with it', () => {
		expect(() => chooseMediaMetrics(['link_clicks'], '', 'instagram')).toThrow('Facebook Login only');
		expect(chooseMediaMetrics(['link_clicks'], '', 'facebook').metrics).toHaveLength(1);
	});
});
