// What a desk can be asked: plain data, whatever it came from (an address, a saved filter).

import type { AgencyKind } from '../applications/application-content.js';
import type { ApplicationState } from '../applications/application-facts.js';
import type { InstructionState } from '../instruction/instruction-facts.rules.js';

export const SORTS = ['WAITING_SINCE', 'SUBMITTED_AT', 'AMOUNT', 'TITLE', 'RANK'] as const;
export type Sort = (typeof SORTS)[number];
export const ORDERS = ['asc', 'desc'] as const;
export type Order = (typeof ORDERS)[number];
export const EXAMINERS = ['mine', 'unassigned'] as const;
export const YES_NO = ['true', 'false'] as const;

export interface DeskFilter {
  readonly callId?: string;
  readonly state?: readonly ApplicationState[];
  readonly department?: readonly string[];
  readonly agencyKind?: AgencyKind;
  readonly instructionState?: InstructionState;
  readonly examiner?: (typeof EXAMINERS)[number];
  readonly axis?: string;
  readonly holderType?: string;
  readonly amountMin?: number;
  readonly amountMax?: number;
  readonly missingDocument?: string;
  readonly divergent?: (typeof YES_NO)[number];
  /** Instants: in the present state since this one or later, since before that one. */
  readonly since?: string;
  readonly before?: string;
  readonly q?: string;
}

export interface DeskPage extends DeskFilter {
  readonly sort?: Sort;
  readonly order?: Order;
  readonly limit?: number;
  readonly after?: string;
}
