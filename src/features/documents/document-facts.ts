// What the guards of a file's machine judge: the file, and the dossier that it belongs to. Types only.

import type { ScopedApplication } from '../../access/application-scope.js';
import type { FileType } from '../../kernel/file-types.js';
import type { ApplicationFacts } from '../applications/application-facts.js';

export const DOCUMENT_STATES = ['UPLOADING', 'PENDING', 'CLEAN', 'INFECTED', 'REFUSED', 'EXPIRED', 'DETACHED'] as const;
export type DocumentState = (typeof DOCUMENT_STATES)[number];

export type DocumentEvent = 'receive' | 'receiveUnscanned' | 'refuse' | 'clear' | 'condemn' | 'expire' | 'detach';

export interface DocumentRecord {
  readonly id: string;
  readonly applicationId: string;
  readonly code: string;
  /** Among the stored files of this code; null until stored. */
  readonly version: number | null;
  readonly documentState: DocumentState;
  readonly stateSince: Date;
  readonly rowVersion: number;
  readonly name: string;
  readonly fileType: FileType;
  /** Bytes. */
  readonly size: number;
  readonly announcedSha256: string | null;
  readonly sha256: string | null;
  readonly storageKey: string | null;
  readonly scanned: boolean;
  readonly signature: string | null;
  readonly refusal: readonly string[] | null;
  readonly createdAt: Date;
  readonly storedAt: Date | null;
  /** Part of a version of the dossier that was submitted. */
  readonly submitted: boolean;
}

export interface DocumentFacts extends DocumentRecord, ScopedApplication {
  readonly application: ApplicationFacts;
}

/** Of `receive` and `receiveUnscanned`: where the bytes are by now, and what they are. */
export interface Received {
  readonly storageKey: string;
  readonly sha256: string;
}
export interface RefusedContent {
  readonly rules: readonly string[];
}
export interface Condemned {
  readonly signature: string;
}
