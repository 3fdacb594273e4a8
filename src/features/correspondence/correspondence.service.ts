import { Injectable, type OnModuleInit } from '@nestjs/common';

import { seesApplication } from '../../access/application-scope.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { assertSees } from '../../kernel/machine.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { Outbox } from '../../platform/jobs/outbox.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { COMMENT_WRITTEN, MESSAGE_WRITTEN } from './correspondence-jobs.js';
import type { ReadMessagesDto, WriteCommentDto, WriteMessageDto } from './correspondence.dto.js';
import { agenciesFor, AGENCY_OF_AUTHOR, notFiled, sidesFor, type Dossier, type Side } from './correspondence.rules.js';
import { alreadyReplaced, holdDossier, insertComment, insertMessage, markRead } from './correspondence.store.js';
import type { CommentView, MessageView, ReadMessagesView } from './correspondence.views.js';

/** Written once and never changed; each line is owed its notice in the same transaction. */
@Injectable()
export class Correspondence implements OnModuleInit {
  constructor(
    private readonly acts: Acts,
    private readonly outbox: Outbox,
    private readonly jobs: JobRegistry,
  ) {}

  onModuleInit(): void {
    this.jobs.declare(MESSAGE_WRITTEN, COMMENT_WRITTEN);
  }

  /** @throws Refusal not-found for who takes no part, rule-not-met on a draft or for an agency that is not the author's */
  write(context: RequestContext, applicationId: string, { body, agencyKind }: WriteMessageDto): Promise<Answer<MessageView>> {
    const { actor, now } = context;
    return this.acts.perform(context, async (tx) => {
      const dossier = await held(tx, context, applicationId);
      const side = chosen(sidesFor(actor, dossier), agencyKind);
      const reasons = notFiled(dossier);
      if (reasons.length > 0) throw new Refusal('rule-not-met', undefined, reasons);
      const id = newId();
      await insertMessage(tx, { id, applicationId, authorId: actor.personId, body, side, now });
      await this.outbox.enqueue(tx, MESSAGE_WRITTEN, { id }, now);
      const author = { id: actor.personId, name: await nameOf(tx.db, actor.personId) };
      const location = `/v1/applications/${applicationId}/messages`;
      return { body: { id, side, author, body, at: now.toISOString(), readings: [] }, status: 201, location };
    });
  }

  /** @throws Refusal not-found for who is of neither agency, rule-not-met for a correction of what is not one's own last word */
  async comment(context: RequestContext, applicationId: string, given: WriteCommentDto): Promise<Answer<CommentView>> {
    const { actor, now } = context;
    const { body, replaces } = given;
    try {
      return await this.acts.perform(context, async (tx) => {
        const dossier = await held(tx, context, applicationId);
        const agencyKind = chosen(agenciesFor(actor, dossier), given.agencyKind);
        const id = newId();
        await insertComment(tx, { id, applicationId, authorId: actor.personId, body, agencyKind, replaces, now });
        await this.outbox.enqueue(tx, COMMENT_WRITTEN, { id }, now);
        const author = { id: actor.personId, name: await nameOf(tx.db, actor.personId) };
        const view = { id, agencyKind, author, body, at: now.toISOString(), replaces: replaces ?? null, replacedBy: null };
        return { body: view, status: 201, location: `/v1/applications/${applicationId}/comments` };
      });
    } catch (error) {
      throw alreadyReplaced(error);
    }
  }

  /** For every side on which the person takes part. */
  read(context: RequestContext, applicationId: string, { upTo }: ReadMessagesDto): Promise<Answer<ReadMessagesView>> {
    const { actor, now } = context;
    return this.acts.perform(context, async (tx) => {
      const sides: Side[] = sidesFor(actor, await held(tx, context, applicationId));
      if (sides.length === 0) throw new Refusal('not-found');
      let newlyRead = 0;
      for (const side of sides) newlyRead += await markRead(tx, { applicationId, upTo, side, by: actor.personId, now });
      return { body: { newlyRead } };
    });
  }
}

async function held(tx: Tx, { actor }: RequestContext, id: string): Promise<Dossier> {
  const dossier = await holdDossier(tx, id);
  if (dossier === undefined) throw new Refusal('not-found');
  assertSees(seesApplication, actor, dossier);
  return dossier;
}

function chosen<S extends string>(mine: readonly S[], asked: string | undefined): S {
  const [first] = mine;
  if (first === undefined) throw new Refusal('not-found');
  if (asked === undefined) return first;
  const found = mine.find((side) => side === asked);
  if (found === undefined) throw new Refusal('rule-not-met', undefined, [AGENCY_OF_AUTHOR]);
  return found;
}

async function nameOf(db: Db, personId: string): Promise<string> {
  const [row] = await db.$queryRaw<
    { name: string }[]
  >`SELECT given_name || ' ' || family_name AS name FROM person WHERE id = ${personId}::uuid`;
  return row?.name ?? '';
}
