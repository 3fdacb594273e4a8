// The last version sent, read back as the dossier: what everybody but the holder reads while the holder edits, and what the dossier is
// again when it leaves the holder's hands. Edits made after it and never sent do not count.

import { Prisma } from '../../generated/prisma/client.js';

/** Fields of the frozen version that are columns of the dossier, not part of its content. */
const FROZEN_BESIDE = ['applicationId', 'callId', 'callSpec', 'organisationId', 'department', 'title', 'version', 'files'];

const CONTENT = Prisma.sql`v.content - ${FROZEN_BESIDE}::text[]`;
const REQUESTED = Prisma.sql`(SELECT coalesce(sum((asked->>'cents')::bigint), 0)::bigint
  FROM jsonb_array_elements(coalesce(v.content->'requestedYears', '[]')) asked)`;

/** Columns of `application`, for its UPDATE. */
export function lastFrozen(): Prisma.Sql[] {
  const version = Prisma.sql`FROM application_version v WHERE v.application_id = application.id AND v.number = application.submitted_version`;
  return [
    Prisma.sql`title = (SELECT v.content->>'title' ${version})`,
    Prisma.sql`content = (SELECT ${CONTENT} ${version})`,
    Prisma.sql`requested_cents = (SELECT ${REQUESTED} ${version})`,
  ];
}

/** `LastSent` of an application named `a`, null unless the holder may be editing it; cents as text. */
export const LAST_SENT = Prisma.sql`(
  SELECT json_build_object('title', v.content->>'title', 'content', ${CONTENT}, 'requestedCents', ${REQUESTED}::text,
                           'files', coalesce(v.content->'files', '[]'))
  FROM application_version v WHERE a.state = 'INCOMPLETE' AND v.application_id = a.id AND v.number = a.submitted_version)`;
