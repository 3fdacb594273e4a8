import type { Actor } from './actor.js';
import { given, label, reason, written } from './reasons.js';

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

describe('written', () => {
  const message = label('Écrivez les motifs.', 'Give the reasons.');
  const guard = written('reasons', {
    name: 'refusalExplained',
    label: label('motifs écrits', 'reasons given'),
    source: 'CRPA',
    message,
  });
  const check = (input: { readonly reasons?: string } | undefined): unknown =>
    guard.check({ facts: {}, input, actor: {} as Actor, now: new Date(0) });

  it('is a named guard on the input', () => {
    expect(guard).toMatchObject({ name: 'refusalExplained', label: { fr: 'motifs écrits' }, source: 'CRPA', needsInput: true });
    expect(guard).not.toHaveProperty('message');
  });

  it('is met by a text, and points at the field otherwise', () => {
    expect(check({ reasons: 'Hors sujet.' })).toBeUndefined();
    for (const input of [undefined, {}, { reasons: ' ' }]) {
      expect(check(input)).toEqual([{ rule: 'refusalExplained', pointer: '/reasons', message }]);
    }
  });
});
