// Which files a dossier takes, when, and until when one may be taken off again. Pure.

import type { ScopedApplication } from '../../access/application-scope.js';
import { seesApplication } from '../../access/application-scope.js';
import { holdsFor, hasRole } from '../../kernel/actor.js';
import type { Reason } from '../../kernel/errors.js';
import { FILE_TYPES, typeOfName, type FileType } from '../../kernel/file-types.js';
import type { Guard, Policy } from '../../kernel/machine.js';
import { label, reason } from '../../kernel/reasons.js';
import type { Labelled } from '../calls/call-settings.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import { awaitedDocuments, requiredDocuments } from '../applications/required-documents.rules.js';
import type { DocumentFacts, DocumentState } from './document-facts.js';

/** Uploads begun and not ended, of one dossier: more is no way to fill in a form. */
const MOST_OPEN_UPLOADS = 20;
const MEBIBYTE = 1024 * 1024;

/** In these states the holder writes the dossier. */
const WRITTEN: readonly string[] = ['DRAFT', 'INCOMPLETE'];
/** In this one the holder sends what the award waits for. */
const AWARDED = 'AWARDED';
export const TAKES_FILES: readonly string[] = [...WRITTEN, AWARDED];

/** Files that were received whole: what others than the holder see. */
const STORED: readonly DocumentState[] = ['PENDING', 'CLEAN', 'INFECTED'];

export const seesDocument: Policy<Pick<DocumentFacts, 'documentState'> & ScopedApplication> = {
  name: 'seesDocument',
  label: { fr: 'qui voit le dossier', en: 'who sees the application' },
  allows: (actor, facts) =>
    seesApplication.allows(actor, facts) &&
    (STORED.includes(facts.documentState) ||
      hasRole(actor, 'AUDITOR') ||
      holdsFor(actor, 'HOLDER_EDITOR', facts.organisationId) ||
      holdsFor(actor, 'HOLDER_REPRESENTATIVE', facts.organisationId)),
  tells: (actor, facts) => seesApplication.tells?.(actor, facts),
};

/** What may be sent: the call's documents for this holder, and what an agency asks for while the dossier is incomplete. */
export function documentsTaken(application: ApplicationFacts): Labelled[] {
  const { state, completion } = application;
  const asked = state === 'INCOMPLETE' ? (completion?.items ?? []) : [];
  return [...requiredDocuments(application), ...asked].map(({ code, label }) => ({ code, label }));
}

/** Once the dossier is awarded: what the award waits for, and nothing else. */
function stillTaken(application: ApplicationFacts, code: string): boolean {
  if (WRITTEN.includes(application.state)) return true;
  return application.state === AWARDED && awaitedDocuments(application).some((awaited) => awaited.code === code);
}

export const dossierTakesFile: Guard<DocumentFacts> = {
  name: 'dossierTakesFile',
  label: { fr: 'dossier ouvert aux pièces', en: 'application open to files' },
  source: 'CRPA L114-5-1',
  check: ({ facts }) =>
    stillTaken(facts.application, facts.code)
      ? undefined
      : {
          fr: 'Le dossier est déposé : attendez qu’une pièce soit demandée.',
          en: 'The application is submitted: wait until a document is asked for.',
        },
};

export const dossierIsWritten: Guard<DocumentFacts> = {
  name: 'dossierIsWritten',
  label: { fr: 'dossier en rédaction', en: 'application being written' },
  check: ({ facts: { application } }) =>
    WRITTEN.includes(application.state)
      ? undefined
      : { fr: 'Le dossier est déposé : ses pièces restent.', en: 'The application is submitted: its files stay.' },
};

export const fileNotSubmitted: Guard<DocumentFacts> = {
  name: 'fileNotSubmitted',
  label: { fr: 'pièce d’aucune version déposée', en: 'file of no submitted version' },
  check: ({ facts: { submitted } }) =>
    submitted
      ? {
          fr: 'Cette pièce fait partie d’une version déposée : envoyez-en une nouvelle, qui la remplace.',
          en: 'This file is part of a submitted version: send a new one, which replaces it.',
        }
      : undefined,
};

export interface Announced {
  readonly code: string;
  readonly fileName: string;
  readonly size: number;
}
export interface UploadLimits {
  readonly maxFileBytes: number;
  readonly maxDossierBytes: number;
  /** Of this dossier already: bytes stored or announced, and uploads that have not ended. */
  readonly usedBytes: number;
  readonly openUploads: number;
}

const typesTaken = ({ call }: Pick<ApplicationFacts, 'call'>): readonly FileType[] => call.settings.fileTypes ?? FILE_TYPES;

/** All that is wrong with an announced upload, before a byte of it is sent. */
export function announcementFaults(application: ApplicationFacts, announced: Announced, limits: UploadLimits): Reason[] {
  const { code, fileName, size } = announced;
  const reasons: Reason[] = [];
  if (application.call.settings.documentsByUpload !== true) {
    return [
      reason('callTakesFiles', '/code', label('Cet appel ne prend pas de fichiers ici.', 'This call does not take files here.')),
    ];
  }
  const taken = documentsTaken(application);
  if (!taken.some((document) => document.code === code)) {
    const list = taken.map((document) => document.code).join(', ');
    reasons.push(
      reason(
        'documentOfCall',
        '/code',
        label(`Choisissez une pièce demandée : ${list}.`, `Choose a document asked for: ${list}.`),
      ),
    );
  } else if (!stillTaken(application, code)) {
    reasons.push(
      reason('dossierTakesFile', '/code', label('Cette pièce n’est pas attendue.', 'This document is not waited for.')),
    );
  }
  const type = typeOfName(fileName);
  const types = typesTaken(application);
  if (type === undefined || !types.includes(type)) {
    const list = types.join(', ');
    reasons.push(
      reason('fileTypeTaken', '/fileName', label(`Envoyez un fichier de type : ${list}.`, `Send a file of type: ${list}.`)),
    );
  }
  if (size > limits.maxFileBytes) {
    const most = Math.floor(limits.maxFileBytes / MEBIBYTE);
    reasons.push(reason('fileWithinSize', '/size', label(`${most} Mo au plus par fichier.`, `${most} MB at most for a file.`)));
  }
  if (limits.usedBytes + size > limits.maxDossierBytes) {
    const most = Math.floor(limits.maxDossierBytes / MEBIBYTE);
    reasons.push(
      reason('dossierWithinSize', '/size', label(`${most} Mo au plus par dossier.`, `${most} MB at most for an application.`)),
    );
  }
  if (limits.openUploads >= MOST_OPEN_UPLOADS) {
    reasons.push(
      reason(
        'uploadsInProgress',
        '',
        label(
          `Terminez les envois commencés : ${MOST_OPEN_UPLOADS} au plus à la fois.`,
          `Finish the uploads that you began: ${MOST_OPEN_UPLOADS} at most at a time.`,
        ),
      ),
    );
  }
  return reasons;
}
