// Prints the file of the sandbox's certificate authority, which it makes if there is none in the directory yet.
import { ensureCertificateAuthority } from '../sandbox/certificates';

void ensureCertificateAuthority(process.argv[2]!).then(({ caFile }) => process.stdout.write(caFile));
