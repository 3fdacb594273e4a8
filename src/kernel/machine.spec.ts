import fc from 'fast-check';

import { lampMachine, type LampEvent, type LampFacts, type LampState } from '../../test/support/lamp.machine.js';
import { systemActor, type Actor } from './actor.js';
import {
  actions,
  authorise,
  decide,
  defineMachine,
  MachineError,
  waitingOn,
  type MachineDefinition,
  type Policy,
} from './machine.js';

const now = new Date('2023-06-15T08:00:00Z');
const keeper: Actor = { personId: 'keeper', grants: [] };
const visitor: Actor = { personId: 'visitor', grants: [] };
const stranger: Actor = { personId: 'stranger', grants: [] };
const system = systemActor();
const facts: LampFacts = { keeperId: 'keeper', visitorIds: ['visitor'], powered: true, watts: 40 };
const please = { please: true };

describe('defineMachine', () => {
  const text = { fr: 'x', en: 'x' };
  const anyone: Policy<unknown> = { name: 'anyone', label: text, allows: () => true };
  type Definition = MachineDefinition<string, string, unknown>;
  const edge = (event: string, from: string[], to: string, by = [anyone]) => ({ event, from, to, by, label: text });
  const sound: Definition = {
    name: 'door',
    label: text,
    states: { OPEN: text, SHUT: text, WALLED: text },
    initial: 'OPEN',
    terminal: ['WALLED'],
    visibleTo: anyone,
    waitingOn: { OPEN: text, SHUT: text },
    edges: [edge('shut', ['OPEN'], 'SHUT'), edge('wall', ['SHUT'], 'WALLED')],
  };

  it('accepts a sound table and lists its states, events and messages once each', () => {
    const machine = defineMachine({
      ...sound,
      edges: [...sound.edges, { ...edge('wall', ['OPEN'], 'WALLED'), emits: ['door.walled', 'door.walled'] }],
    });
    expect(machine.stateNames).toEqual(['OPEN', 'SHUT', 'WALLED']);
    expect(machine.events).toEqual(['shut', 'wall']);
    expect(machine.messages).toEqual(['door.walled']);
  });

  it('lets an act that says so leave a final state, which stays final for the others', () => {
    const machine = defineMachine({
      ...sound,
      edges: [...sound.edges, { ...edge('breach', ['WALLED'], 'SHUT'), afterEnd: true }],
    });
    expect(machine.terminal).toEqual(['WALLED']);
    expect(waitingOn(machine, 'WALLED')).toBeUndefined();
    expect(actions(machine, 'WALLED', undefined, visitor, now).map(({ event }) => event)).toEqual(['breach']);
  });

  it.each<[string, Partial<Definition>, RegExp]>([
    [
      'an act that nobody may do',
      { edges: [edge('shut', ['OPEN'], 'SHUT', []), edge('wall', ['SHUT'], 'WALLED')] },
      /shut may be done by nobody/,
    ],
    ['an act from no state', { edges: [...sound.edges, edge('paint', [], 'OPEN')] }, /paint leaves no state/],
    ['an act to an unknown state', { edges: [...sound.edges, edge('paint', ['OPEN'], 'PAINTED')] }, /unknown state PAINTED/],
    [
      'an act from an unknown state',
      { edges: [...sound.edges, edge('paint', ['PAINTED'], 'OPEN')] },
      /leaves the unknown state PAINTED/,
    ],
    [
      'an act from a terminal state',
      { edges: [...sound.edges, edge('dig', ['WALLED'], 'OPEN')] },
      /leaves the terminal state WALLED/,
    ],
    [
      'two edges for one act from one state',
      { edges: [...sound.edges, edge('shut', ['OPEN'], 'WALLED')] },
      /two edges for shut from OPEN/,
    ],
    ['an unknown initial state', { initial: 'AJAR' }, /unknown state AJAR/],
    [
      'an act for final states from another one',
      { edges: [...sound.edges, { ...edge('open', ['SHUT'], 'OPEN'), afterEnd: true as const }] },
      /open is for final states and leaves SHUT/,
    ],
    ['an unknown terminal state', { terminal: ['WALLED', 'BURNT'] }, /unknown state BURNT/],
    [
      'a state that cannot be reached',
      { states: { ...sound.states, LOST: text }, terminal: ['WALLED', 'LOST'] },
      /LOST is unreachable/,
    ],
    ['a dead end', { edges: [edge('shut', ['OPEN'], 'SHUT'), edge('wall', ['OPEN'], 'WALLED')] }, /SHUT is a dead end/],
    [
      'a state that only leads to itself',
      { edges: [edge('shut', ['OPEN'], 'SHUT'), edge('wall', ['OPEN'], 'WALLED'), edge('knock', ['SHUT'], 'SHUT')] },
      /SHUT is a dead end/,
    ],
    ['a state in which nobody is waited for', { waitingOn: { OPEN: text } }, /nobody is waited for in SHUT/],
  ])('refuses %s', (_fault, change, message) => {
    expect(() => defineMachine({ ...sound, ...change })).toThrow(message);
    expect(() => defineMachine({ ...sound, ...change })).toThrow(MachineError);
  });
});

