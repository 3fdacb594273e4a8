// What the branches of the worklist share.

import { Prisma } from '../../generated/prisma/client.js';
import { ACCOUNTANT_OF, OFFICER_ROLES, type OfficerRole, type Role } from '../../kernel/actor.js';
import type { Duty } from '../payments/payment-facts.rules.js';
import { CERTIFIER_OF } from '../payments/payment.rules.js';
import type { WorklistViewer } from './worklist-viewer.js';

/** Nothing for a person whose roles cannot fill it. */
export type Branch = (viewer: WorklistViewer) => Prisma.Sql | undefined;

export const texts = (values: readonly string[]): Prisma.Sql => Prisma.sql`${[...values]}::text[]`;

/** Neither an interest recorded, nor a dossier of one's own organisation: one reads that one as its holder. On application `a`. */
export const impartial = ({ personId, organisations, holds }: WorklistViewer): Prisma.Sql => Prisma.sql`
  NOT EXISTS (SELECT FROM interest x WHERE x.application_id = a.id AND x.person_id = ${personId}::uuid)
  ${holds ? Prisma.sql`AND a.organisation_id <> ALL(${organisations})` : Prisma.empty}`;

/** Who has the duty for the funder whose officer this is. */
const ROLE_OF: Readonly<Record<Duty, (officer: OfficerRole) => Role>> = {
  EXAMINER: (officer) => CERTIFIER_OF[officer],
  ORDERER: (officer) => officer,
  ACCOUNTANT: (officer) => ACCOUNTANT_OF[officer],
};

/** Where the person has this duty of the chain of money: on award `w` and its funder `f`. Undefined: nowhere. */
export function dutySides(viewer: WorklistViewer, duty: Duty): Prisma.Sql | undefined {
  const sides = OFFICER_ROLES.flatMap((officer) => {
    const departments = viewer.departments(ROLE_OF[duty](officer));
    return departments.length === 0
      ? []
      : [Prisma.sql`(f.officer_role = ${officer} AND w.department = ANY(${texts(departments)}))`];
  });
  return sides.length === 0 ? undefined : Prisma.sql`(${Prisma.join(sides, ' OR ')})`;
}
