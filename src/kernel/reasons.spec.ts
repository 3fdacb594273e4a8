import { given, label, reason } from './reasons.js';

describe('given', () => {
  it.each(['x', ' x\n'])('takes %p as written', (value) => {
    expect(given(value)).toBe(true);
  });

  it.each(['', ' \t\n\u00a0', undefined, null, 12, ['x'], {}])('does not take %p as written', (value) => {
    expect(given(value)).toBe(false);
  });
});

describe('reason', () => {
  const message = label('Écrivez les motifs.', 'Give the reasons.');

  it('points at the field at fault', () => {
    expect(reason('reasonsGiven', '/reasons', message)).toStrictEqual({
      rule: 'reasonsGiven',
      pointer: '/reasons',
      message: { fr: 'Écrivez les motifs.', en: 'Give the reasons.' },
    });
  });

  it('has no pointer at all where no single field is at fault', () => {
    expect(reason('reasonsGiven', undefined, message)).toStrictEqual({ rule: 'reasonsGiven', message });
  });
});
