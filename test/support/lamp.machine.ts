import type { Actor } from '../../src/kernel/actor.js';
import { defineMachine, type Guard, type Policy } from '../../src/kernel/machine.js';

// A machine small enough to know by heart, with one of each: a guard on facts, a guard on the input, an act of the system, a loop.

export interface LampFacts {
  readonly keeperId: string;
  readonly visitorIds: readonly string[];
  readonly powered: boolean;
  readonly watts: number;
}
export type LampState = 'OFF' | 'ON' | 'BROKEN';
export type LampEvent = 'turnOn' | 'turnOff' | 'blink' | 'smash' | 'repair';

const same = (text: string) => ({ fr: text, en: text });
const policy = (name: string, allows: (actor: Actor, facts: LampFacts) => boolean): Policy<LampFacts> => ({
  name,
  label: same(name),
  allows,
});

const keeper = policy('keeper', (actor, facts) => actor.personId === facts.keeperId && actor.system !== true);
const system = policy('system', (actor) => actor.system === true);
const inTheRoom = policy(
  'inTheRoom',
  (actor, facts) => actor.personId === facts.keeperId || facts.visitorIds.includes(actor.personId),
);

const hasPower: Guard<LampFacts> = {
  name: 'hasPower',
  label: same('the lamp has power'),
  source: 'Manual, page 1',
  check: ({ facts }) => (facts.powered ? undefined : { fr: 'Rebranchez la lampe.', en: 'Plug the lamp in.' }),
};
const strongEnough: Guard<LampFacts> = {
  name: 'strongEnough',
  label: same('between 1 and 60 watts'),
  check: ({ facts }) =>
    facts.watts > 0 && facts.watts <= 60
      ? undefined
      : [
          { rule: 'strongEnough', message: { fr: 'Changez l’ampoule.', en: 'Change the bulb.' }, pointer: '/watts' },
          { rule: 'labelled', message: { fr: 'Collez l’étiquette.', en: 'Stick the label.' } },
        ],
};
const politelyAsked: Guard<LampFacts, { please?: boolean } | undefined> = {
  name: 'politelyAsked',
  label: same('one says please'),
  needsInput: true,
  check: ({ input }) => (input?.please === true ? undefined : { fr: 'Dites s’il vous plaît.', en: 'Say please.' }),
};

export const lampMachine = defineMachine<LampState, LampEvent, LampFacts>({
  name: 'lamp',
  label: { fr: 'Lampe', en: 'Lamp' },
  states: { OFF: { fr: 'éteinte', en: 'off' }, ON: { fr: 'allumée', en: 'on' }, BROKEN: { fr: 'cassée', en: 'broken' } },
  initial: 'OFF',
  terminal: ['BROKEN'],
  editable: ['OFF'],
  visibleTo: inTheRoom,
  waitingOn: { OFF: { fr: 'le gardien', en: 'the keeper' }, ON: { fr: 'le gardien', en: 'the keeper' } },
  edges: [
    {
      event: 'turnOn',
      from: ['OFF'],
      to: 'ON',
      by: [keeper, system],
      when: [hasPower, strongEnough, politelyAsked],
      emits: ['lamp.on', 'lamp.lit'],
      label: { fr: 'Allumer', en: 'Turn on' },
    },
    { event: 'turnOff', from: ['ON'], to: 'OFF', by: [keeper], emits: ['lamp.off'], label: { fr: 'Éteindre', en: 'Turn off' } },
    {
      event: 'blink',
      from: ['ON'],
      to: 'ON',
      by: [keeper, system],
      emits: ['lamp.blinked'],
      label: { fr: 'Clignoter', en: 'Blink' },
    },
    { event: 'smash', from: ['OFF', 'ON'], to: 'BROKEN', by: [system], label: { fr: 'Casser', en: 'Smash' } },
    { event: 'repair', from: ['ON'], to: 'OFF', by: [system], when: [hasPower], label: { fr: 'Réparer', en: 'Repair' } },
  ],
});
