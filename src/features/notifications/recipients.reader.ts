import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { HOLDER_ROLES } from '../../kernel/actor.js';
import { regionOf } from '../../kernel/territory.js';
import type { Db } from '../../platform/database/tx.js';
import { decidingRoles, type AppealKind } from '../remedies/appeal.rules.js';
import { findAmendmentPlace } from './amendment-recipients.store.js';
import type { Audience } from './mail-plan.js';

interface Found {
  readonly id: string;
}
interface Place {
  readonly department: string;
}

/** Territories whose instructors serve these departments. */
function territoriesOver(departments: readonly string[]): string[] {
  return ['FR', ...new Set(departments.flatMap((code) => [`DEP-${code}`, `REG-${regionOf(code)}`]))];
}

/** Who receives a letter: persons with the right grant now, accounts closed since left out. */
@Injectable()
export class RecipientsReader {
  async find(db: Db, audience: Audience, subjectId: string, now: Date): Promise<string[]> {
    const found = await this.rows(db, audience, subjectId, now);
    return found.map(({ id }) => id);
  }

  private async rows(db: Db, audience: Audience, id: string, now: Date): Promise<Found[]> {
    switch (audience) {
      case 'holder':
        return this.holders(db, id, now);
      case 'instructors':
        return this.instructors(db, id, now);
      case 'consulted':
      case 'newlyConsulted':
        return this.consulted(db, id, audience === 'newlyConsulted', now);
      case 'examiner':
        return db.$queryRaw<Found[]>`
          SELECT p.id FROM instruction i JOIN person p ON p.id = i.examiner_id AND p.disabled_at IS NULL WHERE i.id = ${id}::uuid`;
      case 'callManagers':
        return this.callManagers(db, id, now);
      case 'members':
        return db.$queryRaw<Found[]>`
          SELECT p.id FROM committee_session s
          JOIN committee_member m ON m.committee_id = s.committee_id AND committee_member_sits(m, ${now}::timestamptz)
          JOIN person p ON p.id = m.person_id AND p.disabled_at IS NULL
          WHERE s.id = ${id}::uuid ORDER BY p.id`;
      case 'callInstructors':
        return this.callInstructors(db, id, now);
      case 'callDrafters':
        return db.$queryRaw<Found[]>`
          SELECT DISTINCT p.id FROM application a
          JOIN role_grant g ON g.organisation_id = a.organisation_id AND g.role IN ('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE')
            AND g.starts_at <= ${now}::timestamptz AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz)
          JOIN person p ON p.id = g.person_id AND p.disabled_at IS NULL
          WHERE a.call_id = ${id}::uuid AND a.state = 'DRAFT' ORDER BY p.id`;
      case 'appellant':
      case 'lateHolder':
      case 'offerHolder':
      case 'awardHolder':
      case 'paymentHolder':
      case 'measureHolder':
      case 'reportHolder':
        return this.holders(db, await this.dossierOf(db, id), now);
      case 'reportExaminers':
        return this.instructors(db, await this.dossierOf(db, id), now);
      case 'appealDeciders':
        return this.appealDeciders(db, id, now);
      case 'lateOfficers':
        return this.lateOfficers(db, id, now);
      case 'minutesAuthority':
        return this.minutesAuthority(db, id, now);
      case 'minutesDesk':
        return this.minutesDesk(db, id, now);
      case 'minutesMembers':
        return db.$queryRaw<Found[]>`
          SELECT DISTINCT p.id FROM minutes u JOIN person p ON p.disabled_at IS NULL AND (
            EXISTS (SELECT FROM convocation_sending n JOIN committee_member m ON m.id = n.member_id WHERE n.session_id = u.session_id AND m.person_id = p.id)
            OR EXISTS (SELECT FROM attendance a WHERE a.session_id = u.session_id AND a.person_id = p.id))
          WHERE u.id = ${id}::uuid ORDER BY p.id`;
      case 'selectionJury':
        return this.selectionJury(db, await this.dossierOf(db, id), now);
      case 'amendmentInstructors':
      case 'amendmentOfficers':
      case 'amendmentAskers':
      case 'amendmentPens':
      case 'amendmentHolders':
        return this.ofAmendment(db, audience, id, now);
      case 'agreementPens':
        return this.agreementPens(db, id, now);
      case 'agreementOfficers':
        return this.agreementOfficers(db, id, Prisma.sql`p.leg_id IS NOT NULL`, now);
      case 'measureOfficers':
        return this.measureOfficers(db, id, Prisma.sql`f.code = own.funder_code`, now);
      case 'otherFunders':
        return this.measureOfficers(db, id, Prisma.sql`f.code <> own.funder_code OR f.officer_role = 'STATE_OFFICER'`, now);
      case 'expert':
        return db.$queryRaw<Found[]>`
          SELECT p.id FROM expert_request e JOIN person p ON p.id = e.expert_id AND p.disabled_at IS NULL WHERE e.id = ${id}::uuid`;
      case 'expertRequester':
        return this.expertRequester(db, id, now);
    }
  }

