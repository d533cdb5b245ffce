// Runs the scanner by which n8n verifies community packages over a folder, without its look-up of npm's provenance.
// Usage: node scan.mjs source|packed <folder>
import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';

const [kind, folder] = process.argv.slice(2);
const patterns = kind === 'source' ? SOURCE_FILE_PATTERNS : ['**/*.js', 'package.json'];
const { passed, message, details } = await analyzePackage(folder, patterns);
process.stdout.write(`\n${JSON.stringify({ passed, message, details })}`);
