import { Injectable } from '@nestjs/common';

import type { Machine } from '../../kernel/machine.js';
import type { Binding, Reaction } from './binding.js';

export type AnyMachine = Machine;
export type AnyBinding = Binding<string, string, unknown>;

/** Told of each transition once committed. */
export type Observer = (machine: string, event: string) => void;

export class RegistryError extends Error {}

/** Which tables hold which machine, and who reacts to which message. Filled by the features while they start, verified once before the first request. */
@Injectable()
export class WorkflowRegistry {
  private readonly bindings = new Map<string, AnyBinding>();
  private readonly reactions = new Map<string, Reaction[]>();
  private readonly silent = new Set<string>();
  private readonly observers: Observer[] = [];

  bind<S extends string, E extends string, F>(binding: Binding<S, E, F>): void {
    const { name } = binding.machine;
    if (this.bindings.has(name)) throw new RegistryError(`machine ${name} has two bindings`);
    // Stored without its types; `fire` gives them back through the binding that the caller passes.
    this.bindings.set(name, binding);
  }

  /** Adds what is to be done, in the same transaction, when the message is emitted. Several features may react, in rank order. */
  on(message: string, reaction: Reaction): void {
    this.reactions.set(message, [...(this.reactions.get(message) ?? []), reaction]);
  }

  /** Says that nothing follows from the message, on purpose. */
  nothingFollows(...messages: readonly string[]): void {
    for (const message of messages) this.silent.add(message);
  }

  reactionsTo(message: string): readonly Reaction[] {
    return this.reactions.get(message) ?? [];
  }

  observe(observer: Observer): void {
    this.observers.push(observer);
  }

  fired(machine: string, event: string): void {
    for (const observer of this.observers) observer(machine, event);
  }

  machines(): AnyMachine[] {
    return [...this.bindings.values()]
      .map((binding) => binding.machine as unknown as AnyMachine)
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  binding(name: string): AnyBinding | undefined {
    return this.bindings.get(name);
  }

  /** The application does not start with a machine without tables, a message nobody handles, or a handler of a message nobody sends. */
  verify(machines: readonly { readonly name: string; readonly messages: readonly string[] }[]): void {
    const faults: string[] = [];
    const declared = new Set(machines.map((machine) => machine.name));
    for (const { name } of machines) if (!this.bindings.has(name)) faults.push(`machine ${name} has no binding`);
    for (const name of this.bindings.keys())
      if (!declared.has(name)) faults.push(`binding of ${name}, a machine that is not declared`);
    const emitted = new Set(machines.flatMap((machine) => machine.messages));
    for (const message of emitted) {
      if (!this.reactions.has(message) && !this.silent.has(message)) faults.push(`nobody handles ${message}`);
      if (this.reactions.has(message) && this.silent.has(message))
        faults.push(`${message} is handled and declared without follow-up`);
    }
    for (const message of [...this.reactions.keys(), ...this.silent])
      if (!emitted.has(message)) faults.push(`nobody emits ${message}`);
    if (faults.length > 0) throw new RegistryError(faults.join('; '));
  }
}