  /** Dossier of an appeal, a late exception, a proposal of the reserve, an offer, an agreement, a leg, a payment or a report. */
  private async dossierOf(db: Db, id: string): Promise<string> {
    const [row] = await db.$queryRaw<Found[]>`
      SELECT application_id AS id FROM appeal WHERE id = ${id}::uuid
      UNION ALL SELECT application_id FROM late_exception WHERE id = ${id}::uuid
      UNION ALL SELECT application_id FROM reserve_proposal WHERE id = ${id}::uuid
      UNION ALL SELECT application_id FROM amount_offer WHERE id = ${id}::uuid
      UNION ALL SELECT application_id FROM agreement WHERE id = ${id}::uuid
      UNION ALL SELECT w.application_id FROM award_leg l JOIN award w ON w.id = l.award_id WHERE l.id = ${id}::uuid
      UNION ALL SELECT application_id FROM payment WHERE id = ${id}::uuid
      UNION ALL SELECT application_id FROM measure WHERE id = ${id}::uuid
      UNION ALL SELECT application_id FROM report WHERE id = ${id}::uuid
      UNION ALL SELECT application_id FROM balance WHERE id = ${id}::uuid
      UNION ALL SELECT application_id FROM recovery WHERE id = ${id}::uuid`;
    return row?.id ?? id;
  }

  private async appealDeciders(db: Db, id: string, now: Date): Promise<Found[]> {
    const [appeal] = await db.$queryRaw<{ kind: AppealKind; against: string; department: string }[]>`
      SELECT kind, against, department FROM appeal WHERE id = ${id}::uuid`;
    if (appeal === undefined) return [];
    return this.holding(db, decidingRoles(appeal), appeal.department, await this.dossierOf(db, id), now);
  }

  private async lateOfficers(db: Db, id: string, now: Date): Promise<Found[]> {
    const [late] = await db.$queryRaw<{ roles: string[]; department: string }[]>`
      SELECT ARRAY(SELECT DISTINCT f.officer_role FROM call_funder f WHERE f.call_id = x.call_id) AS roles, a.department
      FROM late_exception x JOIN application a ON a.id = x.application_id WHERE x.id = ${id}::uuid`;
    return late === undefined ? [] : this.holding(db, late.roles, late.department, await this.dossierOf(db, id), now);
  }

  /** `pensOf` as SQL: the parties of the lowest rank that have not signed. The holder is bound by its representatives alone. */
  private async agreementPens(db: Db, id: string, now: Date): Promise<Found[]> {
    const [turn] = await db.$queryRaw<{ rank: number | null; organisationId: string }[]>`
      SELECT (SELECT min(p.rank) FROM agreement_party p LEFT JOIN agreement_signature s USING (agreement_id, number)
              WHERE p.agreement_id = g.id AND s.number IS NULL) AS rank, w.organisation_id AS "organisationId"
      FROM agreement g JOIN award w ON w.id = g.award_id WHERE g.id = ${id}::uuid AND g.state IN ('SENT', 'SIGNED_BY_HOLDER')`;
    if (turn?.rank === null || turn === undefined) return [];
    if (turn.rank > 0) {
      const unsigned = Prisma.sql`p.rank = ${turn.rank}::int AND NOT EXISTS (
        SELECT FROM agreement_signature s WHERE s.agreement_id = p.agreement_id AND s.number = p.number)`;
      return this.agreementOfficers(db, id, unsigned, now);
    }
    return db.$queryRaw<Found[]>`
      SELECT DISTINCT p.id FROM role_grant g JOIN person p ON p.id = g.person_id AND p.disabled_at IS NULL
      WHERE g.organisation_id = ${turn.organisationId}::uuid AND g.role = 'HOLDER_REPRESENTATIVE'
        AND g.starts_at <= ${now}::timestamptz AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz) ORDER BY p.id`;
  }

  /** `which`: of the party `p`. */
  private async agreementOfficers(db: Db, id: string, which: Prisma.Sql, now: Date): Promise<Found[]> {
    const [signing] = await db.$queryRaw<(Place & { roles: string[]; applicationId: string })[]>`
      SELECT w.department, w.application_id AS "applicationId", ARRAY(
        SELECT DISTINCT f.officer_role FROM agreement_party p JOIN award_leg l ON l.id = p.leg_id
        JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code WHERE p.agreement_id = g.id AND ${which}) AS roles
      FROM agreement g JOIN award w ON w.id = g.award_id WHERE g.id = ${id}::uuid`;
    return signing === undefined ? [] : this.holding(db, signing.roles, signing.department, signing.applicationId, now);
  }

