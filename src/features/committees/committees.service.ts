import { Injectable } from '@nestjs/common';

import { servesDepartment, servesRegion, type Actor } from '../../kernel/actor.js';
import { canonicalJson } from '../../kernel/canonical.js';
import { Refusal, type Bilingual } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { isDepartment, regionOf } from '../../kernel/territory.js';
import { isUniqueViolation, violates } from '../../platform/database/faults.js';
import type { Tx } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { appendAudit } from '../../platform/workflow/audit.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { withDefaults } from './committee-settings.js';
import type { AddMemberDto, CreateCommitteeDto } from './committee.dto.js';
import { CommitteeReader } from './committee.reader.js';
import type { CommitteeView } from './committee.views.js';
import { sessionScope } from './session-scope.rules.js';

const ONE_PER_KIND: Bilingual = {
  fr: 'Ce département a déjà un comité de ce type.',
  en: 'This department already has a committee of this kind.',
};
const ALREADY_SEATED: Bilingual = {
  fr: 'Cette personne siège déjà à ce comité : mettez fin à son siège avant d’en donner un autre.',
  en: 'This person already sits on this committee: end that seat first.',
};
const ONE_PRESIDENT: Bilingual = {
  fr: 'Le comité a déjà un président en fonctions : mettez fin à son siège avant d’en nommer un autre.',
  en: 'The committee already has a president in office: end that seat first.',
};

/** Composition of the committees. Each change is an entry of the committee's history: it moves the quorum. */
@Injectable()
export class CommitteesService {
  constructor(
    private readonly acts: Acts,
    private readonly reader: CommitteeReader,
  ) {}

  create(context: RequestContext, body: CreateCommitteeDto): Promise<Answer<CommitteeView>> {
    return this.acts.perform(context, async (tx) => {
      const { department, name, kind } = body;
      if (!isDepartment(department)) {
        const message = { fr: 'Code de département inconnu.', en: 'Unknown department.' };
        throw new Refusal('validation-failed', undefined, [{ rule: 'department', pointer: '/department', message }]);
      }
      if (!mayCompose(context.actor, department)) throw new Refusal('forbidden');
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
      await refusing(
        'committee_department_kind',
        ONE_PER_KIND,
        () =>
          tx.db.$executeRaw`
          INSERT INTO committee (id, department, name, kind, settings, created_at)
          VALUES (${id}::uuid, ${department}, ${name}, ${kind}, ${settings}::jsonb, ${context.now}::timestamptz)`,
      );
      await audit(tx, context, id, 'create', 1, { department, name, kind, settings });
      const { body: view } = await this.reader.view(tx.db, context, id);
      return { body: view, status: 201, version: 1, location: `/v1/committees/${id}` };
    });
  }

  addMember(context: RequestContext, id: string, body: AddMemberDto): Promise<Answer<CommitteeView>> {
    return this.acts.perform(context, async (tx) => {
      const version = await this.lock(tx, context, id);
      const { personId, college, capacity, president } = body;
      const [person] = await tx.db.$queryRaw<{ id: string }[]>`SELECT id FROM person WHERE id = ${personId}::uuid`;
      if (person === undefined) {
        const message = { fr: 'Désignez une personne qui a un compte.', en: 'Name a person who has an account.' };
        throw new Refusal('rule-not-met', undefined, [{ rule: 'personKnown', pointer: '/personId', message }]);
      }
      const memberId = newId();
      await refusing('committee_president', ONE_PRESIDENT, () =>
        refusing(
          'committee_member_in_office',
          ALREADY_SEATED,
          () =>
            tx.db.$executeRaw`
            INSERT INTO committee_member (id, committee_id, person_id, college, capacity, president, starts_at)
            VALUES (${memberId}::uuid, ${id}::uuid, ${personId}::uuid, ${college}, ${capacity}, ${president}, ${context.now}::timestamptz)`,
        ),
      );
      await audit(tx, context, id, 'addMember', version, { memberId, personId, college, capacity, president });
      const answer = await this.reader.view(tx.db, context, id);
      return { ...answer, status: 201, location: `/v1/committees/${id}` };
    });
  }

  endMember(context: RequestContext, id: string, memberId: string): Promise<Answer<CommitteeView>> {
    return this.acts.perform(context, async (tx) => {
      const version = await this.lock(tx, context, id);
      const ended = await tx.db.$executeRaw`
        UPDATE committee_member SET ends_at = ${context.now}::timestamptz
        WHERE id = ${memberId}::uuid AND committee_id = ${id}::uuid AND ends_at IS NULL`;
      if (ended !== 1) throw new Refusal('not-found');
      await audit(tx, context, id, 'endMember', version, { memberId });
      return this.reader.view(tx.db, context, id);
    });
  }

  /** Raises the committee's version, which holds its row until the end; gives the new version. */
  private async lock(tx: Tx, { actor, ifMatch }: RequestContext, id: string): Promise<number> {
    const [row] = await tx.db.$queryRaw<{ department: string; version: number }[]>`
      UPDATE committee SET version = version + 1 WHERE id = ${id}::uuid RETURNING department, version`;
    const { all, departments } = sessionScope(actor);
    if (row === undefined || !(all || departments.includes(row.department))) throw new Refusal('not-found');
    if (!mayCompose(actor, row.department)) throw new Refusal('forbidden');
    if (ifMatch !== undefined && ifMatch !== row.version - 1) throw new Refusal('stale-version');
    return row.version;
  }
}

function mayCompose(actor: Actor, department: string): boolean {
  return servesDepartment(actor, 'COMMITTEE_SECRETARY', department) || servesRegion(actor, 'CALL_MANAGER', regionOf(department));
}

/** A unique index has the last word; the transaction is lost with it. */
async function refusing(constraint: string, detail: Bilingual, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (isUniqueViolation(error) && violates(error, constraint)) throw new Refusal('conflict', detail);
    throw error;
  }
}

function audit(tx: Tx, context: RequestContext, id: string, event: string, version: number, input: object): Promise<void> {
  const { actor, now, requestId } = context;
  return appendAudit(tx, {
    aggregate: 'committee',
    aggregateId: id,
    event,
    fromState: 'IN_OFFICE',
    toState: 'IN_OFFICE',
    version,
    actorId: actor.personId,
    capacity: actor.grants.some(({ role }) => role === 'COMMITTEE_SECRETARY') ? 'committeeSecretary' : 'callManager',
    at: now,
    facts: canonicalJson(null),
    input: canonicalJson(input),
    requestId,
  });
}
