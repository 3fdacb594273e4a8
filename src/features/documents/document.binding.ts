import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Db, Tx } from '../../platform/database/tx.js';
import type { Act, Binding, Loaded } from '../../platform/workflow/binding.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import type { DocumentEvent, DocumentFacts, DocumentState } from './document-facts.js';
import { documentMachine } from './document.machine.js';
import { loadDocument, lockDossierOf, saveDocument } from './document.store.js';

@Injectable()
export class DocumentBinding implements Binding<DocumentState, DocumentEvent, DocumentFacts>, OnModuleInit {
  readonly machine = documentMachine;

  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.bind(this);
  }

  lock(tx: Tx, id: string): Promise<void> {
    return lockDossierOf(tx, id);
  }

  load(db: Db, id: string): Promise<Loaded<DocumentState, DocumentFacts> | undefined> {
    return loadDocument(db, id);
  }

  save(tx: Tx, act: Act<DocumentState, DocumentEvent, DocumentFacts>): Promise<number> {
    return saveDocument(tx, act);
  }

  /** The name stays out: people put names of people in them. */
  evidence({ applicationId, state, code, version, fileType, size, sha256, submitted }: DocumentFacts): unknown {
    return { applicationId, applicationState: state, code, version, fileType, size, sha256, submitted };
  }
}
