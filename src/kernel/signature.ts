import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/** Ed25519 alone: no parameter to choose wrongly, the same signature each time, some fifty microseconds. */
export function isEd25519(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'ed25519';
}

/** Name of a key: its RFC 7638 thumbprint, SHA-256 in base64url. @throws TypeError for another kind of key */
export function keyIdOf(publicKey: KeyObject): string {
  if (!isEd25519(publicKey)) throw new TypeError('an Ed25519 key is expected');
  const { crv, kty, x } = publicKey.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
}

/** A public key from its PEM text. @throws Error for what is no key */
export function readPublicKey(pem: string): KeyObject {
  return createPublicKey(pem);
}

/** Signature of the UTF-8 bytes of a text, in base64url. */
export function signText(text: string, privateKey: KeyObject): string {
  return sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url');
}

/** One writing of a signature is valid: base64url has spare bits at its end, which would let a changed last character pass. */
export function verifyText(text: string, signature: string, publicKey: KeyObject): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  if (bytes.length !== 64 || bytes.toString('base64url') !== signature || !isEd25519(publicKey)) return false;
  return verify(null, Buffer.from(text, 'utf8'), publicKey, bytes);
}
