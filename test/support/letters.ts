import { LetterArchive } from '../../src/features/letters/archive.service.js';
import { WRITE_LETTER } from '../../src/features/letters/letter-jobs.js';
import type { Letter } from '../../src/generated/prisma/client.js';
import { sha256Hex } from '../../src/kernel/canonical.js';
import { newId } from '../../src/kernel/ids.js';
import type { TestApp } from './app.js';
import type { MadeApplication } from './applications.js';

/** A refusal as the archive keeps it, written directly; its PDF is a token of one. */
export async function makeLetter(
  app: TestApp,
  { id, organisationId }: Pick<MadeApplication, 'id' | 'organisationId'>,
): Promise<string> {
  const letterId = newId();
  const now = app.clock.now();
  const [data, text, pdf] = ['{}', 'Votre dossier n’est pas retenu.', Buffer.from('%PDF-1.7')];
  await app.database.read.letter.create({
    data: {
      id: letterId,
      kind: 'REFUSAL',
      applicationId: id,
      subjectId: id,
      examination: 1,
      decision: 'REFUSED',
      decidedAt: now,
      organisationId,
      language: 'fr',
      template: 'refusal',
      templateVersion: 1,
      author: 'Camille Martin',
      capacity: 'jury régional',
      service: 'Jury régional',
      reasons: 'Essai',
      appeal: 'Essai',
      data,
      dataSha256: sha256Hex(data),
      title: 'Dossier non retenu',
      text,
      textSha256: sha256Hex(text),
      pdf,
      pdfSha256: sha256Hex(pdf),
      createdAt: now,
    },
  });
  return letterId;
}

/** The only letter that a decision owes: asked for with it, written once however often it is asked for, and not without ways of appeal. */
export async function writtenLetter(app: TestApp, subjectId: string): Promise<Letter> {
  const owed = { job: WRITE_LETTER.name, payload: { equals: { subjectId } } };
  expect(await app.database.read.outbox.count({ where: owed })).toBe(1);
  const write = () => app.database.transaction((tx) => app.app.get(LetterArchive).write(tx, subjectId, app.clock.now()));
  expect([await write(), await write()]).toEqual([1, 0]);
  const [letter, ...others] = await app.database.read.letter.findMany({ where: { subjectId } });
  expect(others).toEqual([]);
  await expect(
    app.database.pool.query(
      `INSERT INTO letter SELECT (jsonb_populate_record(k, jsonb_build_object('id', gen_random_uuid(), 'appeal', '', 'decided_at', now()))).* FROM letter k WHERE id = $1::uuid`,
      [letter!.id],
    ),
  ).rejects.toThrow('letter_lawful');
  return letter!;
}