describe('decide', () => {
  const judge = (state: LampState, event: LampEvent, actor: Actor, change: Partial<LampFacts> = {}, input: unknown = please) => {
    const verdict = decide(lampMachine, state, event, { facts: { ...facts, ...change }, input, actor, now });
    return verdict.allowed ? `${verdict.edge.to} as ${verdict.capacity}` : verdict.code;
  };

  it.each<[LampState, LampEvent, string, string, string, string]>([
    // state, event, keeper, visitor, stranger, system
    ['OFF', 'turnOn', 'ON as keeper', 'forbidden', 'not-found', 'ON as system'],
    ['OFF', 'turnOff', 'transition-not-allowed', 'forbidden', 'not-found', 'forbidden'],
    ['OFF', 'blink', 'transition-not-allowed', 'forbidden', 'not-found', 'transition-not-allowed'],
    ['OFF', 'smash', 'forbidden', 'forbidden', 'not-found', 'BROKEN as system'],
    ['OFF', 'repair', 'forbidden', 'forbidden', 'not-found', 'transition-not-allowed'],
    ['ON', 'turnOn', 'transition-not-allowed', 'forbidden', 'not-found', 'transition-not-allowed'],
    ['ON', 'turnOff', 'OFF as keeper', 'forbidden', 'not-found', 'forbidden'],
    ['ON', 'blink', 'ON as keeper', 'forbidden', 'not-found', 'ON as system'],
    ['ON', 'smash', 'forbidden', 'forbidden', 'not-found', 'BROKEN as system'],
    ['ON', 'repair', 'forbidden', 'forbidden', 'not-found', 'OFF as system'],
    ['BROKEN', 'turnOn', 'transition-not-allowed', 'forbidden', 'not-found', 'transition-not-allowed'],
    ['BROKEN', 'turnOff', 'transition-not-allowed', 'forbidden', 'not-found', 'forbidden'],
    ['BROKEN', 'blink', 'transition-not-allowed', 'forbidden', 'not-found', 'transition-not-allowed'],
    ['BROKEN', 'smash', 'forbidden', 'forbidden', 'not-found', 'transition-not-allowed'],
    ['BROKEN', 'repair', 'forbidden', 'forbidden', 'not-found', 'transition-not-allowed'],
  ])('%s %s: keeper %s, visitor %s, stranger %s, system %s', (state, event, ...expected) => {
    expect([keeper, visitor, stranger, system].map((actor) => judge(state, event, actor))).toEqual(expected);
  });

  it('says who and from where before it says anything of the rules', () => {
    const dark = { powered: false, watts: 0 };
    expect(judge('OFF', 'turnOn', stranger, dark)).toBe('not-found');
    expect(judge('OFF', 'turnOn', visitor, dark)).toBe('forbidden');
    expect(judge('ON', 'turnOn', keeper, dark)).toBe('transition-not-allowed');
    expect(judge('OFF', 'turnOn', keeper, dark)).toBe('rule-not-met');
  });

  it('gives all the unmet rules together, in the order of the table', () => {
    const verdict = decide(lampMachine, 'OFF', 'turnOn', {
      facts: { ...facts, powered: false, watts: 0 },
      input: {},
      actor: keeper,
      now,
    });
    expect(verdict).toMatchObject({
      allowed: false,
      code: 'rule-not-met',
      reasons: [
        { rule: 'hasPower', message: { fr: 'Rebranchez la lampe.' } },
        { rule: 'strongEnough', pointer: '/watts' },
        { rule: 'labelled' },
        { rule: 'politelyAsked' },
      ],
    });
  });

  it('refuses a capacity that another edge of the same act would give', () => {
    const machine = defineMachine({
      ...lampMachine,
      edges: lampMachine.edges
        .map((edge) => (edge.event === 'smash' ? { ...edge, from: ['OFF' as const] } : edge))
        .concat({
          event: 'smash',
          from: ['ON'],
          to: 'BROKEN',
          by: [{ name: 'anyone', label: { fr: 'x', en: 'x' }, allows: () => true }],
          label: { fr: 'x', en: 'x' },
        }),
    });
    const verdict = decide(machine, 'OFF', 'smash', { facts, input: undefined, actor: keeper, now });
    expect(verdict).toEqual({ allowed: false, code: 'forbidden' });
  });
});

