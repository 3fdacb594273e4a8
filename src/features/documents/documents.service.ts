import { Inject, Injectable } from '@nestjs/common';

import { seesApplication } from '../../access/application-scope.js';
import { holdsFor, HOLDER_ROLES } from '../../kernel/actor.js';
import { Refusal } from '../../kernel/errors.js';
import { fileLabel, typeOfName } from '../../kernel/file-types.js';
import { newId } from '../../kernel/ids.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/tx.js';
import { Acts } from '../../platform/workflow/acts.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { loadApplication } from '../applications/application.store.js';
import { DocumentBinding } from './document.binding.js';
import { announcementFaults, TAKES_FILES } from './document.rules.js';
import { insertUpload, loadDocument, usageOf } from './document.store.js';
import type { AnnounceUploadDto } from './documents.dto.js';
import { viewDocument, type DocumentView } from './documents.views.js';

@Injectable()
export class DocumentsService {
  constructor(
    private readonly acts: Acts,
    private readonly binding: DocumentBinding,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Announces a file; its bytes follow by PUT. Same order of refusals as an act: seen, theirs, state, then every rule at once. */
  async announce(context: RequestContext, applicationId: string, body: AnnounceUploadDto): Promise<Answer<DocumentView>> {
    const { actor, now } = context;
    return this.acts.perform(context, async (tx) => {
      await tx.lock('application', applicationId);
      const loaded = await loadApplication(tx.db, applicationId);
      if (loaded === undefined || !seesApplication.allows(actor, loaded.facts)) throw new Refusal('not-found');
      const { facts } = loaded;
      if (!HOLDER_ROLES.some((role) => holdsFor(actor, role, facts.organisationId))) throw new Refusal('forbidden');
      if (!TAKES_FILES.includes(facts.state)) throw new Refusal('transition-not-allowed');
      const { maxFileBytes, maxDossierBytes } = this.config;
      const limits = { maxFileBytes, maxDossierBytes, ...(await usageOf(tx.db, applicationId)) };
      const faults = announcementFaults(facts, body, limits);
      const fileType = typeOfName(body.fileName);
      if (faults.length > 0 || fileType === undefined) throw new Refusal('rule-not-met', undefined, faults);
      const id = newId();
      const { code, fileName, size, sha256 } = body;
      const name = fileLabel(fileName, fileType);
      await insertUpload(tx, { id, applicationId, code, name, fileType, size, sha256, by: actor.personId, now });
      return { ...(await this.answer(tx, context, id)), status: 201, location: `/v1/documents/${id}` };
    });
  }

  detach(context: RequestContext, id: string): Promise<Answer<DocumentView>> {
    return this.acts.fire(context, this.binding, id, 'detach', {}, (tx) => this.answer(tx, context, id));
  }

  /** Of a file that has nothing received yet, or whole. */
  async answer(tx: Tx, context: RequestContext, id: string): Promise<Answer<DocumentView>> {
    const loaded = await loadDocument(tx.db, id);
    if (loaded === undefined) throw new Refusal('not-found');
    return { body: viewDocument(loaded.facts, 0, context), version: loaded.version };
  }
}