  /** `which`: of the funders `f` of the award, `own` being the leg of the measure. */
  private async measureOfficers(db: Db, id: string, which: Prisma.Sql, now: Date): Promise<Found[]> {
    const [taken] = await db.$queryRaw<(Place & { roles: string[]; applicationId: string })[]>`
      SELECT w.department, m.application_id AS "applicationId", ARRAY(
        SELECT DISTINCT f.officer_role FROM award_leg l JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code
        WHERE l.award_id = m.award_id AND (${which})) AS roles
      FROM measure m JOIN award w ON w.id = m.award_id JOIN award_leg own ON own.id = m.leg_id WHERE m.id = ${id}::uuid`;
    return taken === undefined ? [] : this.holding(db, taken.roles, taken.department, taken.applicationId, now);
  }

  private async selectionJury(db: Db, applicationId: string, now: Date): Promise<Found[]> {
    const [place] = await db.$queryRaw<Place[]>`SELECT department FROM application WHERE id = ${applicationId}::uuid`;
    return place === undefined ? [] : this.holding(db, ['REGIONAL_JURY'], place.department, applicationId, now);
  }

  /** The letter names no dossier: an interest in one keeps nobody from knowing that the minutes are signed. */
  private async minutesAuthority(db: Db, id: string, now: Date): Promise<Found[]> {
    const [place] = await db.$queryRaw<Place[]>`
      SELECT s.department FROM minutes u JOIN committee_session s ON s.id = u.session_id WHERE u.id = ${id}::uuid`;
    return place === undefined ? [] : this.holding(db, ['REGIONAL_JURY', 'CALL_MANAGER'], place.department, null, now);
  }

  private async minutesDesk(db: Db, sessionId: string, now: Date): Promise<Found[]> {
    const [committee] = await db.$queryRaw<{ id: string; departments: string[] }[]>`
      SELECT k.id, k.departments FROM committee_session n JOIN committee k ON k.id = n.committee_id WHERE n.id = ${sessionId}::uuid`;
    if (committee === undefined) return [];
    return db.$queryRaw<Found[]>`
      SELECT p.id FROM person p WHERE p.disabled_at IS NULL AND (
        EXISTS (SELECT FROM committee_member m WHERE m.committee_id = ${committee.id}::uuid AND m.president AND m.person_id = p.id
          AND committee_member_sits(m, ${now}::timestamptz))
        OR EXISTS (SELECT FROM role_grant g WHERE g.person_id = p.id AND g.role = 'COMMITTEE_SECRETARY'
          AND g.territory = ANY(${territoriesOver(committee.departments)}::text[])
          AND g.starts_at <= ${now}::timestamptz AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz)))
      ORDER BY p.id`;
  }

  private async callManagers(db: Db, instructionId: string, now: Date): Promise<Found[]> {
    const [late] = await db.$queryRaw<(Place & { applicationId: string })[]>`
      SELECT department, application_id AS "applicationId" FROM instruction WHERE id = ${instructionId}::uuid`;
    return late === undefined ? [] : this.holding(db, ['CALL_MANAGER'], late.department, late.applicationId, now);
  }

  private async expertRequester(db: Db, id: string, now: Date): Promise<Found[]> {
    const [asked] = await db.$queryRaw<{ role: string; department: string; applicationId: string; people: string[] }[]>`
      SELECT e.agency_kind || '_INSTRUCTOR' AS role, a.department, a.id AS "applicationId",
             ARRAY(SELECT e.requested_by::text UNION SELECT i.examiner_id::text FROM instruction i WHERE i.application_id = a.id
                   AND i.examination = a.examination AND i.agency_kind = e.agency_kind AND i.examiner_id IS NOT NULL) AS people
      FROM expert_request e JOIN application a ON a.id = e.application_id WHERE e.id = ${id}::uuid`;
    if (asked === undefined) return [];
    const serving = await this.holding(db, [asked.role], asked.department, asked.applicationId, now);
    return serving.filter((person) => asked.people.includes(person.id));
  }

