// What each act does to the round in progress. Pure: a round in, a round out; the stores write both it and its history.

import { addDays, daysBetween, deadlineInstant, localDate } from '../../kernel/legal-time.js';
import type { AgencyKind, ApplicationContent, AttachedFile } from './application-content.js';
import type { Completion, CompletionItem, ConditionEffect, ItemAnswer, ItemAsked, ItemSettlement } from './completion-content.js';

export const endOfDay = (day: string, timeZone: string): Date => deadlineInstant(`${day}T23:59`, timeZone);

/** Days before the end of the time given at which the clock reminds, unless the call says otherwise. */
export const REMINDER_DAYS = 5;

/** Items not accepted yet: what the holder still owes. */
export const itemsLeft = (completion: Completion | null): CompletionItem[] =>
  (completion?.items ?? []).filter(({ settlement }) => settlement?.accepted !== true);

/** Items of which the holder has sent nothing. */
export const itemsUnanswered = (completion: Completion | null): CompletionItem[] =>
  itemsLeft(completion).filter(({ sent }) => sent === undefined);

/** Can its absence end the file? Not a non-essential item (CRPA L114-5-1), nor a defect of form (L114-6). */
export const blocks = ({ essential, defect }: Pick<ItemAsked, 'essential' | 'defect'>): boolean =>
  essential && defect !== 'FORMAL';

/** Does asking for it suspend the time in which silence becomes a refusal? Not a non-essential item: its absence stops nothing. */
export const suspends = ({ essential, defect }: Pick<ItemAsked, 'essential' | 'defect'>): boolean =>
  essential || defect === 'FORMAL';

/** A missing document holds the payment; a field, a declaration or a formality holds the award itself. The desk may say otherwise. */
export const usualEffect = ({ kind, defect }: Pick<ItemAsked, 'kind' | 'defect'>): ConditionEffect =>
  kind === 'DOCUMENT' && defect !== 'FORMAL' ? 'PAYMENT' : 'AWARD';

interface Asking {
  readonly items: readonly ItemAsked[];
  readonly dueOn: string | undefined;
  readonly agency: AgencyKind;
  readonly by: string;
  readonly now: Date;
  readonly timeZone: string;
  /** Days that the call gives. */
  readonly days: number;
  readonly newId: () => string;
}

const made = (asking: Asking, item: ItemAsked, dueAt: string, carriedFrom?: string): CompletionItem => ({
  ...item,
  id: asking.newId(),
  agency: asking.agency,
  askedAt: asking.now.toISOString(),
  dueAt,
  ...(carriedFrom !== undefined && { carriedFrom }),
});

/** Day given when none is: the call's own time from today. */
const usualDay = ({ now, timeZone, days }: Asking): string => addDays(localDate(now, timeZone), days);

function opened(asking: Asking, number: number, carried: readonly CompletionItem[]): Completion {
  const dueOn = asking.dueOn ?? usualDay(asking);
  const dueAt = endOfDay(dueOn, asking.timeZone).toISOString();
  const again = carried.map(({ code, label, kind, defect, essential, pointer, explanation, settlement, id, agency }) => ({
    ...made(asking, { code, label, kind, defect, essential, pointer, explanation: settlement?.reason ?? explanation }, dueAt, id),
    agency,
  }));
  return {
    round: number,
    roundId: asking.newId(),
    items: [...again, ...asking.items.map((item) => made(asking, item, dueAt))],
    dueOn,
    dueAt,
    askedAt: asking.now.toISOString(),
    askedBy: asking.by,
  };
}

/**
 * The Caf and the DDETS ask together: a request made while a round waits for its first answer joins it, whoever opened it. Once the holder
 * has sent a version, a further request opens the next round, which asks again for all that was not accepted.
 */
export const joins = (completion: Completion | null): completion is Completion & { readonly answeredAt?: undefined } =>
  completion !== null && completion.answeredAt === undefined;

/** `rounds`: how many the dossier has had. */
export function asked(completion: Completion | null, rounds: number, asking: Asking): Completion {
  if (!joins(completion)) return opened(asking, rounds + 1, itemsLeft(completion));
  const day = asking.dueOn ?? usualDay(asking);
  const dueOn = day > completion.dueOn ? day : completion.dueOn;
  const dueAt = endOfDay(dueOn, asking.timeZone).toISOString();
  return { ...completion, dueOn, dueAt, items: [...completion.items, ...asking.items.map((item) => made(asking, item, dueAt))] };
}

const patched = (completion: Completion, id: string, change: Partial<CompletionItem>): Completion => ({
  ...completion,
  items: completion.items.map((item) => (item.id === id ? { ...item, ...change } : item)),
});

export const answered = (completion: Completion, id: string, answer: ItemAnswer): Completion =>
  patched(completion, id, { answer });

export const settled = (completion: Completion, id: string, settlement: ItemSettlement): Completion =>
  patched(completion, id, { settlement });

/** The value that a JSON pointer (RFC 6901) leads to; undefined: none. */
export function valueAt(content: unknown, pointer: string): unknown {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce<unknown>(
    (value, key) =>
      value !== null && typeof value === 'object' && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    content,
  );
}

type Titled = ApplicationContent & { readonly title: string; readonly files: readonly AttachedFile[] };

/** What the dossier itself says of an item: a holder who writes the field asked for, or sends the file, need not say so. */
function seenIn({ kind, code, pointer }: CompletionItem, content: Titled): unknown {
  if (pointer !== undefined) return valueAt(content, pointer);
  if (kind !== 'DOCUMENT') return undefined;
  const entry = content.documents?.find((candidate) => candidate.code === code);
  return [entry, content.files.find((file) => file.code === code)?.sha256];
}

/** All answers given so far leave with the version; an answer to a refused item is to be judged anew. */
export function sent(completion: Completion, before: Titled, after: Titled, by: string, now: Date): Completion {
  const at = now.toISOString();
  const items = completion.items.map((item) => {
    const changed = JSON.stringify(seenIn(item, before)) !== JSON.stringify(seenIn(item, after));
    const { answer = changed ? ({ byContent: true, at, by } satisfies ItemAnswer) : undefined, settlement, ...rest } = item;
    if (answer === undefined || settlement?.accepted === true) return { ...rest, ...(settlement && { settlement }) };
    return { ...rest, sent: answer, sentAt: at };
  });
  return { ...completion, items, answeredAt: at };
}

/** The clock reminds some days before the end, never on the very day of the request. */
export function reminderDay(completion: Completion, daysBefore: number, timeZone: string): string {
  const asking = localDate(new Date(completion.askedAt), timeZone);
  return daysBetween(asking, completion.dueOn) > daysBefore ? addDays(completion.dueOn, -daysBefore) : addDays(asking, 1);
}
