import { Injectable } from '@nestjs/common';

import { servesDepartment, servesRegion, type Actor } from '../../kernel/actor.js';
import { canonicalJson } from '../../kernel/canonical.js';
import { Refusal, type Bilingual } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { isDepartment, regionOf } from '../../kernel/territory.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { appendAudit } from '../../platform/workflow/audit.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { withDefaults } from './committee-settings.js';
import type { CreateCommitteeDto } from './committee.dto.js';
import { CommitteeReader } from './committee.reader.js';
import type { CommitteeView } from './committee.views.js';
import { CommitteeBinding } from './composition.binding.js';
import type { AddMemberInput, EndMemberInput } from './composition-facts.rules.js';
import { insertSeats, translated } from './composition.store.js';
import { misfits } from './committee-creation.rules.js';
import { committeeTemplate } from './templates/cdsf.js';
import { seatsOf } from './templates/committee-template.rules.js';

const ONE_PER_DEPARTMENT: Bilingual = {
  fr: 'Un comité ou un organe de substitution est déjà en place dans ce département à cette période.',
  en: 'A committee or a substitute body is already in place in this department at that time.',
};

/** Committees are set up here; what changes in their composition is an act of the machine. */
@Injectable()
export class CommitteesService {
  constructor(
    private readonly acts: Acts,
    private readonly binding: CommitteeBinding,
    private readonly reader: CommitteeReader,
  ) {}

  /** @throws Refusal validation-failed, forbidden, rule-not-met, conflict when a department has one already */
  create(context: RequestContext, body: CreateCommitteeDto): Promise<Answer<CommitteeView>> {
    return this.acts.perform(context, async (tx) => {
      const { actor, now, requestId } = context;
      const { department, name, kind, template, reason = null, endsAt = null } = body;
      const departments = [...new Set([department, ...(body.departments ?? [])])];
      if (departments.some((code) => !isDepartment(code))) {
        const message = { fr: 'Code de département inconnu.', en: 'Unknown department.' };
        throw new Refusal('validation-failed', undefined, [{ rule: 'department', pointer: '/department', message }]);
      }
      if (!departments.every((code) => mayCompose(actor, code))) throw new Refusal('forbidden');
      const startsAt = body.startsAt === undefined ? now : new Date(body.startsAt);
      const chosen = committeeTemplate(template);
      const reasons = misfits({ kind, departments, reason, startsAt, endsAt: endsAt === null ? null : new Date(endsAt) }, chosen);
      if (reasons.length > 0) throw new Refusal('rule-not-met', undefined, reasons);
      const id = newId();
      const merged = withDefaults(Object.assign({}, body.settings));
      if (!merged.ballotModes.includes(merged.defaultBallotMode)) {
        const message = {
          fr: 'Le mode de scrutin habituel est l’un des modes admis.',
          en: 'The default way of voting is one of those allowed.',
        };
        throw new Refusal('validation-failed', undefined, [
          { rule: 'defaultBallotModeAllowed', pointer: '/settings/defaultBallotMode', message },
        ]);
      }
      const settings = canonicalJson(merged);
      try {
        await tx.db.$executeRaw`
          INSERT INTO committee (id, department, departments, name, kind, template, reason, settings, starts_at, ends_at, created_at)
          VALUES (${id}::uuid, ${department}, ${departments}::text[], ${name}, ${kind}, ${template ?? null}, ${reason}, ${settings}::jsonb,
            ${startsAt}::timestamptz, ${endsAt}::timestamptz, ${now}::timestamptz)`;
      } catch (error) {
        throw translated(error, { committee_one_per_department: ONE_PER_DEPARTMENT });
      }
      if (chosen !== undefined) await insertSeats(tx, id, seatsOf(chosen), startsAt);
      await appendAudit(tx, {
        aggregate: 'committee',
        aggregateId: id,
        event: 'create',
        fromState: 'IN_OFFICE',
        toState: 'IN_OFFICE',
        version: 1,
        actorId: actor.personId,
        capacity: departments.every((code) => servesDepartment(actor, 'COMMITTEE_SECRETARY', code))
          ? 'committeeSecretary'
          : 'callManager',
        at: now,
        facts: canonicalJson(null),
        input: canonicalJson({
          department,
          departments,
          name,
          kind,
          template: template ?? null,
          reason,
          startsAt: startsAt.toISOString(),
          endsAt,
          settings,
        }),
        requestId,
      });
      const { body: view } = await this.reader.view(tx.db, context, id);
      return { body: view, status: 201, version: 1, location: `/v1/committees/${id}` };
    });
  }

  addMember(context: RequestContext, id: string, input: AddMemberInput): Promise<Answer<CommitteeView>> {
    return this.acts.fire(context, this.binding, id, 'addMember', input, async (tx) => {
      const answer = await this.reader.view(tx.db, context, id);
      return { ...answer, status: 201, location: `/v1/committees/${id}` };
    });
  }

  endMember(context: RequestContext, id: string, input: EndMemberInput): Promise<Answer<CommitteeView>> {
    return this.acts.fire(context, this.binding, id, 'endMember', input, (tx) => this.reader.view(tx.db, context, id));
  }
}

function mayCompose(actor: Actor, department: string): boolean {
  return servesDepartment(actor, 'COMMITTEE_SECRETARY', department) || servesRegion(actor, 'CALL_MANAGER', regionOf(department));
}
