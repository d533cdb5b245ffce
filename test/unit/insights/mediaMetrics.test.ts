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

describe('MEDIA_METRICS', () => {
	it('contains the metrics of v26.0, each once, and none that Meta has removed', () => {
		const values = MEDIA_METRICS.map(({ value }) => value);
		expect(new Set(values).size).toBe(values.length);
		for (const removed of ['plays', 'video_views', 'engagement', 'exits', 'clips_replays_count'])
			expect(values).not.toContain(removed);
	});

	it.each(LOGINS)(
		'requests by default only metrics that depend on nothing but the kind of media (%s)',
		(login) => {
			for (const surface of SURFACES) {
				const metrics = mediaMetricsFor(all(login), { surface, publishedAt: 0 });
				expect(metrics).toContain('reach');
				for (const risky of ['impressions', 'crossposted_views', 'facebook_views'])
					expect(metrics).not.toContain(risky);
				if (login === 'instagram')
					expect(metrics.filter((metric) => metric.startsWith('total_'))).toEqual(['total_interactions']);
			}
		},
	);

	it('requests the metrics of all surfaces for media on an unknown surface', () => {
		expect(mediaMetricsFor(all('instagram'), {})).toEqual([
			'reach',
			'reposts',
			'shares',
			'total_interactions',
			'views',
		]);
	});

	it('accepts one breakdown or none', () => {
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

	it('needs the kind of media unless all kinds have the metric', () => {
		const choose = (...metrics: string[]) => dependsOnKind(chooseMediaMetrics(metrics, '', 'facebook'));
		expect(choose()).toBe(true);
		expect(choose('reach', 'total_views')).toBe(false);
		expect(choose('reach', 'likes')).toBe(true);
		expect(choose('impressions')).toBe(true);
	});

	it('limits a discontinued metric by the day of publication', () => {
		const choice = chooseMediaMetrics(['impressions'], '', 'instagram');
		const at = (publishedAt: number) => () => mediaMetricsFor(choice, { surface: 'FEED', publishedAt });
		expect(at(Date.UTC(2024, 6, 1, 23, 59))()).toEqual(['impressions']);
		expect(at(Date.UTC(2024, 6, 2))).toThrow('published before 2024-07-02');
	});

	it('rejects metrics that the login method does not have', () => {
		expect(() => chooseMediaMetrics(['link_clicks'], '', 'instagram')).toThrow('Facebook Login only');
		expect(chooseMediaMetrics(['link_clicks'], '', 'facebook').metrics).toHaveLength(1);
	});
});
