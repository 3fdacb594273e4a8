import { createPublicKey, generateKeyPairSync } from 'node:crypto';

import fc from 'fast-check';

import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import { keyIdOf, signText, verifyText } from '../../kernel/signature.js';
import { fieldHashes, receiptFile, receiptOf, verifyReceiptFile } from './receipt.rules.js';
import type { ProofSource } from './proof-source.js';

const pemOf = (key: ReturnType<typeof createPublicKey>): string => key.export({ type: 'spki', format: 'pem' }).toString();
const pair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, pem: pemOf(publicKey), keyId: keyIdOf(publicKey) };
};
const key = pair();

const content = {
  title: 'Crèche « été »',
  summary: 'Un \u202f projet\nà deux lignes \ud83d\ude00',
  requestedYears: [{ year: 2023, cents: 5_600_000 }],
  documents: [{ code: 'RIB', provided: 'ATTACHED' }],
  files: [{ code: 'RIB', version: 2, name: 'rib.pdf', size: 1234, sha256: 'a'.repeat(64), storageKey: 'never/shown' }],
};
const source: ProofSource = {
  application: { id: '0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a12', number: '2023-11-00007', department: '11' },
  frozen: {
    number: 1,
    receiptNumber: 'R-2023-11-00007-1',
    content,
    hash: sha256Hex(canonicalJson(content)),
    late: false,
    submittedAt: new Date('2023-08-31T22:00:12.345Z'),
    callSpec: 1,
  },
  call: {
    id: '0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a13',
    title: 'Fonds d’innovation',
    edition: 2023,
    deadlineAt: new Date('2023-08-31T21:59:59.999Z'),
    timeZone: 'Europe/Paris',
    graceSeconds: 30,
    appealText: { fr: 'Recours.', en: 'Appeal.' },
  },
  organisation: { name: 'Crèche associative', siret: '21310555400017', holderType: 'ASSOCIATION' },
  service: null,
  withinGrace: true,
};

const document = canonicalJson(receiptOf(source, key.keyId));
const file = Buffer.from(receiptFile(document, key.keyId, signText(document, key.privateKey)), 'utf8');

