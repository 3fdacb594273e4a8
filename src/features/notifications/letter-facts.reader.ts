import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Database } from '../../platform/database/database.service.js';
import type { AcknowledgementKind, AcknowledgementLetter } from '../applications/acknowledgement.rules.js';
import type { CommitteeSettings } from '../committees/committee-settings.js';
import { quorumRequired } from '../committees/quorum.rules.js';
import type { SessionMode } from '../committees/session-mode.rules.js';
import { SIGNING_DUE_AT } from '../instruction/instruction-deadline.store.js';
import type { LetterName } from './mail-plan.js';
import { DOSSIER_OF_NOTICE, ON_DOSSIER } from './notices.store.js';

export interface PersonFacts {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly locale: string;
}

/** What the holder and the agencies may be told of a dossier. No opinion, score or proposed amount is even read. */
export interface ApplicationFacts {
  readonly kind: 'application';
  readonly title: string;
  readonly number: string | null;
  readonly organisation: string;
  readonly department: string;
  readonly callTitle: string;
  /** Ways of appeal of the call's negative answers. */
  readonly appealText: string;
}

export interface InstructionFacts {
  readonly kind: 'instruction';
  readonly title: string;
  readonly number: string | null;
  readonly agency: string;
  readonly department: string;
  readonly callTitle: string;
  readonly timeZone: string;
  /** End of the time given to sign, while one runs. */
  readonly dueAt: Date | null;
}

export interface SessionFacts {
  readonly kind: 'session';
  readonly committee: string;
  readonly scheduledAt: Date;
  readonly place: string;
  readonly timeZone: string;
  readonly second: boolean;
  readonly quorum: number | null;
  /** Null: a dossier in which an interest of the reader is recorded. */
  readonly agenda: readonly (string | null)[];
  readonly mode: SessionMode;
  /** Closing of a written deliberation, which opens at `scheduledAt`. */
  readonly closesAt: Date | null;
  /** Titles of what comes with the convocation. */
  readonly documents: readonly string[];
  /** Members needed for the items of a second session that are not on the first one's agenda; null: there are none. */
  readonly quorumForNew: number | null;
}

interface SessionRow extends Omit<SessionFacts, 'kind' | 'quorumForNew'> {
  /** Composing the committee, frozen at the convocation. */
  readonly members: number | null;
  readonly settings: CommitteeSettings;
  readonly newItems: number;
}

export interface CallFacts {
  readonly kind: 'call';
  readonly title: string;
  readonly opensAt: Date;
  readonly deadlineAt: Date;
  readonly timeZone: string;
  /** Of the last change, once published. */
  readonly amendmentReasons: string | null;
}

export interface RemedyFacts {
  readonly kind: 'remedy';
  readonly title: string;
  readonly number: string | null;
  readonly callTitle: string;
  readonly timeZone: string;
  /** GRACIEUX or HIERARCHIQUE; null for an exception. */
  readonly appealKind: string | null;
  readonly filedAt: Date | null;
  readonly silenceAt: Date | null;
  readonly reasons: string | null;
  readonly appeal: string | null;
}

export interface DigestLine {
  readonly kind: LetterName;
  readonly number: string | null;
  readonly title: string | null;
}
/** Lines of a digest; the rest is counted. */
const MOST_LINES = 50;

/** Reads what letters say; one query a letter. */
@Injectable()
export class LetterFactsReader {
  constructor(private readonly database: Database) {}

