import fc from 'fast-check';
import { isEmail, normaliseEmail } from './email.js';

describe('normaliseEmail', () => {
  it('trims and lowers', () => {
    expect(normaliseEmail('  Anne.Martin@CAF31.Caf.FR\t')).toBe('anne.martin@caf31.caf.fr');
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(normaliseEmail(normaliseEmail(text))).toBe(normaliseEmail(text));
      }),
    );
  });
});

describe('isEmail', () => {
  it.each(['a@b.fr', "o'neil+fipe@asso.example.org", 'anne.martin@haute-garonne.gouv.fr', 'x@xn--crche-5ra.fr', 'a@1.fr'])(
    'accepts %s',
    (text) => {
      expect(isEmail(text)).toBe(true);
    },
  );

  it.each([
    '',
    '@',
    'a@',
    '@b.fr',
    'a@b',
    'a@b.',
    'a@.fr',
    'a@b..fr',
    'a@-b.fr',
    'a@b-.fr',
    '.a@b.fr',
    'a.@b.fr',
    'a..b@c.fr',
    'a@b@c.fr',
    'a b@c.fr',
    ' a@b.fr',
    'a@127.0.0.1',
    'a@[127.0.0.1]',
    '"a"@b.fr',
    'Anne <a@b.fr>',
    'a@b.fr,c@d.fr',
    'é@b.fr',
    'a@cr\u00e8che.fr',
    'a@b.fr\u0000',
  ])('refuses %p', (text) => {
    expect(isEmail(text)).toBe(false);
  });

  it('refuses a control character or a line break anywhere', () => {
    const control = fc.constantFrom('\r', '\n', '\r\nBcc: x@y.fr', '\t', '\u0000', '\u007f', '\u0085', '\u2028');
    fc.assert(
      fc.property(control, fc.nat({ max: 13 }), (bad, at) => {
        const text = 'anne@caf31.fr';
        expect(isEmail(text.slice(0, at) + bad + text.slice(at))).toBe(false);
      }),
    );
  });

  it('keeps the limits of length', () => {
    const label = 'd'.repeat(63);
    const domain = `${label}.${label}.${label}`;
    expect(isEmail(`${'l'.repeat(254 - 1 - domain.length)}@${domain}`)).toBe(true);
    expect(isEmail(`${'l'.repeat(255 - 1 - domain.length)}@${domain}`)).toBe(false);
    expect(isEmail(`${'l'.repeat(64)}@b.fr`)).toBe(true);
    expect(isEmail(`${'l'.repeat(65)}@b.fr`)).toBe(false);
    expect(isEmail(`a@${'d'.repeat(64)}.fr`)).toBe(false);
  });

  it('answers a hostile text at once', () => {
    const started = performance.now();
    for (const hostile of ['a'.repeat(1e6), `a@${'a.'.repeat(5e5)}`, `a@${'-'.repeat(1e6)}`, '.'.repeat(1e6)]) {
      expect(isEmail(hostile)).toBe(false);
    }
    expect(performance.now() - started).toBeLessThan(100);
  });
});
