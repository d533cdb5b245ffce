import { pki, md } from 'node-forge';
import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** A certificate and its private key, both PEM. */
export interface KeyedCertificate {
	certificate: string;
	key: string;
}

const YEAR = 365 * 24 * 3600 * 1000;

/** Tests move clocks by months, so everything is valid from two years ago to ten years ahead. */
function validity(): { notBefore: Date; notAfter: Date } {
	return { notBefore: new Date(Date.now() - 2 * YEAR), notAfter: new Date(Date.now() + 10 * YEAR) };
}

// Node's own generator: forge's takes seconds in plain JavaScript.
function newKeyPair(): { privateKey: string; publicKey: string } {
	return generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	});
}

function serialNumber(): string {
	// Positive, and without leading zeros that DER does not allow.
	return `01${randomBytes(15).toString('hex')}`;
}

function issue(options: {
	subject: string;
	issuer: string;
	publicKey: string;
	signingKey: string;
	extensions: Array<Record<string, unknown>>;
}): string {
	const certificate = pki.createCertificate();
	certificate.publicKey = pki.publicKeyFromPem(options.publicKey);
	certificate.serialNumber = serialNumber();
	const { notBefore, notAfter } = validity();
	certificate.validity.notBefore = notBefore;
	certificate.validity.notAfter = notAfter;
	certificate.setSubject([{ name: 'commonName', value: options.subject }]);
	certificate.setIssuer([{ name: 'commonName', value: options.issuer }]);
	certificate.setExtensions(options.extensions);
	certificate.sign(pki.privateKeyFromPem(options.signingKey), md.sha256.create());
	return pki.certificateToPem(certificate);
}

const AUTHORITY_NAME = 'Instagram sandbox authority (development only)';

export function issueAuthority(): KeyedCertificate {
	const { privateKey, publicKey } = newKeyPair();
	const certificate = issue({
		subject: AUTHORITY_NAME,
		issuer: AUTHORITY_NAME,
		publicKey,
		signingKey: privateKey,
		extensions: [
			{ name: 'basicConstraints', cA: true, critical: true },
			{ name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
			{ name: 'subjectKeyIdentifier' },
		],
	});
	return { certificate, key: privateKey };
}

/** A server certificate for all the hosts at once, signed by the authority. */
export function issueServer(authority: KeyedCertificate, hosts: readonly string[]): KeyedCertificate {
	const { privateKey, publicKey } = newKeyPair();
	const certificate = issue({
		subject: hosts[0] ?? 'localhost',
		issuer: AUTHORITY_NAME,
		publicKey,
		signingKey: authority.key,
		extensions: [
			{ name: 'basicConstraints', cA: false },
			{ name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
			{ name: 'extKeyUsage', serverAuth: true },
			{ name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) },
		],
	});
	return { certificate, key: privateKey };
}
