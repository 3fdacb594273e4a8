import { bySystem, ofHolder } from '../../access/policies.js';
import { defineMachine } from '../../kernel/machine.js';
import type { DocumentEvent, DocumentFacts, DocumentState } from './document-facts.js';
import { dossierIsWritten, dossierTakesFile, fileNotSubmitted, seesDocument } from './document.rules.js';

const holders = [ofHolder<DocumentFacts>('HOLDER_EDITOR'), ofHolder<DocumentFacts>('HOLDER_REPRESENTATIVE')];
const HOLDER = { fr: 'le porteur', en: 'the holder' };

/** One file of a dossier. It is never overwritten: another one is a new version, and the last one that is not infected stands. */
export const documentMachine = defineMachine<DocumentState, DocumentEvent, DocumentFacts>({
  name: 'document',
  label: { fr: 'Fichier d’un dossier', en: 'File of an application' },
  states: {
    UPLOADING: { fr: 'Envoi en cours', en: 'Being sent' },
    PENDING: { fr: 'En attente de l’antivirus', en: 'Waiting for the antivirus' },
    CLEAN: { fr: 'Disponible', en: 'Available' },
    INFECTED: { fr: 'Infecté', en: 'Infected' },
    REFUSED: { fr: 'Contenu refusé', en: 'Content refused' },
    EXPIRED: { fr: 'Envoi abandonné', en: 'Upload abandoned' },
    DETACHED: { fr: 'Retiré', en: 'Taken off' },
  },
  initial: 'UPLOADING',
  terminal: ['REFUSED', 'EXPIRED', 'DETACHED'],
  visibleTo: seesDocument,
  waitingOn: {
    UPLOADING: HOLDER,
    PENDING: { fr: 'l’antivirus', en: 'the antivirus' },
    CLEAN: { fr: 'ceux qui lisent le dossier', en: 'those who read the application' },
    INFECTED: HOLDER,
  },
  edges: [
    {
      event: 'receive',
      from: ['UPLOADING'],
      to: 'PENDING',
      by: holders,
      when: [dossierTakesFile],
      emits: ['document.received'],
      label: { fr: 'Envoyer le fichier', en: 'Send the file' },
    },
    {
      // Where no antivirus is configured; the file says that it was not scanned.
      event: 'receiveUnscanned',
      from: ['UPLOADING'],
      to: 'CLEAN',
      by: holders,
      when: [dossierTakesFile],
      label: { fr: 'Envoyer le fichier (sans antivirus)', en: 'Send the file (no antivirus)' },
    },
    {
      event: 'refuse',
      from: ['UPLOADING'],
      to: 'REFUSED',
      by: [bySystem],
      label: { fr: 'Refuser le contenu', en: 'Refuse the content' },
    },
    {
      event: 'expire',
      from: ['UPLOADING'],
      to: 'EXPIRED',
      by: [bySystem],
      label: { fr: 'Abandonner l’envoi', en: 'Give the upload up' },
    },
    {
      event: 'clear',
      from: ['PENDING'],
      to: 'CLEAN',
      by: [bySystem],
      label: { fr: 'Déclarer sain', en: 'Find clean' },
    },
    {
      event: 'condemn',
      from: ['PENDING'],
      to: 'INFECTED',
      by: [bySystem],
      emits: ['document.infected'],
      label: { fr: 'Déclarer infecté', en: 'Find infected' },
    },
    {
      event: 'detach',
      from: ['PENDING', 'CLEAN', 'INFECTED'],
      to: 'DETACHED',
      by: holders,
      when: [dossierIsWritten, fileNotSubmitted],
      label: { fr: 'Retirer le fichier', en: 'Take the file off' },
    },
  ],
});
