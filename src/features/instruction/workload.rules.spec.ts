import fc from 'fast-check';

import { inOrder, type Workload } from './workload.rules.js';

const person = fc.record({
  name: fc.constant('X'),
  open: fc.nat(12),
  absent: fc.boolean(),
  interested: fc.boolean(),
  deputy: fc.boolean(),
});
const people = fc
  .array(person, { maxLength: 12 })
  .map((found) => found.map((one, index): Workload => ({ ...one, personId: `p${String(index).padStart(2, '0')}` })));
const inCharge = fc.record({
  examinerId: fc.option(fc.constantFrom('p00', 'p01', 'p02')),
  otherExaminerId: fc.option(fc.constantFrom('p03', 'p04')),
});

describe('who examines next', () => {
  it('is never absent, interested, already in charge, or of the other opinion; everybody else may be', () => {
    fc.assert(
      fc.property(people, inCharge, (all, charge) => {
        const named = new Set(inOrder(all, charge).map(({ personId }) => personId));
        for (const { personId, absent, interested } of all) {
          const barred = absent || interested || personId === charge.examinerId || personId === charge.otherExaminerId;
          expect([personId, named.has(personId)]).toEqual([personId, !barred]);
        }
      }),
    );
  });

  it('is a deputy first, then the least loaded; the same whatever the order in which they are read', () => {
    fc.assert(
      fc.property(people, inCharge, fc.infiniteStream(fc.nat()), (all, charge, stream) => {
        const found = inOrder(all, charge);
        const mixed = all.map((one) => [stream.next().value, one] as const).sort(([a], [b]) => a - b);
        expect(
          inOrder(
            mixed.map(([, one]) => one),
            charge,
          ),
        ).toEqual(found);
        found.slice(1).forEach((one, index) => {
          const before = found[index]!;
          expect(before.deputy || !one.deputy).toBe(true);
          if (before.deputy === one.deputy) expect(before.open).toBeLessThanOrEqual(one.open);
        });
      }),
    );
  });

  it('spreads dossiers evenly: nobody has two more than another who could have taken one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 60 }), (size, dossiers) => {
        const open = new Map(Array.from({ length: size }, (_, index) => [`p${index}`, 0]));
        for (let n = 0; n < dossiers; n += 1) {
          const all = [...open].map(([personId, count]): Workload => ({
            personId,
            name: '',
            open: count,
            absent: false,
            interested: false,
            deputy: false,
          }));
          const [first] = inOrder(all, { examinerId: null, otherExaminerId: null });
          open.set(first!.personId, first!.open + 1);
        }
        const counts = [...open.values()];
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(dossiers);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
