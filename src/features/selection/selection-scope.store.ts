import { applicationScope } from '../../access/application-scope.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { juror } from './selection-scope.rules.js';

/** `seesSelection` as SQL, on an application named `p` that was submitted. */
export function inSelectionOf(actor: Actor): Prisma.Sql {
  const { all, departments, personId } = applicationScope(juror(actor));
  return all
    ? Prisma.sql`true`
    : Prisma.sql`p.department = ANY(${[...departments]}::text[])
        AND NOT EXISTS (SELECT FROM interest i WHERE i.application_id = p.id AND i.person_id = ${personId}::uuid)`;
}