describe('actions', () => {
  const anyFacts: fc.Arbitrary<LampFacts> = fc.record({
    keeperId: fc.constantFrom('keeper', 'visitor', 'other'),
    visitorIds: fc.subarray(['keeper', 'visitor', 'stranger']),
    powered: fc.boolean(),
    watts: fc.integer({ min: -1, max: 80 }),
  });
  const anyState = fc.constantFrom(...lampMachine.stateNames);
  const anyActor = fc.constantFrom(keeper, visitor, stranger, system);

  it('agrees with decide on who, from where and which standing rules, for every state, act, actor and facts', () => {
    fc.assert(
      fc.property(anyState, anyFacts, anyActor, (state, someFacts, actor) => {
        fc.pre(authorise(lampMachine, 'turnOn', someFacts, actor)?.code !== 'not-found');
        const shown = actions(lampMachine, state, someFacts, actor, now);
        for (const event of lampMachine.events) {
          const verdict = decide(lampMachine, state, event, { facts: someFacts, input: please, actor, now });
          const action = shown.find((one) => one.event === event);
          // With an input that meets its own rules, what is shown ready is what is allowed, for the same reasons.
          expect(action !== undefined).toBe(verdict.allowed || verdict.code === 'rule-not-met');
          if (action === undefined) continue;
          expect(action.ready).toBe(verdict.allowed);
          expect(action.reasons).toEqual(!verdict.allowed && verdict.code === 'rule-not-met' ? verdict.reasons : []);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not judge what only the input can tell', () => {
    expect(actions(lampMachine, 'OFF', facts, keeper, now)).toEqual([
      { event: 'turnOn', label: { fr: 'Allumer', en: 'Turn on' }, ready: true, reasons: [] },
    ]);
  });

  it('offers nothing in a terminal state, and waits for nobody', () => {
    for (const actor of [keeper, visitor, stranger, system])
      expect(actions(lampMachine, 'BROKEN', facts, actor, now)).toEqual([]);
    expect(waitingOn(lampMachine, 'BROKEN')).toBeUndefined();
    expect(waitingOn(lampMachine, 'OFF')).toEqual({ fr: 'le gardien', en: 'the keeper' });
  });
});
