import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { KeyedCertificate } from './issueCertificates';

export interface CertificateAuthority extends KeyedCertificate {
	directory: string;
	/** PEM file for `NODE_EXTRA_CA_CERTS`. */
	caFile: string;
}

// Written beside and renamed, so that two processes starting at once never see half a file.
function writeWhole(file: string, text: string, mode: number): void {
	const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
	writeFileSync(temporary, text, { mode });
	renameSync(temporary, file);
}

/** Reads a stored certificate, or issues and stores it. A new key takes 0.2 s, and every test file starts a sandbox. */
async function storedOr(file: string, issue: () => Promise<KeyedCertificate>): Promise<KeyedCertificate> {
	if (!existsSync(file)) writeWhole(file, JSON.stringify(await issue()), 0o600);
	return JSON.parse(readFileSync(file, 'utf8')) as KeyedCertificate;
}

/**
 * Finds the certificate authority of a directory, or makes it. Call it before a process starts that needs
 * `NODE_EXTRA_CA_CERTS`, then pass the same directory to `startSandbox`.
 */
export async function ensureCertificateAuthority(directory: string): Promise<CertificateAuthority> {
	mkdirSync(directory, { recursive: true });
	const authority = await storedOr(join(directory, 'sandbox-authority.json'), async () => {
		const { issueAuthority } = await import('./issueCertificates');
		return issueAuthority();
	});
	const caFile = join(directory, 'sandbox-ca.pem');
	if (!existsSync(caFile) || readFileSync(caFile, 'utf8') !== authority.certificate) {
		writeWhole(caFile, authority.certificate, 0o644);
	}
	return { directory, caFile, ...authority };
}

/** A server certificate for all the hosts at once, signed by the authority and kept beside it. */
export async function ensureServerCertificate(
	authority: CertificateAuthority,
	hosts: readonly string[],
): Promise<KeyedCertificate> {
	const of = createHash('sha256')
		.update([authority.certificate, ...hosts].join())
		.digest('hex');
	return await storedOr(join(authority.directory, `sandbox-server-${of.slice(0, 16)}.json`), async () => {
		const { issueServer } = await import('./issueCertificates');
		return issueServer(authority, hosts);
	});
}