  async person(id: string): Promise<PersonFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<PersonFacts[]>`
      SELECT id, email, given_name || ' ' || family_name AS name, locale FROM person WHERE id = ${id}::uuid AND disabled_at IS NULL`;
    return row;
  }

  /** Whether the letter is about a dossier closed to this person, who may have been told of it before: an interest was recorded since. */
  async isClosedTo(subjectId: string, personId: string, now: Date): Promise<boolean> {
    const [row] = await this.database.read.$queryRaw<{ closed: boolean }[]>`
      SELECT EXISTS (SELECT FROM interest x JOIN application a ON a.id = x.application_id
        WHERE x.person_id = ${personId}::uuid
          AND (a.id = ${subjectId}::uuid ${Prisma.join(
            ON_DOSSIER.map(
              ([, table]) => Prisma.sql`OR a.id = (SELECT h.application_id FROM ${table} h WHERE h.id = ${subjectId}::uuid)`,
            ),
            ' ',
          )})
          AND NOT EXISTS (SELECT FROM role_grant g WHERE g.person_id = x.person_id AND g.organisation_id = a.organisation_id
            AND g.starts_at <= ${now}::timestamptz AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz))) AS closed`;
    return row?.closed === true;
  }

  async application(id: string): Promise<ApplicationFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<Omit<ApplicationFacts, 'kind'>[]>`
      SELECT a.title, a.number, o.name AS organisation, a.department, c.title AS "callTitle",
        c.settings -> 'appealText' ->> 'fr' AS "appealText"
      FROM application a
      JOIN organisation o ON o.id = a.organisation_id
      JOIN "call" c ON c.id = a.call_id
      WHERE a.id = ${id}::uuid`;
    return row && { kind: 'application', ...row };
  }

  /** An appeal or an exception: no identifier is of both. */
  async remedy(id: string): Promise<RemedyFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<Omit<RemedyFacts, 'kind'>[]>`
      SELECT a.title, a.number, c.title AS "callTitle", c.time_zone AS "timeZone", r.kind AS "appealKind", r.filed_at AS "filedAt",
             r.silence_at AS "silenceAt", r.reasons,
             coalesce(nullif(r.appeal, ''), c.settings -> 'appealText' ->> 'fr') AS appeal
      FROM (SELECT application_id, kind, filed_at, silence_at, decision ->> 'reasons' AS reasons, decision ->> 'appeal' AS appeal
            FROM appeal WHERE id = ${id}::uuid
            UNION ALL
            SELECT application_id, NULL, NULL, NULL, coalesce(rejection ->> 'reasons', reasons), NULL
            FROM late_exception WHERE id = ${id}::uuid) r
      JOIN application a ON a.id = r.application_id JOIN "call" c ON c.id = a.call_id`;
    return row && { kind: 'remedy', ...row };
  }

  /** The letter as it was kept; the last one of its kind. */
  async acknowledgement(applicationId: string, kind: AcknowledgementKind): Promise<AcknowledgementLetter | undefined> {
    const [row] = await this.database.read.$queryRaw<{ letter: AcknowledgementLetter }[]>`
      SELECT letter FROM acknowledgement WHERE application_id = ${applicationId}::uuid AND kind = ${kind} ORDER BY version DESC LIMIT 1`;
    return row?.letter;
  }

  async instruction(id: string): Promise<InstructionFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<Omit<InstructionFacts, 'kind'>[]>`
      SELECT a.title, a.number, i.agency_kind AS agency, i.department, c.title AS "callTitle", c.time_zone AS "timeZone", ${SIGNING_DUE_AT} AS "dueAt"
      FROM instruction i JOIN application a ON a.id = i.application_id JOIN "call" c ON c.id = a.call_id
      WHERE i.id = ${id}::uuid`;
    return row && { kind: 'instruction', ...row };
  }

  async session(id: string, readerId: string): Promise<SessionFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<SessionRow[]>`
      SELECT m.name AS committee, s.scheduled_at AS "scheduledAt", s.place, c.time_zone AS "timeZone",
        s.second_of_id IS NOT NULL AS second, s.quorum_required AS quorum,
        coalesce((SELECT json_agg(CASE WHEN x.person_id IS NULL THEN concat_ws(' — ', a.number, a.title, o.name) END ORDER BY i.position)
          FROM agenda_item i JOIN application a ON a.id = i.application_id JOIN organisation o ON o.id = a.organisation_id
          LEFT JOIN interest x ON x.application_id = a.id AND x.person_id = ${readerId}::uuid
          WHERE i.session_id = s.id), '[]') AS agenda,
        s.mode, s.closes_at AS "closesAt",
        coalesce((SELECT json_agg(d.title ORDER BY d.position) FROM session_document d WHERE d.session_id = s.id), '[]') AS documents,
        s.members_count AS members, m.settings,
        (SELECT count(*)::int FROM agenda_item i WHERE i.session_id = s.id AND s.second_of_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM agenda_item f WHERE f.session_id = s.second_of_id AND f.application_id = i.application_id)) AS "newItems"
      FROM committee_session s JOIN committee m ON m.id = s.committee_id JOIN "call" c ON c.id = s.call_id
      WHERE s.id = ${id}::uuid`;
    if (row === undefined) return undefined;
    const { members, settings, newItems, ...facts } = row;
    return { kind: 'session', ...facts, quorumForNew: newItems === 0 ? null : quorumRequired(settings, members ?? 0) };
  }

  async call(id: string): Promise<CallFacts | undefined> {
    const [row] = await this.database.read.$queryRaw<Omit<CallFacts, 'kind'>[]>`
      SELECT title, opens_at AS "opensAt", deadline_at AS "deadlineAt", time_zone AS "timeZone",
        (SELECT s.content->'amendment'->>'reasons' FROM call_specification s
         WHERE s.call_id = "call".id AND s.number = "call".spec_version) AS "amendmentReasons"
      FROM "call" WHERE id = ${id}::uuid`;
    return row && { kind: 'call', ...row };
  }

  async personOfDigest(digestId: string): Promise<string | undefined> {
    const [row] = await this.database.read.$queryRaw<{ personId: string }[]>`
      SELECT person_id AS "personId" FROM notification_digest WHERE id = ${digestId}::uuid`;
    return row?.personId;
  }

  /** What a digest tells, oldest first, and how much there is; a dossier in which an interest was recorded since is left out. */
  async digest(digestId: string): Promise<{ lines: DigestLine[]; total: number }> {
    const rows = await this.database.read.$queryRaw<(DigestLine & { total: number })[]>`
      SELECT n.kind, a.number, coalesce(s.title, a.title, k.name, c.title) AS title, count(*) OVER ()::int AS total
      FROM notification n
      LEFT JOIN application a ON a.id = ${DOSSIER_OF_NOTICE}
      LEFT JOIN application_search s ON s.application_id = a.id
      LEFT JOIN committee_session e ON n.subject = 'session' AND e.id = n.subject_id LEFT JOIN committee k ON k.id = e.committee_id
      LEFT JOIN "call" c ON n.subject = 'call' AND c.id = n.subject_id
      WHERE n.digest_id = ${digestId}::uuid
        AND NOT EXISTS (SELECT FROM interest x WHERE x.application_id = a.id AND x.person_id = n.person_id)
      ORDER BY n.id LIMIT ${MOST_LINES}::int`;
    return { lines: rows, total: rows[0]?.total ?? 0 };
  }
}
