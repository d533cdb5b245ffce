import { readMediaUrl } from '../../../nodes/Instagram/parameters/publicUrl';
import { describeAddress } from '../../../nodes/Instagram/publishing/media/formats';
import { inputErrorOf } from '../../doubles/inputErrorOf';

const url = (value: unknown) => readMediaUrl(value, 'Media URL');

describe('readPublicUrl: a URL that Meta can fetch', () => {
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

describe('readPublicUrl: a URL that Meta cannot fetch', () => {
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
		['https://example.com/a.jpg\nhttps://example.com/b.jpg', 'contains a line break'],
		['https://anna:pw@example.com/a.jpg', 'contains a username or password'],
		['https://anna@example.com/a.jpg', 'contains a username or password'],
	])('refuses %j', (text, complaint) => {
		const error = inputErrorOf(() => url(text));
		expect(error.parameter).toBe('Media URL');
		expect(error.message).toContain(complaint);
	});

	it.each(['https', 'http'])('does not repeat a password (%s)', (protocol) => {
		const { message, description } = inputErrorOf(() => url(`${protocol}://anna:hush@example.com/a.jpg`));
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
		expect(inputErrorOf(() => url(`https://${host}/a.jpg`)).message).toContain(
			'is not reachable from the internet',
		);
	});

	it.each([null, undefined, 5, {}, ['https://example.com/a.jpg'], true])('refuses %j', (value) => {
		expect(inputErrorOf(() => url(value)).parameter).toBe('Media URL');
	});
});

describe('describeAddress', () => {
	it.each(['a.png', 'a.PNG?x=1', 'a.webp', 'a.avi', 'clip.mp4', 'a.unknown', 'a'])(
		'does not keep %s from being sent',
		(name) => {
			expect(url(`https://example.com/${name}`)).toBe(`https://example.com/${name}`);
		},
	);

	it.each([
		'https://res.cloudinary.com/demo/image/fetch/f_jpg/https://shop.example.com/mug.png',
		'https://shop.imgix.net/mug.png?fm=jpg',
		'https://cdn.example.com/cdn-cgi/image/format=jpeg/uploads/mug.webp',
		'https://thumbs.example.com/first-frame/clip.mp4',
	])('proves nothing where a service converts: %s', (address) => {
		expect(url(address)).toBe(address);
	});

	it.each(['png', 'PNG', 'gif', 'webp', 'heic', 'tiff', 'bmp'])(
		'names the node that converts a refused .%s image',
		(extension) => {
			const hint = describeAddress(`https://example.com/a.${extension}?x=1.jpg`, 'image');
			expect(hint).toContain(`ends in .${extension.toLowerCase()}; Meta documents JPEG images only`);
			expect(hint).toContain("n8n's Edit Image node (Format: JPEG)");
		},
	);

	it.each(['avi', 'webm', 'mkv', 'wmv'])('explains that a .%s video is refused', (extension) => {
		const hint = describeAddress(`https://example.com/a.${extension}`, 'video');
		expect(hint).toContain('Meta documents MP4 and MOV videos only');
	});

	it.each([
		['mp4', 'image', 'ends in .mp4, as a video does', 'reel'],
		['webm', 'image', 'ends in .webm, as a video does', 'reel'],
		['jpg', 'video', 'ends in .jpg, as an image does', 'image story'],
		['png', 'video', 'ends in .png, as an image does', 'image story'],
	] as const)('is told where .%s is no %s', (extension, format, complaint, remedy) => {
		const hint = describeAddress(`https://example.com/a.${extension}`, format);
		expect(hint).toContain(complaint);
		expect(hint).toContain(remedy);
	});

	it.each([
		['a.jpg', 'image'],
		['a.JPEG', 'image'],
		['a.mov', 'video'],
		['a.MP4', 'video'],
		['a.php', 'image'],
		['a', 'video'],
		['', 'image'],
	] as const)('is not worth a word where it is %j of %s', (name, format) => {
		expect(describeAddress(`https://example.com/${name}`, format)).toBeUndefined();
	});
});

describe('readMediaUrl: a page about a file', () => {
	it.each([
		['https://drive.google.com/file/d/1AbC_dEf-G/view?usp=sharing', 'Google Drive'],
		['https://drive.google.com/file/d/1AbC_dEf-G/edit', 'Google Drive'],
		['https://drive.google.com/file/u/0/d/1AbC/view', 'Google Drive'],
		['https://drive.google.com/file/d/1AbC', 'Google Drive'],
		['https://drive.google.com/open?id=1AbC', 'Google Drive'],
		['https://drive.google.com/drive/folders/1AbC', 'Google Drive'],
		['https://www.dropbox.com/s/abc/photo.jpg?dl=0', 'Dropbox'],
		['https://dropbox.com/scl/fi/abc/photo.jpg?rlkey=x&dl=0', 'Dropbox'],
	])('is refused, with what to do: %s', (address, service) => {
		const error = inputErrorOf(() => url(address));
		expect(error.message).toContain(`'Media URL' leads to a page of ${service}, not to the file`);
		expect(error.description).toContain(`n8n's ${service} node`);
		expect(error.description).toContain('publish it as a binary file');
	});

	it.each([
		'https://drive.google.com/uc?export=download&id=1AbC',
		'https://drive.usercontent.google.com/download?id=1AbC',
		'https://www.dropbox.com/s/abc/photo.jpg?dl=1',
		'https://www.dropbox.com/s/abc/photo.jpg?raw=1',
		'https://www.dropbox.com/s/abc/photo.jpg?dl=0&raw=1',
		'https://dl.dropboxusercontent.com/s/abc/photo.jpg?dl=0',
		'https://example.com/file/d/1AbC/view',
	])('is not what gives the file itself: %s', (address) => {
		expect(url(address)).toBe(address);
	});
});
