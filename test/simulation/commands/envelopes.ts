import type { Act, Kind } from '../act.js';
import { available, envelopeOf, today, type Envelope } from '../model/model.js';
import { OFFICERS, seesFunds, serves } from '../model/sight.js';
import { verdictOn } from '../model/verdict.js';
import { funderOf } from '../model/model.js';
import { lockOf, someone } from './aim.js';

type Event = 'raise' | 'cut' | 'freeze' | 'unfreeze' | 'close';

/** Rules that the envelope does not meet. */
function unmet(event: Event, envelope: Envelope, cents: bigint, day: string): (string | false)[] {
  if (event === 'close')
    return [
      Number(day.slice(0, 4)) <= envelope.year && 'yearOver',
      envelope.held.RESERVED > 0n && 'nothingReserved',
      envelope.held.COMMITTED + envelope.held.ORDERED > 0n && 'nothingOwed',
    ];
  return [
    cents === 0n && 'amountPositive',
    (event === 'cut' || event === 'freeze') && cents > available(envelope) && 'withinAvailable',
    event === 'unfreeze' && cents > envelope.frozen && 'withinFrozen',
  ];
}

function change(event: Event, envelope: Envelope, cents: bigint): void {
  envelope.version += 1;
  if (event === 'raise') envelope.amount += cents;
  else if (event === 'cut') envelope.amount -= cents;
  else if (event === 'freeze') envelope.frozen += cents;
  else if (event === 'unfreeze') envelope.frozen -= cents;
  else envelope.state = 'CLOSED';
}

/** Most envelope acts stay within a part of what there is; some ask for one cent more than all. */
const kind = (event: Event, weight: number): Kind => ({
  name: `${event} an envelope`,
  weight,
  aim(model, people, draw): Act | undefined {
    const past = model.envelopes.filter(({ year }) => year < Number(today(model).slice(0, 4)));
    const { id, funder, year, version, frozen } =
      event === 'close' ? (draw.any(past) ?? draw.pick(model.envelopes)) : draw.pick(model.envelopes);
    const envelope = envelopeOf(model, funder, year);
    const { officer } = funderOf(model, funder);
    const by = someone(people, draw, officer);
    const most = event === 'unfreeze' ? frozen : event === 'raise' ? 3_000_000n : available(envelope);
    const cents = draw.chance(15) ? most + BigInt(draw.below(2)) : (most * BigInt(draw.below(30))) / 100n;
    return {
      kind: this.name,
      about: `${funder} ${year} by ${by.name} ${event === 'close' ? '' : String(cents)}`,
      by,
      path: `/v1/envelopes/${id}/${event}`,
      body: { reasons: 'Simulation', ...(event !== 'close' && { cents: Number(cents) }) },
      ifMatch: version,
      dossiers: [],
      locks: [lockOf.envelopes(model)],
      judge(now) {
        const found = envelopeOf(now, funder, year);
        return verdictOn({
          person: by,
          roles: OFFICERS,
          sees: seesFunds(by),
          may: serves(by, officer),
          version: [version, found.version],
          from: found.state === 'OPEN',
          unmet: unmet(event, found, cents, today(now)),
        });
      },
      apply: (now) => change(event, envelopeOf(now, funder, year), cents),
    };
  },
});

export const envelopeKinds: readonly Kind[] = [
  kind('raise', 1),
  kind('cut', 1),
  kind('freeze', 1),
  kind('unfreeze', 1),
  kind('close', 1),
];
