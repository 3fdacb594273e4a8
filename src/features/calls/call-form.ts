// The questions that a call adds to the common content of a dossier. Data of the call: frozen with its specification. Types only.

interface Coded {
  readonly code: string;
  readonly label: string;
}

/** What a cell of a table, or a question, is answered with. AMOUNT is integer cents, DATE is YYYY-MM-DD. */
export const COLUMN_TYPES = ['TEXT', 'NUMBER', 'AMOUNT', 'DATE', 'CHOICE'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** An ATTACHMENT has no answer of its own: it is one more required document, whose code is the question's. */
export const QUESTION_TYPES = [...COLUMN_TYPES, 'TABLE', 'ATTACHMENT'] as const;
export type QuestionType = (typeof QUESTION_TYPES)[number];

interface Asked<T extends QuestionType> extends Coded {
  readonly type: T;
  readonly help?: string;
  readonly required?: boolean;
  /** Of a CHOICE. */
  readonly choices?: readonly Coded[];
  /** Of a CHOICE: several may be chosen. */
  readonly multiple?: boolean;
  /** Of a NUMBER: whole numbers alone. */
  readonly integer?: boolean;
  /** Least and most: of a NUMBER, of an AMOUNT (cents), of the rows of a TABLE. */
  readonly min?: number;
  readonly max?: number;
  /** Of a TEXT, in characters. */
  readonly maxLength?: number;
}

export type Column = Asked<ColumnType>;

/** Asked only when an earlier CHOICE was answered so: one value, or one of several. */
export interface Condition {
  readonly question: string;
  readonly equals?: string;
  readonly in?: readonly string[];
}

export interface Question extends Asked<QuestionType> {
  /** Of a TABLE. */
  readonly columns?: readonly Column[];
  /** Of an ATTACHMENT: may be announced at the submission and sent later. */
  readonly mayFollow?: boolean;
  readonly showIf?: Condition;
}

/** By code of the question. A CHOICE is answered by a code or a list of codes, a TABLE by a list of objects keyed by column. */
export type Answers = Readonly<Record<string, unknown>>;
