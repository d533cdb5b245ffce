import type { MediaFormat } from '../../../nodes/Instagram/publishing/mediaFormat';
import { readMediaUrl } from '../../../nodes/Instagram/publishing/mediaUrl';
import { refusal } from './refusal';

const url = (value: unknown, format: MediaFormat = 'image') => readMediaUrl(value, format, 'Media URL');

describe('a URL that Meta can fetch', () => {
	it.each([
		'https://example.com/a.jpg',
		'https://example.com/a.JPEG?width=9&sig=a%2Fb+c',
		'https://example.com:8443/a',
		'https://example.com',
		'https://example.com/photo.php?file=a.png',
		'https://example.com/v1.2/photo',
		'https://example.com/../a.jpg?x={y}|z',
		'https://93.184.216.34/a.jpg',
		'https://172.15.0.1/a.jpg',
		'https://172.32.0.1/a.jpg',
		'https://[2606:4700::1111]/a.jpg',
		'https://local.example.com/localhost.jpg',
	])('sends %s as it is', (text) => {
		expect(url(text)).toBe(text);
		expect(url(` ${text} `)).toBe(text);
	});

	it.each([
		['https://example.com/fête/日本.jpg', 'https://example.com/f%C3%AAte/%E6%97%A5%E6%9C%AC.jpg'],
		['https://example.com/a b.jpg', 'https://example.com/a%20b.jpg'],
		['https://example.com/a.jpg?name=ü', 'https://example.com/a.jpg?name=%C3%BC'],
		['https://bücher.example/a.jpg', 'https://xn--bcher-kva.example/a.jpg'],
	])('writes %s in ASCII', (text, ascii) => {
		expect(url(text)).toBe(ascii);
	});
});

describe('a URL that Meta cannot fetch', () => {
	it.each([
		['', 'is empty'],
		['   ', 'is empty'],
		['example.com/a.jpg', 'is not a URL'],
		['https://', 'is not a URL'],
		['https://exa mple.com/a.jpg', 'is not a URL'],
		['http://example.com/a.jpg', 'must begin with https://'],
		['ftp://example.com/a.jpg', 'must begin with https://'],
		['data:image/jpeg;base64,AAAA', 'must begin with https://'],
		['file:///tmp/a.jpg', 'must begin with https://'],
		['https:example.com/a.jpg', 'must begin with https://'],
		['https://example.com/a.jpg\nhttps://example.com/b.jpg', 'holds a line break'],
		['https://anna:pw@example.com/a.jpg', 'holds a username or password'],
		['https://anna@example.com/a.jpg', 'holds a username or password'],
	])('refuses %j', (text, complaint) => {
		const error = refusal(() => url(text));
		expect(error.parameter).toBe('Media URL');
		expect(error.message).toContain(complaint);
	});

	it.each(['https', 'http'])('does not repeat a password (%s)', (protocol) => {
		const { message, description } = refusal(() => url(`${protocol}://anna:hush@example.com/a.jpg`));
		expect(`${message} ${String(description)}`).not.toContain('hush');
	});

	it.each([
		'localhost',
		'localhost.',
		'minio',
		'nas.local',
		'app.localhost',
		'files.internal',
		'box.home.arpa',
		'127.0.0.1',
		'2130706433',
		'0x7f.1',
		'0.0.0.0',
		'10.1.2.3',
		'100.64.0.1',
		'169.254.169.254',
		'172.16.0.1',
		'172.31.255.255',
		'192.168.178.2',
		'224.0.0.1',
		'255.255.255.255',
		'[::1]',
		'[::]',
		'[fe80::1]',
		'[fd00::1]',
		'[::ffff:10.0.0.1]',
	])('refuses the host %s', (host) => {
		expect(refusal(() => url(`https://${host}/a.jpg`)).message).toContain(
			'cannot be reached from the internet',
		);
	});

	it.each([null, undefined, 5, {}, ['https://example.com/a.jpg'], true])('refuses %j', (value) => {
		expect(refusal(() => url(value)).parameter).toBe('Media URL');
	});
});

describe('the extension of a URL', () => {
	it.each(['png', 'gif', 'webp', 'heic', 'tiff', 'bmp', 'PNG'])('.%s is no image for Meta', (extension) => {
		const error = refusal(() => url(`https://example.com/a.${extension}?x=1.jpg`));
		expect(error.message).toContain(`ends in .${extension.toLowerCase()}; Instagram takes JPEG images only`);
	});

	it.each(['avi', 'webm', 'mkv', 'wmv'])('.%s is no video for Meta', (extension) => {
		const error = refusal(() => url(`https://example.com/a.${extension}`, 'video'));
		expect(error.message).toContain('Instagram takes MP4 and MOV videos only');
	});

	it.each(['mp4', 'mov', 'MP4'])('.%s is a video', (extension) => {
		expect(url(`https://example.com/a.${extension}`, 'video')).toContain(extension);
	});

	it.each(['mp4', 'mov', 'webm'])('.%s is misplaced where an image belongs', (extension) => {
		const error = refusal(() => url(`https://example.com/a.${extension}`));
		expect(error.message).toContain('which is a video');
		expect(error.description).toContain('reel');
	});

	it.each(['jpg', 'jpeg', 'png'])('.%s is misplaced where a video belongs', (extension) => {
		const error = refusal(() => url(`https://example.com/a.${extension}`, 'video'));
		expect(error.message).toContain('which is an image');
		expect(error.description).toContain('image');
	});

	it.each(['', '.php', '.unknown'])('passes where it tells nothing: %j', (ending) => {
		expect(url(`https://example.com/a${ending}`)).toBeTruthy();
		expect(url(`https://example.com/a${ending}`, 'video')).toBeTruthy();
	});
});
