// docs/workflow: each machine as a drawing and as a table, told by the machine itself.

import type { Bilingual } from '../../kernel/errors.js';
import type { AnyMachine } from '../../platform/workflow/registry.js';
import { both, code, GENERATED, table } from './markdown.js';

export const pageName = (machine: AnyMachine): string => `${machine.name.replaceAll('_', '-')}.md`;

export function workflowIndex(machines: readonly AnyMachine[]): string {
  const rows = machines.map((machine) => [
    `[${both(machine.label)}](${pageName(machine)})`,
    String(machine.stateNames.length),
    String(machine.edges.length),
  ]);
  return `# Circuits / Workflows

${GENERATED}

Les états, les actes, qui peut les faire et sous quelles règles. / States, acts, who may do them and under which rules.

${table(['Circuit / Workflow', 'États / States', 'Actes / Acts'], rows)}
`;
}

export function workflowPage(machine: AnyMachine): string {
  const { label, stateNames, states, waitingOn, initial, terminal, editable = [], edges } = machine;
  const stateRows = stateNames.map((name) => {
    const text: Bilingual | undefined = states[name];
    const waiting: Bilingual | undefined = waitingOn[name];
    const marks = [
      name === initial && 'initial',
      terminal.includes(name) && 'final',
      editable.includes(name) && 'modifiable / editable',
    ];
    return [
      code(name),
      text?.fr ?? '',
      text?.en ?? '',
      waiting === undefined ? '' : both(waiting),
      marks.filter(Boolean).join(', '),
    ];
  });
  const edgeRows = edges.map(({ event, label: what, from, to, by, when = [], emits = [] }) => [
    code(event),
    what.fr,
    what.en,
    from.map(code).join(', '),
    code(to),
    by.map((policy) => both(policy.label)).join('; '),
    when.map(({ name, source }) => (source === undefined ? code(name) : `${code(name)} (${source})`)).join(', '),
    emits.map(code).join(', '),
  ]);
  return `# ${both(label)}

${GENERATED}

${diagram(machine)}

## États / States

${table(['État / State', 'Français', 'English', 'Qui a la main / Waiting on', ''], stateRows)}

## Actes / Acts

${table(['Acte / Event', 'Français', 'English', 'De / From', 'Vers / To', 'Par / By', 'Règles / Guards', 'Messages / Emits'], edgeRows)}
${rules(machine)}`;
}

/** An act possible in more states than this is told in a note: its arrows would hide all the others. */
const MOST_ARROWS = 6;
/** Acts on one line of an arrow's label. */
const ACTS_PER_LINE = 3;

function diagram({ initial, terminal, edges }: AnyMachine): string {
  // Acts between the same two states share one arrow: twenty arrows on the same pair cannot be read.
  const arrows = new Map<string, string[]>();
  const notes: string[] = [];
  for (const { event, from, to } of edges) {
    if (from.length > MOST_ARROWS) {
      notes.push(`note right of ${to}`, ...[`${event}, depuis / from`, ...inLines(from)].map((line) => `  ${line}`), 'end note');
      continue;
    }
    for (const state of from) arrows.set(`${state} --> ${to}`, [...(arrows.get(`${state} --> ${to}`) ?? []), event]);
  }
  const lines = [
    `[*] --> ${initial}`,
    ...[...arrows].map(([arrow, events]) => `${arrow}: ${inLines(events).join('<br/>')}`),
    ...terminal.map((state) => `${state} --> [*]`),
    ...notes,
  ];
  return ['```mermaid', 'stateDiagram-v2', ...lines.map((line) => `  ${line}`), '```'].join('\n');
}

function inLines(words: readonly string[]): string[] {
  const count = Math.ceil(words.length / ACTS_PER_LINE);
  return Array.from({ length: count }, (_, line) => words.slice(line * ACTS_PER_LINE, (line + 1) * ACTS_PER_LINE).join(', '));
}

function rules({ edges }: AnyMachine): string {
  const found = new Map(edges.flatMap(({ when = [] }) => when.map((guard): [string, typeof guard] => [guard.name, guard])));
  if (found.size === 0) return '';
  const rows = [...found.values()].map(({ name, label, source = '' }) => [code(name), label.fr, label.en, source]);
  return `
## Règles / Rules

${table(['Règle / Rule', 'Français', 'English', 'Source'], rows)}
`;
}
