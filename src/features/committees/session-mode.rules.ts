// How a session is held, how its members attend and are convened: closed lists, and what the guards read of it.

export const SESSION_MODES = ['ON_SITE', 'REMOTE', 'MIXED', 'WRITTEN'] as const;
export type SessionMode = (typeof SESSION_MODES)[number];

/** WRITTEN: the member really took part in a written deliberation, by a remark or a ballot. */
export const ATTENDANCE_MEANS = ['ROOM', 'VIDEO', 'PHONE', 'WRITTEN'] as const;
export type AttendanceMeans = (typeof ATTENDANCE_MEANS)[number];

/** Any means will do (CRPA R133-5); e-mails leave by themselves, the others are noted by the secretary. */
export const SENDING_MEANS = ['EMAIL', 'POST', 'HAND'] as const;
export type SendingMeans = (typeof SENDING_MEANS)[number];
export const SENDING_CAUSES = ['CONVENED', 'RENEWED', 'JOINED'] as const;
export type SendingCause = (typeof SENDING_CAUSES)[number];

/** How members may be recorded as present, the usual one first. In a written deliberation nobody records them. */
export const MEANS_OF_MODE: Readonly<Record<SessionMode, readonly AttendanceMeans[]>> = {
  ON_SITE: ['ROOM'],
  REMOTE: ['VIDEO', 'PHONE'],
  MIXED: ['ROOM', 'VIDEO', 'PHONE'],
  WRITTEN: [],
};

export interface Hearing {
  readonly id: string;
  readonly itemId: string;
}

/** What the guards read of the way in which a session is held. */
export interface SessionConduct {
  readonly mode: SessionMode;
  /** Of a written deliberation, which opens at `scheduledAt`: from this instant on nothing more is taken. */
  readonly closesAt: Date | null;
  /** When the members were first convened. */
  readonly convenedAt: Date | null;
  /** Persons heard who are still there. */
  readonly hearings: readonly Hearing[];
  /** Members to whom the convocation was sent. */
  readonly convenedIds: readonly string[];
  /** Titles of what is sent with the convocation. */
  readonly documents: readonly string[];
}
