// Branches of the worklist on amendments: see worklist-branches.store.ts for what each gives. They read the index of the open ones.

import { Prisma } from '../../generated/prisma/client.js';
import { AGENCY_KINDS, EXAMINING_ROLE } from '../instruction/instruction-facts.rules.js';
import { OFFICERS, WAITING, type WorkKind } from './worklist.rules.js';
import type { WorklistViewer } from './worklist-viewer.js';

const texts = (values: readonly string[]): Prisma.Sql => Prisma.sql`${[...values]}::text[]`;

const select = (kind: WorkKind, since: Prisma.Sql, states: readonly string[], where: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT ${kind} AS kind, m.id, a.id AS application_id, m.id AS on_id, NULL::text AS title, w.department, ${since} AS since, NULL::timestamptz AS until
  FROM amendment m JOIN award w ON w.id = m.award_id JOIN application a ON a.id = m.application_id
  WHERE m.state = ANY(${texts(states)}) AND ${where}`;

const noInterest = ({ personId }: WorklistViewer): Prisma.Sql =>
  Prisma.sql`NOT EXISTS (SELECT FROM interest x WHERE x.application_id = a.id AND x.person_id = ${personId}::uuid)`;
const impartial = (viewer: WorklistViewer): Prisma.Sql =>
  viewer.holds ? Prisma.sql`${noInterest(viewer)} AND a.organisation_id <> ALL(${viewer.organisations})` : noInterest(viewer);

/** Offices of the person: each with the departments that it covers. */
function officesOn(viewer: WorklistViewer, leg: Prisma.Sql): Prisma.Sql | undefined {
  const offices = OFFICERS.flatMap((role) => {
    const departments = viewer.departments(role);
    return departments.length === 0 ? [] : [Prisma.sql`(f.officer_role = ${role} AND w.department = ANY(${texts(departments)}))`];
  });
  if (offices.length === 0) return undefined;
  return Prisma.sql`EXISTS (SELECT FROM award_leg l JOIN call_funder f ON f.call_id = l.call_id AND f.code = l.funder_code
    WHERE l.award_id = m.award_id AND (${Prisma.join(offices, ' OR ')}) AND ${leg})`;
}

export const amendmentToExamine = (viewer: WorklistViewer): Prisma.Sql | undefined => {
  const sides = AGENCY_KINDS.flatMap((agency) => {
    const departments = viewer.departments(EXAMINING_ROLE[agency]);
    return departments.length === 0
      ? []
      : [
          Prisma.sql`(w.department = ANY(${texts(departments)}) AND NOT EXISTS (
            SELECT FROM amendment_opinion o WHERE o.amendment_id = m.id AND o.round = m.round AND o.agency_kind = ${agency}))`,
        ];
  });
  if (sides.length === 0) return undefined;
  const where = Prisma.sql`(${Prisma.join(sides, ' OR ')}) AND ${impartial(viewer)}`;
  return select('AMENDMENT_TO_EXAMINE', Prisma.sql`m.submitted_at`, WAITING.examineAmendment, where);
};

/** Once both agencies have spoken, by each funder's officer, one person a funder. */
export const amendmentToDecide = (viewer: WorklistViewer): Prisma.Sql | undefined => {
  const own = officesOn(
    viewer,
    Prisma.sql`NOT EXISTS (SELECT FROM amendment_decision d WHERE d.amendment_id = m.id AND (d.leg_id = l.id OR d.decided_by = ${viewer.personId}::uuid))`,
  );
  if (own === undefined) return undefined;
  const where = Prisma.sql`${own} AND (SELECT count(*) FROM amendment_opinion o WHERE o.amendment_id = m.id AND o.round = m.round) = 2 AND ${impartial(viewer)}`;
  return select('AMENDMENT_TO_DECIDE', Prisma.sql`m.submitted_at`, WAITING.agreeAmendment, where);
};

/** Of whoever's turn it is: the holder's side first. */
export const amendmentToSign = (viewer: WorklistViewer): Prisma.Sql | undefined => {
  const turn = (party: Prisma.Sql): Prisma.Sql => Prisma.sql`EXISTS (
    SELECT FROM amendment_party p WHERE p.amendment_id = m.id AND ${party}
      AND NOT EXISTS (SELECT FROM amendment_signature s WHERE s.amendment_id = m.id AND s.number = p.number)
      AND NOT EXISTS (SELECT FROM amendment_party q WHERE q.amendment_id = m.id AND q.rank < p.rank
        AND NOT EXISTS (SELECT FROM amendment_signature s WHERE s.amendment_id = m.id AND s.number = q.number)))`;
  const officer = officesOn(viewer, turn(Prisma.sql`p.leg_id = l.id`));
  const sides = [
    ...(viewer.holds ? [turn(Prisma.sql`p.organisation_id = ANY(${viewer.organisations})`)] : []),
    ...(officer === undefined ? [] : [Prisma.sql`(${officer} AND ${impartial(viewer)})`]),
  ];
  if (sides.length === 0) return undefined;
  return select('AMENDMENT_TO_SIGN', Prisma.sql`m.agreed_at`, WAITING.signAmendment, Prisma.sql`(${Prisma.join(sides, ' OR ')})`);
};
