// Prepares one image in a fresh process and prints JSON: seconds, and resident bytes more than before. Arguments: the
// bundled preparation, and the image. Plain JavaScript, so that nothing is compiled meanwhile.
const { readFileSync } = require('node:fs');

const [bundle, image] = process.argv.slice(2);
const { prepareImage } = require(bundle);
const bytes = readFileSync(image);

globalThis.gc();
const before = process.memoryUsage.rss();
const started = performance.now();
const jpeg = prepareImage(bytes, { fit: 'none', ratio: 1, background: [255, 255, 255] });
const seconds = (performance.now() - started) / 1000;
if (!jpeg) throw new Error('The image was not prepared');
process.stdout.write(JSON.stringify({ seconds, more: process.resourceUsage().maxRSS * 1024 - before }));
