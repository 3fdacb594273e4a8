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