describe('a receipt', () => {
  it('says what arrived, when, in which zone, and the hash of each field and file', () => {
    expect(JSON.parse(document)).toMatchObject({
      number: 'R-2023-11-00007-1',
      submittedAt: '2023-08-31T22:00:12.345Z',
      legalTime: {
        zone: 'Europe/Paris',
        local: '2023-09-01T00:00:12.345+02:00',
        text: '1er septembre 2023 à 00:00 (heure de Paris)',
      },
      deadlineAt: '2023-08-31T21:59:59.999Z',
      withinGrace: true,
      late: false,
      organisation: { name: 'Crèche associative', siret: '21310555400017' },
      content: { sha256: source.frozen.hash, fields: { title: sha256Hex('"Crèche « été »"') } },
      files: [{ code: 'RIB', version: 2, name: 'rib.pdf', size: 1234, sha256: 'a'.repeat(64) }],
    });
    expect(document).not.toContain('never/shown');
    expect(Object.keys(fieldHashes(content)).sort()).toEqual(['documents', 'files', 'requestedYears', 'summary', 'title']);
  });

  it('is checked with the public key alone, spaces between its parts or not, and the content against it', () => {
    expect(verifyReceiptFile(file, [pair().pem, key.pem], content)).toMatchObject({ genuine: true });
    const spaced = Buffer.from(JSON.stringify(JSON.parse(file.toString('utf8')), null, 2));
    expect(verifyReceiptFile(spaced, [key.pem])).toMatchObject({ genuine: true, receipt: { number: 'R-2023-11-00007-1' } });
    expect(verifyReceiptFile(file, [key.pem], { ...content, title: 'Autre' })).toEqual({ genuine: false, why: 'content' });
    expect(verifyReceiptFile(file, [pair().pem])).toEqual({ genuine: false, why: 'unknown-key' });
    expect(verifyReceiptFile(file, [])).toEqual({ genuine: false, why: 'unknown-key' });
  });

  it('is refused for another key of the same name, other members, and what is no receipt at all', () => {
    const forger = pair();
    const parsed = JSON.parse(file.toString('utf8')) as { receipt: object; signature: object };
    const forged = receiptFile(document, key.keyId, signText(document, forger.privateKey));
    expect(verifyReceiptFile(Buffer.from(forged), [key.pem])).toEqual({ genuine: false, why: 'signature' });
    for (const wrong of [
      { ...parsed, more: 1 },
      { ...parsed, signature: { ...parsed.signature, more: 1 } },
      { ...parsed, signature: { ...parsed.signature, algorithm: 'none' } },
      { ...parsed, receipt: { ...parsed.receipt, type: 'other/1' } },
      { receipt: null, signature: null },
      [],
      null,
      'text',
    ]) {
      expect(verifyReceiptFile(Buffer.from(JSON.stringify(wrong)), [key.pem]).genuine).toBe(false);
    }
    const twice = file.toString('utf8').replace('"late":false', '"late":true,"late":false');
    expect(verifyReceiptFile(Buffer.from(twice), [key.pem])).toEqual({ genuine: false, why: 'unreadable' });
    for (const bytes of [Buffer.alloc(0), Buffer.from('{'), Buffer.from([0xff, 0xfe])]) {
      expect(verifyReceiptFile(bytes, [key.pem])).toEqual({ genuine: false, why: 'unreadable' });
    }
  });

  it('shows any change of any byte', () => {
    const byte = fc.record({ at: fc.integer({ min: 0, max: file.length - 1 }), flip: fc.integer({ min: 1, max: 255 }) });
    fc.assert(
      fc.property(byte, ({ at, flip }) => {
        const tampered = Buffer.from(file);
        tampered[at] = (tampered[at] ?? 0) ^ flip;
        expect(verifyReceiptFile(tampered, [key.pem]).genuine).toBe(false);
      }),
      { numRuns: 1500 },
    );
    // Each byte at least once.
    for (let at = 0; at < file.length; at += 1) {
      const tampered = Buffer.from(file);
      tampered[at] = (tampered[at] ?? 0) ^ 1;
      expect([at, verifyReceiptFile(tampered, [key.pem]).genuine]).toEqual([at, false]);
    }
  });

  it('shows bytes taken away, doubled or swapped', () => {
    const text = file.toString('latin1');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 2 }), fc.integer({ min: 1, max: 40 }), (at, length) => {
        const cut = text.slice(0, at) + text.slice(at + length);
        expect(verifyReceiptFile(Buffer.from(cut, 'latin1'), [key.pem]).genuine).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a signature', () => {
  it('has one writing', () => {
    const signature = signText('texte', key.privateKey);
    const publicKey = createPublicKey(key.pem);
    expect(verifyText('texte', signature, publicKey)).toBe(true);
    expect(verifyText('texte ', signature, publicKey)).toBe(false);
    for (const other of [`${signature}=`, ` ${signature}`, signature.slice(0, -1), '', 'é'.repeat(86)]) {
      expect(verifyText('texte', other, publicKey)).toBe(false);
    }
    const last = signature.at(-1) ?? '';
    const spare = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_').filter((one) => one !== last);
    for (const one of spare) expect(verifyText('texte', signature.slice(0, -1) + one, publicKey)).toBe(false);
  });

  it('is of an Ed25519 key, whose name is its thumbprint', () => {
    // RFC 8037, appendix A.3.
    const known = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
      format: 'jwk',
    });
    expect(keyIdOf(known)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
    const other = generateKeyPairSync('ed448').publicKey;
    expect(() => keyIdOf(other)).toThrow(TypeError);
    expect(verifyText('texte', signText('texte', key.privateKey), other)).toBe(false);
  });
});
