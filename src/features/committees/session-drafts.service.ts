import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { canonicalJson } from '../../kernel/canonical.js';
import { Refusal, type Bilingual } from '../../kernel/errors.js';
import { isUuid, newId } from '../../kernel/ids.js';
import { isUniqueViolation } from '../../platform/database/faults.js';
import type { Tx } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { appendAudit } from '../../platform/workflow/audit.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { SAME_AGENDA, takesUp } from './convocation.rules.js';
import { writeAgenda } from './session-acts.store.js';
import { president, sitterOf, type SessionFacts } from './session-facts.rules.js';
import { writeDocuments } from './session-documents.store.js';
import { servesCommittee, sessionScope, withinSessionScope, type OfCommittee } from './session-scope.rules.js';
import type { CreateSessionDto, EditSessionDto } from './session.dto.js';
import { SessionReader } from './session.reader.js';
import { loadSession, lockSession } from './session.store.js';
import type { SessionView } from './session.views.js';
import type { SessionMode } from './session-mode.rules.js';

/** Where a new session comes from: a committee and a call, or the adjourned session that it takes up again. */
interface Origin {
  readonly committeeId: string;
  readonly callId: string;
  readonly department: string;
  readonly departments: readonly string[];
  /** False: the call is for none of the committee's departments. */
  readonly covered: boolean;
  readonly presidentPersonId: string | null;
  /** Dossiers and state of the adjourned session. */
  readonly agenda: readonly string[];
  readonly state: string | null;
  readonly convened: boolean;
}

const unmet = (rule: string, message: Bilingual, pointer?: string): Refusal =>
  new Refusal('rule-not-met', undefined, [{ rule, message, ...(pointer !== undefined && { pointer }) }]);

/** Sessions in preparation: created and edited by the secretary or the president, then convened by an act of the machine. */
@Injectable()
export class SessionDraftsService {
  constructor(
    private readonly acts: Acts,
    private readonly reader: SessionReader,
  ) {}

  async create(context: RequestContext, body: CreateSessionDto): Promise<Answer<SessionView>> {
    return this.acts.perform(context, async (tx) => {
      const { actor, now } = context;
      const { secondOfId } = body;
      const origin = secondOfId === undefined ? await firstOrigin(tx, body, now) : await secondOrigin(tx, secondOfId, now);
      if (origin === undefined) throw new Refusal('not-found');
      if (!withinSessionScope(sessionScope(actor), { ...origin, convened: true })) throw new Refusal('not-found');
      if (!mayPrepare(actor, origin, origin.presidentPersonId)) throw new Refusal('forbidden');
      if (secondOfId !== undefined) {
        if (origin.state !== 'ADJOURNED') throw new Refusal('transition-not-allowed');
        checkTakenUp(body.applicationIds, origin.agenda);
      }
      if (!origin.covered) {
        throw unmet('callCoversDepartment', {
          fr: 'Choisissez un appel ouvert au département du comité.',
          en: 'Choose a call for the committee’s department.',
        });
      }
      const agenda = body.applicationIds ?? origin.agenda;
      await checkAgenda(tx, agenda, origin);
      const terms = termsOf(body);
      const id = newId();
      await insert(tx, id, origin, { ...terms, secondOfId, place: body.place }, now);
      await writeAgenda(tx, id, agenda);
      await writeDocuments(tx, id, body.documents ?? [], { by: actor.personId, now });
      await this.audit(tx, context, id, 'create', 1, Object.assign({}, body, { applicationIds: agenda }));
      const { body: view } = await this.reader.view(tx.db, context, id);
      return { body: view, status: 201, version: 1, location: `/v1/sessions/${id}` };
    });
  }

