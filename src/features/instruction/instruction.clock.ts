import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Database } from '../../platform/database/database.service.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { ESCALATION_ON, REMINDER_ON } from './instruction-deadline.store.js';
import { InstructionBinding } from './instruction.binding.js';
import type { ReminderKind } from './signing-deadline.rules.js';

/** Instructions looked at in one pass; the next pass takes up the rest. */
const BATCH = 200;

const WHAT = {
  REMINDER: { event: 'remindExaminer', on: REMINDER_ON, states: ['ASSIGNED', 'IN_PROGRESS'] },
  ESCALATION: { event: 'escalate', on: ESCALATION_ON, states: ['PENDING', 'ASSIGNED', 'IN_PROGRESS'] },
} as const satisfies Readonly<Record<ReminderKind, object>>;

/** Reminds the examiners whose time to sign ends soon, and tells the call's managers of what is late: each once an instruction. */
@Injectable()
export class InstructionClock {
  constructor(
    private readonly database: Database,
    private readonly acts: Acts,
    private readonly binding: InstructionBinding,
  ) {}

  /** Returns how many went. Several processes may run it at once: the first one to hold the instruction sends. */
  async tick(now: Date): Promise<number> {
    return (await this.send('REMINDER', now)) + (await this.send('ESCALATION', now));
  }

  private async send(kind: ReminderKind, now: Date): Promise<number> {
    const { event, on, states } = WHAT[kind];
    // The same as the guards of the edge, so that what they refuse is not tried again at each pass.
    const due = await this.database.read.$queryRaw<{ id: string }[]>`
      SELECT i.id FROM instruction i JOIN application a ON a.id = i.application_id AND a.examination = i.examination
      JOIN "call" c ON c.id = a.call_id
      WHERE i.state IN (${Prisma.join(states)}) AND a.state = 'UNDER_EXAMINATION'
        AND (${now}::timestamptz AT TIME ZONE c.time_zone)::date >= ${on}
        AND NOT EXISTS (SELECT FROM instruction_reminder r WHERE r.instruction_id = i.id AND r.kind = ${kind})
      ORDER BY a.state_since, i.id LIMIT ${BATCH}::int`;
    let sent = 0;
    for (const { id } of due) if (await this.acts.byClock(this.binding, id, event, now, {})) sent += 1;
    return sent;
  }
}
