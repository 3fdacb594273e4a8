// What a receipt and an acknowledgement are made of. Types only.

import type { Bilingual } from '../../kernel/errors.js';

export interface Service {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly address: string | null;
}

export interface ProofSource {
  readonly application: { readonly id: string; readonly number: string; readonly department: string };
  readonly frozen: {
    readonly number: number;
    readonly receiptNumber: string;
    readonly content: Readonly<Record<string, unknown>>;
    readonly hash: string;
    readonly late: boolean;
    readonly submittedAt: Date;
    readonly callSpec: number;
  };
  readonly call: {
    readonly id: string;
    readonly title: string;
    readonly edition: number;
    readonly deadlineAt: Date;
    readonly timeZone: string;
    readonly graceSeconds: number;
    readonly appealText: Bilingual;
  };
  readonly organisation: { readonly name: string; readonly siret: string; readonly holderType: string };
  /** Caf of the department; null while none is registered. */
  readonly service: Service | null;
  readonly withinGrace: boolean;
}