  /** Time, place, mode, agenda and documents, while the session is in preparation. */
  async edit(context: RequestContext, id: string, body: EditSessionDto): Promise<Answer<SessionView>> {
    return this.acts.perform(context, async (tx) => {
      const { actor, now, ifMatch } = context;
      await lockSession(tx, id, 'none');
      const row = await loadSession(tx.db, id, now);
      if (row === undefined || !withinSessionScope(sessionScope(actor), row.facts)) throw new Refusal('not-found');
      const { facts, version, state } = row;
      const chair = president(facts);
      if (!mayPrepare(actor, facts, chair === undefined ? null : sitterOf(chair))) throw new Refusal('forbidden');
      if (ifMatch !== version) throw new Refusal('stale-version');
      if (state !== 'DRAFT') throw new Refusal('transition-not-allowed');
      checkTakenUp(body.applicationIds, facts.firstAgenda);
      if (body.applicationIds !== undefined) {
        await checkAgenda(tx, body.applicationIds, facts);
        await writeAgenda(tx, id, body.applicationIds, facts.firstAgenda.length);
      }
      await writeDocuments(tx, id, body.documents, { by: actor.personId, now });
      const { mode, scheduledAt, closesAt } = termsOf(body, facts);
      const updated = await tx.db.$executeRaw`
        UPDATE committee_session SET version = version + 1, scheduled_at = ${scheduledAt}::timestamptz, mode = ${mode},
               closes_at = ${closesAt}::timestamptz, place = coalesce(${body.place ?? null}, place)
        WHERE id = ${id}::uuid AND version = ${version}::int`;
      if (updated !== 1) throw new Refusal('stale-version');
      await this.audit(tx, context, id, 'edit', version + 1, body);
      return this.reader.view(tx.db, context, id);
    });
  }

  private audit(tx: Tx, context: RequestContext, id: string, event: string, version: number, input: object): Promise<void> {
    const { actor, now, requestId } = context;
    return appendAudit(tx, {
      aggregate: 'session',
      aggregateId: id,
      event,
      fromState: 'DRAFT',
      toState: 'DRAFT',
      version,
      actorId: actor.personId,
      capacity: actor.grants.some(({ role }) => role === 'COMMITTEE_SECRETARY') ? 'committeeSecretary' : 'committeePresident',
      at: now,
      facts: canonicalJson(null),
      // Nested bodies are instances of their classes: what is hashed is data alone.
      input: canonicalJson(structuredClone({ ...input })),
      requestId,
    });
  }
}

function mayPrepare(actor: Actor, committee: OfCommittee, presidentPersonId: string | null): boolean {
  return (
    servesCommittee(actor, 'COMMITTEE_SECRETARY', committee) ||
    (servesCommittee(actor, 'COMMITTEE_PRESIDENT', committee) && actor.personId === presidentPersonId)
  );
}

/** Who presides the committee `k` at that moment. */
const presidentSql = (now: Date): Prisma.Sql => Prisma.sql`
  (SELECT m.person_id FROM committee_member m WHERE m.committee_id = k.id AND m.president AND committee_member_sits(m, ${now}::timestamptz))`;

async function firstOrigin(
  tx: Tx,
  { committeeId, callId, applicationIds }: CreateSessionDto,
  now: Date,
): Promise<Origin | undefined> {
  const missing = Object.entries({ committeeId, callId, applicationIds }).filter(([, value]) => value === undefined);
  if (committeeId === undefined || callId === undefined || missing.length > 0) {
    throw new Refusal(
      'validation-failed',
      undefined,
      missing.map(([name]) => ({
        rule: 'required',
        pointer: `/${name}`,
        message: { fr: 'Champ requis, sauf pour une seconde séance.', en: 'Required, save for a second session.' },
      })),
    );
  }
  const [row] = await tx.db.$queryRaw<Origin[]>`
    SELECT k.id AS "committeeId", ${callId} AS "callId", k.department, k.departments, FALSE AS convened, NULL AS state, '{}'::uuid[] AS agenda,
           EXISTS (SELECT FROM "call" c WHERE c.id = ${callId}::uuid AND c.state NOT IN ('DRAFT', 'CANCELLED') AND k.departments && c.departments) AS covered,
           ${presidentSql(now)} AS "presidentPersonId"
    FROM committee k WHERE k.id = ${committeeId}::uuid`;
  return row;
}

async function secondOrigin(tx: Tx, id: string, now: Date): Promise<Origin | undefined> {
  await lockSession(tx, id, 'none');
  const [row] = await tx.db.$queryRaw<Origin[]>`
    SELECT s.committee_id AS "committeeId", s.call_id AS "callId", s.department, k.departments, s.convened_at IS NOT NULL AS convened, s.state, TRUE AS covered,
           ARRAY(SELECT i.application_id FROM agenda_item i WHERE i.session_id = s.id ORDER BY i.position) AS agenda,
           ${presidentSql(now)} AS "presidentPersonId"
    FROM committee_session s JOIN committee k ON k.id = s.committee_id WHERE s.id = ${id}::uuid`;
  return row;
}

