import fc from 'fast-check';

import { LampRoom } from '../../../test/support/lamp.js';
import { canonicalJson, GENESIS_HASH, sha256Hex } from '../../kernel/canonical.js';
import { auditHash, auditText, type AuditRecord } from './audit.js';

describe('what is hashed of an act', () => {
  it('is its canonical JSON, whatever it holds', () => {
    const text = fc.string({ unit: 'binary' });
    const record: fc.Arbitrary<AuditRecord> = fc.record({
      aggregate: text,
      aggregateId: fc.uuid(),
      event: text,
      fromState: text,
      toState: text,
      version: fc.nat(),
      actorId: text,
      capacity: text,
      at: fc.date({ noInvalidDate: true }),
      facts: text,
      input: text,
      requestId: text,
    });
    fc.assert(
      fc.property(record, (one) => {
        expect(auditText(one)).toBe(canonicalJson(one));
      }),
      { numRuns: 500 },
    );
  });

  it('can be checked with sha256sum: previous hash, number, colon, text', () => {
    expect(auditHash(GENESIS_HASH, 1, '{}')).toBe(sha256Hex(`${'0'.repeat(64)}1:{}`));
  });

  it('is hashed by PostgreSQL as by this code, accents and quotes included', async () => {
    const room = await LampRoom.open();
    try {
      const id = await room.lamp();
      await room.fire(id, 'turnOn', undefined, {
        input: { please: true, note: 'été "œuf" \\ \u2028 𝄞', cents: 12n, left: undefined },
      });
      await room.fire(id, 'turnOff');
      const [first, second] = await room.trail(id);
      expect(first).toMatchObject({
        seq: 1,
        previousHash: GENESIS_HASH,
        capacity: 'keeper',
        actorId: room.keeper.personId,
        at: room.now,
      });
      expect(first!.hash).toBe(auditHash(GENESIS_HASH, 1, auditText(first!)));
      expect(JSON.parse(first!.input)).toEqual({ please: true, note: 'été "œuf" \\ \u2028 𝄞', cents: '12' });
      expect(JSON.parse(first!.facts)).toEqual({ event: 'turnOn', powered: true, watts: 40 });
      expect(second!.hash).toBe(auditHash(first!.hash, 2, auditText(second!)));
    } finally {
      await room.close();
    }
  });
});
