import { Prisma } from '../../generated/prisma/client.js';

/**
 * The dossier as last filed owes this document and does not bring it. Where the call takes documents by upload, a document is brought by a
 * file of the frozen version; else by its entry declared ATTACHED. Drafts owe nothing yet.
 */
export function missingDocumentSql(code: string): Prisma.Sql {
  const entry = (fields: object): Prisma.Sql => Prisma.sql`${JSON.stringify([{ code, ...fields }])}::jsonb`;
  const brought = Prisma.sql`CASE WHEN (c.settings->>'documentsByUpload')::boolean THEN v.content->'files' @> ${entry({})}
    ELSE v.content->'documents' @> ${entry({ provided: 'ATTACHED' })} END`;
  return Prisma.sql`(EXISTS (SELECT FROM jsonb_array_elements(c.settings->'requiredDocuments') d
      WHERE d->>'code' = ${code} AND (d->'holderTypes' = '[]'::jsonb OR d->'holderTypes' ? o.holder_type))
    AND EXISTS (SELECT FROM application_version v WHERE v.application_id = a.id AND v.number = a.submitted_version
      AND (${brought}) IS NOT TRUE))`;
}
