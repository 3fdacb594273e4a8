import { lampMachine } from '../../../test/support/lamp.machine.js';
import type { AnyMachine } from '../../platform/workflow/registry.js';
import { pageName, workflowIndex, workflowPage } from './workflow-pages.js';

describe('the page of a machine', () => {
  const machine = lampMachine as unknown as AnyMachine;
  const page = workflowPage(machine);

  it('draws every state and every act, several acts on one arrow', () => {
    expect(page).toContain(`\`\`\`mermaid
stateDiagram-v2
  [*] --> OFF
  OFF --> ON: turnOn
  ON --> OFF: turnOff, repair
  ON --> ON: blink
  OFF --> BROKEN: smash
  ON --> BROKEN: smash
  BROKEN --> [*]
\`\`\``);
  });

  it('breaks long labels, and tells in a note the act that nearly every state allows', () => {
    const [first] = machine.edges;
    if (first === undefined) throw new Error('the lamp has acts');
    const from = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
    const busy = {
      ...machine,
      edges: [
        { ...first, from, event: 'drop' },
        ...['p', 'q', 'r', 's'].map((event) => ({ ...first, from: ['A'], to: 'A', event })),
      ],
    };
    const drawn = workflowPage(busy);
    expect(drawn).toContain('  A --> A: p, q, r<br/>s\n');
    expect(drawn).toContain('  note right of ON\n    drop, depuis / from\n    A, B, C\n    D, E, F\n    G\n  end note\n');
    expect(drawn).not.toContain('G --> ON');
  });

  it('tells each act: from, to, by, rules with their source, messages, in both languages', () => {
    expect(page).toContain(
      '| `turnOn` | Allumer | Turn on | `OFF` | `ON` | keeper / keeper; system / system | `hasPower` (Manual, page 1), `strongEnough`, `politelyAsked` | `lamp.on`, `lamp.lit` |',
    );
    expect(page).toContain('| `hasPower` | the lamp has power | the lamp has power | Manual, page 1 |');
    expect(page).toContain('| `OFF` | éteinte | off | le gardien / the keeper | initial, modifiable / editable |');
    expect(page).toContain('| `BROKEN` | cassée | broken |  | final |');
    for (const { event } of machine.edges) expect(page).toContain(`\`${event}\``);
  });

  it('keeps a table a table whatever the labels hold', () => {
    const odd = { ...machine, states: { ...machine.states, OFF: { fr: 'a|b\nc', en: 'd' } } };
    expect(workflowPage(odd)).toContain('| `OFF` | a\\|b c | d |');
  });

  it('is in the index', () => {
    expect(pageName({ ...machine, name: 'award_leg' })).toBe('award-leg.md');
    expect(workflowIndex([machine])).toContain('| [Lampe / Lamp](lamp.md) | 3 | 5 |');
  });
});
