// Events of a dossier, and who passes its edges: what the tables of edges beside this file are written with.

import { inDepartmentWithoutInterest, ofHolder } from '../../access/policies.js';
import type { Edge } from '../../kernel/machine.js';
import type { ApplicationFacts, ApplicationState } from './application-facts.js';
import * as processing from './processing.rules.js';

export type ApplicationEvent =
  | 'submit'
  | 'fileLate'
  | 'declareIncomplete'
  | 'remind'
  | 'remindByClock'
  | 'answerItem'
  | 'settleItem'
  | 'answerCompletion'
  | 'acceptCompleteness'
  | 'continueWithConditions'
  | 'forward'
  | 'dismiss'
  | 'findIneligible'
  | 'confirmIneligible'
  | 'startExamination'
  | 'recordExamination'
  | 'putOnAgenda'
  | 'recordFavourable'
  | 'recordReserved'
  | 'recordUnfavourable'
  | 'defer'
  | 'shortlist'
  | 'putOnReserve'
  | 'rerank'
  | 'expireReserve'
  | 'refuse'
  | 'award'
  | 'withdraw'
  | 'giveConsultation'
  | 'renounce'
  | 'readmit'
  | 'reexamine'
  | 'recordSilence';

export type ApplicationEdge = Edge<ApplicationState, ApplicationEvent, ApplicationFacts>;

export const legalRepresentative = ofHolder<ApplicationFacts>('HOLDER_REPRESENTATIVE');
export const holderEditor = ofHolder<ApplicationFacts>('HOLDER_EDITOR');
export const caf = inDepartmentWithoutInterest<ApplicationFacts>('CAF_INSTRUCTOR');
const ddets = inDepartmentWithoutInterest<ApplicationFacts>('DDETS_INSTRUCTOR');
export const agencies = [caf, ddets] as const;
export const COMMITTEE_STATES = ['COMMITTEE_FAVOURABLE', 'COMMITTEE_RESERVED', 'COMMITTEE_UNFAVOURABLE'] as const;

export const REASONED = [processing.reasonsGiven, processing.appealTextGiven] as const;
