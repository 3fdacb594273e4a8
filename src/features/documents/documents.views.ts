import { FILE_TYPES, MEDIA_TYPES, type FileType } from '../../kernel/file-types.js';
import { actions, waitingOn } from '../../kernel/machine.js';
import { Bool, Instant, Int, Nested, NestedList, OneOf, Text, TextList, Uuid } from '../../platform/http/fields.js';
import { ActionView, PageInfo, say, viewActions } from '../../platform/http/views.js';
import type { RequestContext } from '../../platform/workflow/request.js';
import { DOCUMENT_STATES, type DocumentFacts, type DocumentState } from './document-facts.js';
import { documentMachine } from './document.machine.js';
import { documentsTaken } from './document.rules.js';

export class UploadView {
  @Text({
    max: 200,
    description: 'Where the bytes go, by PUT.',
    example: '/v1/documents/0193f4a2-7c1e-7b52-9d0a-5c8f1f0e4a11/content',
  })
  path!: string;
  @Int({ min: 0, max: 1e12, description: 'Bytes received: resume here, with Upload-Offset.', example: 0 })
  offset!: number;
  @Instant({ description: 'When the upload is given up.' })
  expiresAt!: string;
}

export class DocumentView {
  @Uuid()
  id!: string;
  @Uuid()
  applicationId!: string;
  @Text({ max: 60, example: 'RIB' })
  code!: string;
  @Text({ max: 300, example: 'Relevé d’identité bancaire' })
  label!: string;
  @Int({
    min: 1,
    max: 100_000,
    nullable: true,
    description: 'Among the stored files of this code; null until stored.',
    example: 1,
  })
  version!: number | null;
  @Bool({ description: 'Whether this file stands for its document: the last version that is neither infected nor taken off.' })
  current!: boolean;
  @Bool({ description: 'Part of a submitted version: it stays.' })
  submitted!: boolean;
  @OneOf(DOCUMENT_STATES)
  state!: DocumentState;
  @Text({ max: 100, example: 'Disponible' })
  stateLabel!: string;
  @Text({ max: 200, nullable: true, example: 'l’antivirus' })
  waitingOn!: string | null;
  @Text({ max: 200, description: 'Label of the file, made by the server.', example: 'rib-2023.pdf' })
  name!: string;
  @OneOf(FILE_TYPES)
  fileType!: FileType;
  @Text({ max: 100, example: 'application/pdf' })
  mediaType!: string;
  @Int({ min: 1, max: 1e12, description: 'Bytes.', example: 182_044 })
  size!: number;
  @Text({ max: 64, nullable: true, description: 'SHA-256 of what is stored.' })
  sha256!: string | null;
  @Bool({ description: 'By an antivirus, which found nothing. False on a CLEAN file: none is configured here.' })
  scanned!: boolean;
  @Text({ max: 200, nullable: true, description: 'What the antivirus recognised.', example: 'Eicar-Test-Signature' })
  signature!: string | null;
  @TextList({
    max: 20,
    itemMax: 100,
    nullable: true,
    description: 'Rules that a refused content does not meet.',
    example: ['fileTypeMatches'],
  })
  refusal!: string[] | null;
  @Instant()
  createdAt!: string;
  @Instant({ nullable: true })
  storedAt!: string | null;
  @Nested(() => UploadView, { nullable: true, description: 'While the file is being sent.' })
  upload!: UploadView | null;
  @NestedList(() => ActionView, { max: 10 })
  actions!: ActionView[];
}

export class DocumentListView {
  @NestedList(() => DocumentView, { max: 100 })
  items!: DocumentView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

/** An announced upload waits this long for its last byte. */
export const UPLOAD_LIFE_MS = 24 * 3_600_000;

/** `offset`: bytes received of a file that is being sent. */
export function viewDocument(
  facts: DocumentFacts,
  offset: number,
  context: Pick<RequestContext, 'actor' | 'now' | 'locale'>,
): DocumentView {
  const { actor, now, locale } = context;
  const { id, applicationId, code, version, documentState: state, name, fileType, size, sha256, application } = facts;
  const waiting = waitingOn(documentMachine, state);
  return {
    id,
    applicationId,
    code,
    label: documentsTaken(application).find((document) => document.code === code)?.label ?? code,
    version,
    current: application.files.some((file) => file.code === code && file.version === version),
    submitted: facts.submitted,
    state,
    stateLabel: say(documentMachine.states[state], locale),
    waitingOn: waiting === undefined ? null : say(waiting, locale),
    name,
    fileType,
    mediaType: MEDIA_TYPES[fileType],
    size,
    sha256,
    scanned: facts.scanned,
    signature: facts.signature,
    refusal: facts.refusal === null ? null : [...facts.refusal],
    createdAt: facts.createdAt.toISOString(),
    storedAt: facts.storedAt?.toISOString() ?? null,
    upload:
      state === 'UPLOADING'
        ? {
            path: `/v1/documents/${id}/content`,
            offset,
            expiresAt: new Date(facts.createdAt.getTime() + UPLOAD_LIFE_MS).toISOString(),
          }
        : null,
    actions: viewActions(actions(documentMachine, state, facts, actor, now), locale),
  };
}
