import fc from 'fast-check';
import { isRna, isSiret } from './siret.js';

const digits = (length: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length });

describe('isSiret', () => {
  it.each(['73282932000074', '12002701600357', '35600000000048'])('accepts %s', (siret) => {
    expect(isSiret(siret)).toBe(true);
  });

  it('accepts an office of La Poste by its digit sum, where Luhn would refuse it', () => {
    expect(isSiret('35600000049837')).toBe(true); // 3+5+6+4+9+8+3+7 = 45
    expect(isSiret('35600000049838')).toBe(false);
  });

  it.each(['', '7328293200007', '732829320000744', '732 829 320 00074', '73282932000074\n', '7328293200007A', '٧٣٢٨٢٩٣٢٠٠٠٠٧٤'])(
    'refuses %p by its form',
    (text) => {
      expect(isSiret(text)).toBe(false);
    },
  );

  it('refuses fourteen zeros', () => {
    expect(isSiret('00000000000000')).toBe(false);
  });

  it('has exactly one right key for each 13 digits, so that a mistyped last digit is always seen', () => {
    fc.assert(
      fc.property(digits(13), (body) => {
        const head = body.join('');
        fc.pre(!head.startsWith('356000000') && /[1-9]/.test(head));
        const right = Array.from('0123456789').filter((key) => isSiret(head + key));
        expect(right).toHaveLength(1);
      }),
    );
  });
});

describe('isRna', () => {
  it('wants W and nine digits', () => {
    expect(isRna('W751004076')).toBe(true);
    for (const bad of ['w751004076', 'W75100407', 'W7510040760', '751004076', 'W751004076\n']) expect(isRna(bad)).toBe(false);
  });
});
