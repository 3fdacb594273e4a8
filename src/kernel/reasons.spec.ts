import type { Actor } from './actor.js';
import { given, label, missing, reason, written } from './reasons.js';

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

describe('missing', () => {
  it('names each field that is not given, in their order', () => {
    const fields = [
      ['number', label('Le numéro.', 'The number.')],
      ['date', label('La date.', 'The date.')],
    ] as const;
    expect(missing('identified', fields, undefined).map(({ pointer }) => pointer)).toEqual(['/number', '/date']);
    expect(missing('identified', fields, { number: '12', date: ' ' })).toEqual([
      { rule: 'identified', pointer: '/date', message: { fr: 'La date.', en: 'The date.' } },
    ]);
    expect(missing('identified', fields, { number: '12', date: '2023-01-01' })).toEqual([]);
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
    expect(check({ reasons: 'Hors sujet.' })).toEqual([]);
    for (const input of [undefined, {}, { reasons: ' ' }]) {
      expect(check(input)).toEqual([{ rule: 'refusalExplained', pointer: '/reasons', message }]);
    }
  });
});