  private holding(
    db: Db,
    roles: readonly string[],
    department: string,
    applicationId: string | null,
    now: Date,
  ): Promise<Found[]> {
    return db.$queryRaw<Found[]>`
      SELECT DISTINCT p.id FROM role_grant g JOIN person p ON p.id = g.person_id AND p.disabled_at IS NULL
      WHERE g.role = ANY(${[...roles]}::text[]) AND g.territory = ANY(${territoriesOver([department])}::text[])
        AND g.starts_at <= ${now}::timestamptz AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz)
        AND NOT EXISTS (SELECT FROM interest x WHERE x.application_id = ${applicationId}::uuid AND x.person_id = p.id)
      ORDER BY p.id`;
  }

  /** Of the holder, its representatives alone sign. */
  private async ofAmendment(db: Db, audience: Audience, id: string, now: Date): Promise<Found[]> {
    const place = await findAmendmentPlace(db, id);
    if (place === undefined) return [];
    const { department, applicationId, roles, askingRoles, penRoles, holders, penHolders, askedByHolder } = place;
    const officers = (of: readonly string[]) => this.holding(db, of, department, applicationId, now);
    if (audience === 'amendmentInstructors') return this.serving(db, [department], applicationId, now);
    if (audience === 'amendmentOfficers') return officers(roles);
    if (audience === 'amendmentHolders' || (audience === 'amendmentAskers' && askedByHolder))
      return this.ofOrganisations(db, holders, HOLDER_ROLES, now);
    if (audience === 'amendmentAskers') return officers(askingRoles);
    return penHolders.length > 0 ? this.ofOrganisations(db, penHolders, ['HOLDER_REPRESENTATIVE'], now) : officers(penRoles);
  }

  private ofOrganisations(db: Db, ids: readonly string[], roles: readonly string[], now: Date): Promise<Found[]> {
    return db.$queryRaw<Found[]>`
      SELECT DISTINCT p.id FROM role_grant g JOIN person p ON p.id = g.person_id AND p.disabled_at IS NULL
      WHERE g.organisation_id = ANY(${[...ids]}::uuid[]) AND g.role = ANY(${[...roles]}::text[])
        AND g.starts_at <= ${now}::timestamptz AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz) ORDER BY p.id`;
  }

  private holders(db: Db, applicationId: string, now: Date): Promise<Found[]> {
    return db.$queryRaw<Found[]>`
      SELECT DISTINCT p.id FROM application a
      JOIN role_grant g ON g.organisation_id = a.organisation_id AND g.role IN ('HOLDER_EDITOR', 'HOLDER_REPRESENTATIVE')
        AND g.starts_at <= ${now}::timestamptz AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz)
      JOIN person p ON p.id = g.person_id AND p.disabled_at IS NULL
      WHERE a.id = ${applicationId}::uuid ORDER BY p.id`;
  }

  private async instructors(db: Db, applicationId: string, now: Date): Promise<Found[]> {
    const [place] = await db.$queryRaw<Place[]>`SELECT department FROM application WHERE id = ${applicationId}::uuid`;
    if (place === undefined) return [];
    return this.serving(db, [place.department], applicationId, now);
  }

  /** `newly`: those of the departments that no frozen version but the last names. */
  private async consulted(db: Db, applicationId: string, newly: boolean, now: Date): Promise<Found[]> {
    const places = await db.$queryRaw<Place[]>`
      SELECT d.department FROM application a, unnest(a.consulted_departments) AS d (department)
      WHERE a.id = ${applicationId}::uuid AND NOT (${newly}::boolean AND EXISTS (
        SELECT FROM application_version v WHERE v.application_id = a.id AND v.number < a.submitted_version
          AND jsonb_exists(v.content->'otherDepartments', d.department)))`;
    const departments = places.map(({ department }) => department);
    return departments.length === 0 ? [] : this.serving(db, departments, applicationId, now);
  }

  private async callInstructors(db: Db, callId: string, now: Date): Promise<Found[]> {
    const places = await db.$queryRaw<Place[]>`SELECT unnest(departments) AS department FROM "call" WHERE id = ${callId}::uuid`;
    return this.serving(
      db,
      places.map(({ department }) => department),
      null,
      now,
    );
  }

  private serving(db: Db, departments: readonly string[], applicationId: string | null, now: Date): Promise<Found[]> {
    return db.$queryRaw<Found[]>`
      SELECT DISTINCT p.id FROM role_grant g JOIN person p ON p.id = g.person_id AND p.disabled_at IS NULL
      WHERE g.role IN ('CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR') AND g.territory = ANY(${territoriesOver(departments)}::text[])
        AND g.starts_at <= ${now}::timestamptz AND (g.ends_at IS NULL OR g.ends_at > ${now}::timestamptz)
        AND NOT EXISTS (SELECT FROM interest x WHERE x.application_id = ${applicationId}::uuid AND x.person_id = p.id)
      ORDER BY p.id`;
  }
}