/** Every dossier is of the session's call and of a department of the committee; one that does not exist is told like one from elsewhere. */
async function checkAgenda(
  tx: Tx,
  ids: readonly string[],
  { callId, departments }: Pick<Origin, 'callId' | 'departments'>,
): Promise<void> {
  const rows = await tx.db.$queryRaw<{ id: string }[]>`
    SELECT id FROM application WHERE id = ANY(${ids.filter(isUuid)}::uuid[]) AND call_id = ${callId}::uuid AND department = ANY(${[...departments]}::text[])
      AND submitted_version > 0`;
  const known = new Set(rows.map(({ id }) => id));
  const reasons = ids.flatMap((id, index) =>
    known.has(id)
      ? []
      : [
          {
            rule: 'sameCallAndDepartment',
            pointer: `/applicationIds/${index}`,
            message: {
              fr: 'Inscrivez un dossier déposé pour cet appel dans le département du comité.',
              en: 'Put on the agenda an application submitted to this call in the committee’s department.',
            },
          },
        ],
  );
  if (reasons.length > 0) throw new Refusal('rule-not-met', undefined, reasons);
}

/** A second session begins with the whole agenda of the first one; nothing to hold to otherwise. */
function checkTakenUp(applicationIds: readonly string[] | undefined, first: readonly string[]): void {
  if (applicationIds !== undefined && !takesUp(applicationIds, first)) throw unmet('sameAgenda', SAME_AGENDA, '/applicationIds');
}

interface Terms {
  readonly mode: SessionMode;
  readonly scheduledAt: Date;
  readonly closesAt: Date | null;
}

/** Mode and hours once edited. Another mode than writing has no closing. @throws Refusal rule-not-met for hours that make no sense */
function termsOf(
  body: Pick<EditSessionDto, 'mode' | 'scheduledAt' | 'closesAt'>,
  known?: Pick<SessionFacts, 'scheduledAt' | 'conduct'>,
): Terms {
  const mode = body.mode ?? known?.conduct.mode ?? 'ON_SITE';
  const scheduledAt = body.scheduledAt === undefined ? known?.scheduledAt : new Date(body.scheduledAt);
  if (scheduledAt === undefined) throw new Refusal('validation-failed');
  if (mode !== 'WRITTEN' && body.closesAt !== undefined) {
    throw unmet(
      'closesWhenWritten',
      { fr: 'Seule une délibération écrite a une heure de clôture.', en: 'Only a written deliberation has a closing time.' },
      '/closesAt',
    );
  }
  if (mode !== 'WRITTEN') return { mode, scheduledAt, closesAt: null };
  const closesAt = body.closesAt === undefined ? (known?.conduct.closesAt ?? null) : new Date(body.closesAt);
  if (closesAt === null || closesAt <= scheduledAt) {
    throw unmet(
      'closesAfterOpening',
      {
        fr: 'Une délibération écrite annonce sa clôture, après son ouverture.',
        en: 'A written deliberation announces its closing, after its opening.',
      },
      '/closesAt',
    );
  }
  return { mode, scheduledAt, closesAt };
}

interface NewSession extends Terms {
  readonly secondOfId: string | undefined;
  readonly place: string;
}

async function insert(tx: Tx, id: string, origin: Origin, made: NewSession, now: Date): Promise<void> {
  try {
    await tx.db.$executeRaw`
      INSERT INTO committee_session (id, committee_id, call_id, department, second_of_id, scheduled_at, place, state, created_at, mode, closes_at)
      VALUES (${id}::uuid, ${origin.committeeId}::uuid, ${origin.callId}::uuid, ${origin.department}, ${made.secondOfId ?? null}::uuid,
              ${made.scheduledAt}::timestamptz, ${made.place}, 'DRAFT', ${now}::timestamptz, ${made.mode}, ${made.closesAt}::timestamptz)`;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Refusal('conflict', {
      fr: 'Cette séance ajournée a déjà sa seconde séance.',
      en: 'This adjourned session already has its second session.',
    });
  }
}
