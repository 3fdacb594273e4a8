import { Injectable } from '@nestjs/common';

import { holdsFor, servesDepartment, type Actor } from '../../kernel/actor.js';
import { canonicalJson } from '../../kernel/canonical.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { Outbox } from '../../platform/jobs/outbox.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import { appendAudit } from '../../platform/workflow/audit.js';
import type { Answer, Locale, RequestContext } from '../../platform/workflow/request.js';
import { SEND_ACKNOWLEDGEMENT_AGAIN } from './acknowledgement-jobs.js';
import type { AcknowledgementKind, AcknowledgementLetter } from './acknowledgement.rules.js';
import { lastAsked, recordSending } from './acknowledgements.store.js';
import type { ApplicationFacts } from './application-facts.js';
import type { AcknowledgementView } from './receipts.views.js';
import { visibleApplication } from './visible-application.reader.js';

/** Enough for a lost mail and a wrong address put right; the letter can be read on the screen without any. */
const SENDINGS_A_DAY = 5;
const DAY_MS = 86_400_000;

interface Kept {
  readonly kind: AcknowledgementKind;
  readonly version: number;
  readonly receiptNumber: string;
  readonly issuedAt: Date;
  readonly silenceOn: string | null;
  readonly letter: AcknowledgementLetter;
  readonly sentAgain: number;
}

@Injectable()
export class AcknowledgementsService {
  constructor(
    private readonly database: Database,
    private readonly acts: Acts,
    private readonly outbox: Outbox,
  ) {}

  /** @throws Refusal not-found outside one's scope, and before anything was filed */
  async read({ actor, locale }: RequestContext, id: string): Promise<Answer<AcknowledgementView>> {
    await visibleApplication(this.database.read, actor, id);
    return { body: view(await kept(this.database.read, id), locale) };
  }

  /**
   * The very letter that was sent, to the holder's people once more. Asked by the holder or by the agencies of the department.
   * @throws Refusal not-found, forbidden, too-many-requests after five in a day
   */
  async sendAgain(context: RequestContext, id: string): Promise<Answer<AcknowledgementView>> {
    const { actor, locale, now, requestId, ifMatch } = context;
    return this.acts.perform(context, async (tx) => {
      await tx.lock('application', id);
      const { facts, version } = await visibleApplication(tx.db, actor, id);
      const capacity = capacityOf(actor, facts);
      if (capacity === undefined) throw new Refusal('forbidden');
      if (ifMatch !== undefined && ifMatch !== version) throw new Refusal('stale-version');
      const letter = await kept(tx.db, id);
      const asked = await lastAsked(tx, id, new Date(now.getTime() - DAY_MS));
      const [oldest] = asked;
      if (oldest !== undefined && asked.length >= SENDINGS_A_DAY) {
        const waitMs = oldest.getTime() + DAY_MS - now.getTime();
        throw new Refusal('too-many-requests', undefined, [], Math.max(1, Math.ceil(waitMs / 1000)));
      }
      const sending = { id: newId(), applicationId: id, version: letter.version, by: actor.personId, at: now };
      await recordSending(tx, sending);
      await appendAudit(tx, {
        aggregate: 'acknowledgement',
        aggregateId: id,
        event: 'sendAgain',
        fromState: letter.kind,
        toState: letter.kind,
        version: letter.sentAgain + 1,
        actorId: actor.personId,
        capacity,
        at: now,
        facts: canonicalJson({ receiptNumber: letter.receiptNumber, version: letter.version, sending: sending.id }),
        input: canonicalJson({}),
        requestId,
      });
      await this.outbox.enqueue(tx, SEND_ACKNOWLEDGEMENT_AGAIN, { applicationId: id, kind: letter.kind }, now);
      return { body: view({ ...letter, sentAgain: letter.sentAgain + 1 }, locale) };
    });
  }
}

/** In which capacity one asks; undefined: who sees the dossier without acting on it. */
function capacityOf(actor: Actor, { organisationId, department, interestedPersonIds }: ApplicationFacts): string | undefined {
  if (holdsFor(actor, 'HOLDER_REPRESENTATIVE', organisationId)) return 'holderRepresentative';
  if (holdsFor(actor, 'HOLDER_EDITOR', organisationId)) return 'holderEditor';
  if (interestedPersonIds.includes(actor.personId)) return undefined;
  if (servesDepartment(actor, 'CAF_INSTRUCTOR', department)) return 'cafInstructor';
  return servesDepartment(actor, 'DDETS_INSTRUCTOR', department) ? 'ddetsInstructor' : undefined;
}

/** The letter that answers the request itself: those of later versions only answer what completed it. */
async function kept(db: Db, applicationId: string): Promise<Kept> {
  const [row] = await db.$queryRaw<Kept[]>`
    SELECT k.kind, k.version, k.receipt_number AS "receiptNumber", k.issued_at AS "issuedAt", k.silence_on::text AS "silenceOn", k.letter,
           (SELECT count(*)::int FROM acknowledgement_sending s WHERE s.application_id = k.application_id) AS "sentAgain"
    FROM acknowledgement k WHERE k.application_id = ${applicationId}::uuid AND k.kind <> 'COMPLETION' ORDER BY k.version DESC LIMIT 1`;
  if (row === undefined) throw new Refusal('not-found');
  return row;
}

function view({ letter, issuedAt, ...rest }: Kept, locale: Locale): AcknowledgementView {
  const { subject, body } = letter[locale];
  return { ...rest, issuedAt: issuedAt.toISOString(), subject, body: [...body] };
}
