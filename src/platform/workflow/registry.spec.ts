import { lampMachine } from '../../../test/support/lamp.machine.js';
import { LampBinding } from '../../../test/support/lamp.js';
import { RegistryError, WorkflowRegistry } from './registry.js';

const nothing = () => Promise.resolve();

describe('the registry of workflows', () => {
  let registry: WorkflowRegistry;
  beforeEach(() => {
    registry = new WorkflowRegistry();
  });
  const complete = () => {
    registry.bind(new LampBinding());
    registry.on('lamp.on', nothing);
    registry.nothingFollows('lamp.lit', 'lamp.off', 'lamp.blinked');
  };

  it('accepts machines with tables, and messages that are each handled or declared without follow-up', () => {
    complete();
    expect(() => registry.verify([lampMachine])).not.toThrow();
    expect(registry.machines().map(({ name }) => name)).toEqual(['lamp']);
    expect(registry.binding('lamp')).toBeInstanceOf(LampBinding);
    expect(registry.binding('torch')).toBeUndefined();
  });

  it.each<[string, () => void, RegExp]>([
    ['a machine without tables', () => undefined, /machine lamp has no binding/],
    [
      'a message nobody handles',
      () => {
        registry.bind(new LampBinding());
      },
      /nobody handles lamp\.off/,
    ],
    [
      'a reaction to a message nobody emits',
      () => {
        complete();
        registry.on('torch.on', nothing);
      },
      /nobody emits torch\.on/,
    ],
    [
      'a silence about a message nobody emits',
      () => {
        complete();
        registry.nothingFollows('torch.off');
      },
      /nobody emits torch\.off/,
    ],
    [
      'a message handled and said to be without follow-up',
      () => {
        complete();
        registry.on('lamp.off', nothing);
      },
      /lamp\.off is handled and declared without/,
    ],
  ])('refuses %s', (_fault, fill, message) => {
    fill();
    expect(() => registry.verify([lampMachine])).toThrow(message);
    expect(() => registry.verify([lampMachine])).toThrow(RegistryError);
  });

  it('names all the faults at once', () => {
    registry.on('torch.on', nothing);
    expect(() => registry.verify([lampMachine])).toThrow(/no binding.*nobody handles lamp\.on;.*nobody emits torch\.on/);
  });

  it('refuses two bindings of one machine, and a binding of a machine that is not declared', () => {
    complete();
    expect(() => registry.bind(new LampBinding())).toThrow(/two bindings/);
    expect(() => registry.verify([])).toThrow(/binding of lamp, a machine that is not declared/);
  });

  it('keeps the reactions in the order they were registered', () => {
    const second = () => Promise.resolve();
    registry.on('lamp.on', nothing);
    registry.on('lamp.on', second);
    expect(registry.reactionsTo('lamp.on')).toEqual([nothing, second]);
    expect(registry.reactionsTo('lamp.off')).toEqual([]);
  });
});
