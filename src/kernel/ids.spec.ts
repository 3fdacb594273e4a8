import { isUuid, newId } from './ids.js';

describe('newId', () => {
  it('makes distinct version 7 identifiers, already in order', () => {
    const ids = Array.from({ length: 2_000 }, () => newId());
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('isUuid', () => {
  it('tells identifiers from the rest', () => {
    expect(isUuid(newId())).toBe(true);
    for (const bad of ['', 'x', `${newId()}\n`, `{${newId()}}`, newId().replaceAll('-', ''), 7, null, undefined]) {
      expect(isUuid(bad)).toBe(false);
    }
  });
});
