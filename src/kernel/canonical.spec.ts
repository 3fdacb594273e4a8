import fc from 'fast-check';
import { canonicalJson, chainHash, GENESIS_HASH, sha256Hex } from './canonical.js';

describe('canonicalJson', () => {
  it('gives the published example of RFC 8785', () => {
    const sample = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(sample)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts keys by UTF-16 units, as RFC 8785 asks', () => {
    const sample = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1F600}': 5, '\u0080': 6, '\u00f6': 7 };
    expect([...canonicalJson(sample).matchAll(/:(\d)/g)].map(([, digit]) => Number(digit))).toEqual([2, 4, 6, 7, 1, 5, 3]);
  });

  it('turns big integers and dates into text, drops undefined, keeps array positions', () => {
    const value = { b: 10n ** 20n, a: new Date('2023-08-31T21:59:59.999Z'), gone: undefined, list: [1, undefined, -0] };
    expect(canonicalJson(value)).toBe('{"a":"2023-08-31T21:59:59.999Z","b":"100000000000000000000","list":[1,null,0]}');
  });

  it('keeps a key named __proto__', () => {
    expect(canonicalJson(JSON.parse('{"__proto__":{"x":1},"toJSON":2}'))).toBe('{"__proto__":{"x":1},"toJSON":2}');
  });

  it.each([
    ['NaN', { a: NaN }],
    ['Infinity', [Infinity]],
    ['a function', { a: () => 1 }],
    ['a symbol', [Symbol('s')]],
    ['undefined alone', undefined],
    ['an invalid date', new Date(NaN)],
    ['a map', new Map([[1, 2]])],
    ['bytes', Buffer.from('x')],
    ['an instance', new URL('https://example.org')],
    ['a lone surrogate', ['\ud800']],
    ['a lone surrogate in a key', { '\udc00': 1 }],
  ])('refuses %s', (_name, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it('is JSON of the same value, whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ stringUnit: 'grapheme' })), (value) => {
        const shuffled = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(shuffled)).toBe(canonicalJson(value));
        expect(JSON.stringify(JSON.parse(canonicalJson(value)))).toBe(JSON.stringify(JSON.parse(canonicalJson(shuffled))));
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
      }),
    );
  });
});

describe('hashes', () => {
  it('knows the published vectors, in UTF-8', () => {
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256Hex('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
  });

  it('takes bytes as they are, even those which are no text', () => {
    expect(sha256Hex(Buffer.from('é'))).toBe(sha256Hex('é'));
    expect(sha256Hex(new Uint8Array([0xff]))).toBe('a8100ae6aa1940d0b663bb31cd466142ebbdbd5187131b92d93818987832eb89');
  });

  it('links an entry to all that came before', () => {
    const first = chainHash(GENESIS_HASH, { event: 'opened', amount: 100n });
    expect(first).toBe(sha256Hex(`${GENESIS_HASH}{"amount":"100","event":"opened"}`));
    const second = chainHash(first, { event: 'closed' });
    const forged = chainHash(chainHash(GENESIS_HASH, { event: 'opened', amount: 101n }), { event: 'closed' });
    expect(forged).not.toBe(second);
  });

  it.each(['', 'abc', GENESIS_HASH.slice(1), 'F'.repeat(64), `${GENESIS_HASH}\n`])(
    'refuses %p as a previous hash',
    (previous) => {
      expect(() => chainHash(previous, {})).toThrow(TypeError);
    },
  );
});
