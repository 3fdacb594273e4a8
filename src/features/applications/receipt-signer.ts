import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Inject, Injectable } from '@nestjs/common';

import { isEd25519, keyIdOf, signText } from '../../kernel/signature.js';
import { CONFIG, ConfigError, type Config } from '../../platform/config/config.js';

const publicPem = (key: KeyObject): string => createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();

interface Held {
  readonly key: KeyObject;
  readonly keyId: string;
  /** SPKI, PEM. */
  readonly publicKey: string;
}

/** Holds the private key of this installation; nothing else ever sees it. */
@Injectable()
export class ReceiptSigner {
  private held: Held | undefined;

  /** @throws ConfigError without a key in production, or with another kind of key */
  constructor(@Inject(CONFIG) private readonly config: Config) {
    // A wrong setting stops the start; a key is made only once something is to be signed.
    if (config.production || config.receiptSigningKey !== undefined) this.current();
  }

  get keyId(): string {
    return this.current().keyId;
  }

  get publicKey(): string {
    return this.current().publicKey;
  }

  /** In base64url. */
  sign(text: string): string {
    return signText(text, this.current().key);
  }

  private current(): Held {
    if (this.held === undefined) {
      const key = privateKeyOf(this.config);
      this.held = { key, keyId: keyIdOf(createPublicKey(key)), publicKey: publicPem(key) };
    }
    return this.held;
  }
}

/** The given key; otherwise one made once and kept beside the data, readable by its owner alone. Production must give one. */
function privateKeyOf({ receiptSigningKey, production, dataDir }: Config): KeyObject {
  if (receiptSigningKey !== undefined) return readPrivateKey(receiptSigningKey);
  if (production) throw new ConfigError('RECEIPT_SIGNING_KEY est obligatoire en production / is required in production');
  const path = receiptKeyPath(dataDir);
  if (!existsSync(path)) makeKey(path, dataDir);
  return readPrivateKey(readFileSync(path, 'utf8'));
}

const receiptKeyPath = (dataDir: string): string => join(dataDir, 'receipt-key.pem');

/** Public part of this installation's key, for the offline check; undefined where there is none. Never makes one. */
export function publicKeyOf({ receiptSigningKey, dataDir }: Pick<Config, 'receiptSigningKey' | 'dataDir'>): string | undefined {
  const path = receiptKeyPath(dataDir);
  const given = receiptSigningKey ?? (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
  return given === undefined ? undefined : publicPem(readPrivateKey(given));
}

function readPrivateKey(pem: string): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(pem);
  } catch {
    // Said below: the reason given by the library may quote the text.
  }
  if (key === undefined || !isEd25519(key)) {
    throw new ConfigError(
      'RECEIPT_SIGNING_KEY : clé privée Ed25519 au format PEM attendue / Ed25519 private key in PEM expected',
    );
  }
  return key;
}

/** Two processes may start together: the key is complete before it has its name, and the first name stands. */
function makeKey(path: string, dataDir: string): void {
  mkdirSync(dataDir, { recursive: true });
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}
