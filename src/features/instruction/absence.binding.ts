import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import type { Clock } from '../../kernel/clock.js';
import { CLOCK } from '../../platform/clock.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act, Asked, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { absenceMachine } from './absence.machine.js';
import type { AbsenceEvent, AbsenceFacts, AbsenceState } from './absence.rules.js';
import { findAbsence, lockAbsence, saveAbsence } from './absence.store.js';

@Injectable()
export class AbsenceBinding implements Binding<AbsenceState, AbsenceEvent, AbsenceFacts>, OnModuleInit {
  readonly machine = absenceMachine;

  constructor(
    private readonly registry: WorkflowRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  lock(tx: Tx, id: string): Promise<void> {
    return lockAbsence(tx, id);
  }

  async load(db: Db, id: string, asked?: Asked<AbsenceEvent>): Promise<Loaded<AbsenceState, AbsenceFacts> | undefined> {
    const row = await findAbsence(db, id, asked?.now ?? this.clock.now());
    return row && { state: row.state, version: row.version, facts: row };
  }

  save(tx: Tx, act: Act<AbsenceState, AbsenceEvent, AbsenceFacts>): Promise<number> {
    return saveAbsence(tx, act);
  }

  evidence({ personId, deputyId, startsAt, endsAt, services, deputyServices }: AbsenceFacts): unknown {
    return { personId, deputyId, startsAt, endsAt, services, deputyServices };
  }
}
