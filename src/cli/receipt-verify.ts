// `npm run receipt:verify -- receipt.json [key.pem] [content.json]`: checks a receipt without the service, the database or the network.
// key.pem: one or more public keys, or what GET /v1/receipts/keys answered; left out, the key of this installation. content.json: the frozen
// version (`content` of GET /v1/applications/{id}/versions/{number}), to be checked against the receipt too.
// Prints a JSON report. Exit 0: genuine; 1: not genuine; 2: could not be checked.

import { readFileSync } from 'node:fs';
import { argv, stderr, stdout } from 'node:process';

import { publicKeyOf } from '../features/applications/receipt-signer.js';
import { verifyReceiptFile, type ReceiptFault } from '../features/applications/receipt.rules.js';
import { readConfig } from '../platform/config/config.js';

const FAULTS: Readonly<Record<ReceiptFault, string>> = {
  unreadable: 'Ce fichier n’est pas un reçu / this file is not a receipt',
  'unknown-key': 'Le reçu est signé d’une autre clé que celles données / the receipt is signed with another key than those given',
  signature: 'Le reçu a été modifié ou n’est pas de ce service / the receipt was altered or is not from this service',
  content: 'Le contenu n’est pas celui du reçu / the content is not the one of the receipt',
};

function keysIn(path: string | undefined): string[] {
  if (path === undefined) {
    // No token is signed here: the secret is neither needed nor created.
    const own = publicKeyOf(readConfig({ ...process.env, JWT_SECRET: process.env.JWT_SECRET ?? '-'.repeat(32) }));
    if (own === undefined) {
      throw new Error(
        'Donnez la clé publique (GET /v1/receipts/keys) / give the public key: receipt:verify -- receipt.json key.pem',
      );
    }
    return [own];
  }
  const text = readFileSync(path, 'utf8').replaceAll('\\n', '\n');
  const keys = text.match(/-----BEGIN PUBLIC KEY-----[\s\S]+?-----END PUBLIC KEY-----/g);
  if (keys === null) throw new Error(`${path} : aucune clé publique PEM / no public key in PEM`);
  return keys;
}

try {
  const [, , receiptPath, keyPath, contentPath] = argv;
  if (receiptPath === undefined) throw new Error('npm run receipt:verify -- receipt.json [key.pem] [content.json]');
  const content: unknown = contentPath === undefined ? undefined : JSON.parse(readFileSync(contentPath, 'utf8'));
  const verdict = verifyReceiptFile(readFileSync(receiptPath), keysIn(keyPath), content);
  if (verdict.genuine) {
    const {
      number,
      submittedAt,
      legalTime,
      withinGrace,
      late,
      keyId,
      application,
      organisation,
      content: hashes,
    } = verdict.receipt;
    const report = { genuine: true, number, submittedAt, legalTime, withinGrace, late, keyId, application, organisation };
    stdout.write(
      `${JSON.stringify({ ...report, contentSha256: hashes.sha256, contentChecked: content !== undefined }, null, 2)}\n`,
    );
  } else {
    stdout.write(`${JSON.stringify({ genuine: false, why: verdict.why }, null, 2)}\n`);
    stderr.write(`${FAULTS[verdict.why]}\n`);
    process.exitCode = 1;
  }
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
