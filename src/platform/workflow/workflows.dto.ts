import type { Bilingual } from '../../kernel/errors.js';
import { Nested, NestedList, Text, TextList } from '../http/fields.js';
import type { AnyMachine } from './registry.js';

export class BilingualView implements Bilingual {
  @Text({ max: 500, example: 'Dossier déposé' })
  fr!: string;
  @Text({ max: 500, example: 'Application submitted' })
  en!: string;
}

export class NamedRuleView {
  @Text({ max: 100, example: 'callIsOpen' })
  name!: string;
  @Nested(() => BilingualView)
  label!: BilingualView;
  @Text({ max: 300, optional: true, description: 'Article or document the rule comes from.', example: 'CRPA R133-10' })
  source?: string;
}

export class WorkflowStateView {
  @Text({ max: 60, example: 'SUBMITTED' })
  name!: string;
  @Nested(() => BilingualView)
  label!: BilingualView;
  @Nested(() => BilingualView, { optional: true, description: 'Who holds the next move; absent in a terminal state.' })
  waitingOn?: BilingualView;
}

export class WorkflowEdgeView {
  @Text({ max: 60, example: 'submit' })
  event!: string;
  @Nested(() => BilingualView)
  label!: BilingualView;
  @TextList({ max: 50, itemMax: 60, example: ['DRAFT'] })
  from!: string[];
  @Text({ max: 60, example: 'SUBMITTED' })
  to!: string;
  @NestedList(() => NamedRuleView, { max: 20, description: 'Who may do it: any of these.' })
  by!: NamedRuleView[];
  @NestedList(() => NamedRuleView, { max: 50, description: 'Rules that must all be met.' })
  when!: NamedRuleView[];
  @TextList({ max: 20, itemMax: 100, example: ['application.submitted'] })
  emits!: string[];
}

export class WorkflowView {
  @Text({ max: 60, example: 'application' })
  name!: string;
  @Nested(() => BilingualView)
  label!: BilingualView;
  @Text({ max: 60, example: 'DRAFT' })
  initial!: string;
  @TextList({ max: 50, itemMax: 60, example: ['AWARDED'] })
  terminal!: string[];
  @TextList({ max: 50, itemMax: 60, example: ['DRAFT'] })
  editable!: string[];
  @NestedList(() => WorkflowStateView, { max: 50 })
  states!: WorkflowStateView[];
  @NestedList(() => WorkflowEdgeView, { max: 200 })
  edges!: WorkflowEdgeView[];
}

export class WorkflowListView {
  @NestedList(() => WorkflowView, { max: 50 })
  items!: WorkflowView[];
}

export function viewWorkflow(machine: AnyMachine): WorkflowView {
  return {
    name: machine.name,
    label: machine.label,
    initial: machine.initial,
    terminal: [...machine.terminal],
    editable: [...(machine.editable ?? [])],
    states: machine.stateNames.map((name) => {
      const label = machine.states[name] ?? { fr: name, en: name };
      const waiting = machine.waitingOn[name];
      return { name, label, ...(waiting !== undefined && { waitingOn: waiting }) };
    }),
    edges: machine.edges.map(({ event, label, from, to, by, when = [], emits = [] }) => ({
      event,
      label,
      from: [...from],
      to,
      by: by.map(({ name, label: who }) => ({ name, label: who })),
      when: when.map(({ name, label: what, source }) => ({ name, label: what, ...(source !== undefined && { source }) })),
      emits: [...emits],
    })),
  };
}
