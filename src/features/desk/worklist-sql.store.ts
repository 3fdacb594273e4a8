// What the branches of the worklist share.

import { Prisma } from '../../generated/prisma/client.js';
import type { WorklistViewer } from './worklist-viewer.js';

/** Nothing for a person whose roles cannot fill it. */
export type Branch = (viewer: WorklistViewer) => Prisma.Sql | undefined;

export const texts = (values: readonly string[]): Prisma.Sql => Prisma.sql`${[...values]}::text[]`;

/** Neither an interest recorded, nor a dossier of one's own organisation: one reads that one as its holder. On application `a`. */
export const impartial = ({ personId, organisations, holds }: WorklistViewer): Prisma.Sql => Prisma.sql`
  NOT EXISTS (SELECT FROM interest x WHERE x.application_id = a.id AND x.person_id = ${personId}::uuid)
  ${holds ? Prisma.sql`AND a.organisation_id <> ALL(${organisations})` : Prisma.empty}`;
