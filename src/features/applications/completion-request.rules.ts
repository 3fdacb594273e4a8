// Guards of a request: what the desks may ask the holder to complete, and until when. Each returns all that it finds, with a pointer.

import { formatLegal, localDate } from '../../kernel/legal-time.js';
import type { Guard } from '../../kernel/machine.js';
import { given, label, reason } from '../../kernel/reasons.js';
import type { ApplicationFacts } from './application-facts.js';
import type { ItemDefect, ItemKind } from './completion-content.js';
import { itemsLeft, joins } from './completion-items.rules.js';

type Rule<I = never> = Guard<ApplicationFacts, I>;

/** Items that one round may hold, both desks together. */
const MOST_ITEMS = 100;

export interface ItemRequest {
  readonly code: string;
  readonly label: string;
  /** DOCUMENT unless said. */
  readonly kind?: ItemKind;
  /** MISSING unless said. */
  readonly defect?: ItemDefect;
  /** What the call says of a document of its list, true of anything else, unless said. */
  readonly essential?: boolean;
  readonly pointer?: string;
  readonly explanation?: string;
}
export interface CompletionRequest {
  readonly items: readonly ItemRequest[];
  /** Last day given, in the call's time zone; the call's `completionDays` from today when left out. */
  readonly dueOn?: string;
}

const kindOf = ({ kind = 'DOCUMENT' }: ItemRequest): ItemKind => kind;
const isFormal = ({ defect }: ItemRequest): boolean => defect === 'FORMAL';

const itemsNamed: Rule<CompletionRequest> = {
  name: 'itemsNamed',
  label: label('pièces manquantes nommées', 'missing items named'),
  source: 'CRPA L114-5',
  needsInput: true,
  check: ({ facts: { completion }, input }) => {
    // Once the holder has answered, a new round may ask again for what was not accepted, and for nothing else.
    if (input.items.length > 0 || (completion !== null && !joins(completion) && itemsLeft(completion).length > 0))
      return undefined;
    return [reason('itemsNamed', '/items', label('Nommez chaque pièce manquante.', 'Name each missing item.'))];
  },
};

const documentsOfCall: Rule<CompletionRequest> = {
  name: 'documentsOfCall',
  label: label('pièces de la liste de l’appel', 'documents on the call’s list'),
  source: 'CRPA L114-5',
  needsInput: true,
  check: ({ facts: { call }, input }) => {
    const codes = call.settings.requiredDocuments.map(({ code }) => code);
    return input.items.flatMap((item, index) =>
      kindOf(item) !== 'DOCUMENT' || codes.includes(item.code)
        ? []
        : [
            reason(
              'documentsOfCall',
              `/items/${index}/code`,
              label(
                `La pièce « ${item.code} » n’est pas exigée par l’appel : demandez une pièce de sa liste (${codes.join(', ')}).`,
                `The call does not require “${item.code}”: ask for a document on its list (${codes.join(', ')}).`,
              ),
            ),
          ],
    );
  },
};

const essentialAsInCall: Rule<CompletionRequest> = {
  name: 'essentialAsInCall',
  label: label('caractère essentiel selon l’appel', 'essential as the call says'),
  source: 'CRPA L114-5-1',
  needsInput: true,
  check: ({ facts: { call }, input }) =>
    input.items.flatMap((item, index) => {
      const listed = call.settings.requiredDocuments.find(({ code }) => kindOf(item) === 'DOCUMENT' && code === item.code);
      if (listed === undefined || listed.essential || item.essential !== true || isFormal(item)) return [];
      return [
        reason(
          'essentialAsInCall',
          `/items/${index}/essential`,
          label(
            `L’appel ne tient pas la pièce « ${item.label} » pour essentielle : son absence ne retarde que l’effet de l’aide.`,
            `The call does not hold “${item.label}” to be essential: its absence delays the effect of the award only.`,
          ),
        ),
      ];
    }),
};

const fieldsPointed: Rule<CompletionRequest> = {
  name: 'fieldsPointed',
  label: label('champs désignés', 'fields pointed at'),
  needsInput: true,
  check: ({ input }) =>
    input.items.flatMap((item, index) =>
      kindOf(item) !== 'FIELD' || item.pointer !== undefined
        ? []
        : [
            reason(
              'fieldsPointed',
              `/items/${index}/pointer`,
              label(
                'Désignez le champ à corriger par son chemin, par exemple « /budget/lines ».',
                'Point at the field to be corrected, for instance “/budget/lines”.',
              ),
            ),
          ],
    ),
};

const formalityExplained: Rule<CompletionRequest> = {
  name: 'formalityExplained',
  label: label('formalité et texte indiqués pour un vice de forme', 'formality and its text stated for a defect of form'),
  source: 'CRPA L114-6',
  needsInput: true,
  check: ({ input }) =>
    input.items.flatMap((item, index) =>
      !isFormal(item) || given(item.explanation)
        ? []
        : [
            reason(
              'formalityExplained',
              `/items/${index}/explanation`,
              label(
                'Indiquez la formalité à respecter et le texte qui la prévoit.',
                'State the formality to be met and the text that provides for it.',
              ),
            ),
          ],
    ),
};

const keyOf = ({ code, pointer = '' }: Pick<ItemRequest, 'code' | 'pointer'>): string => `${code} ${pointer}`;

/** Also of two desks that ask at the same moment: the second reads what the first has asked. */
const itemsAskedOnce: Rule<CompletionRequest> = {
  name: 'itemsAskedOnce',
  label: label('chaque pièce demandée une fois', 'each item asked once'),
  needsInput: true,
  check: ({ facts: { completion }, input }) => {
    const keys = input.items.map(keyOf);
    const running = itemsLeft(completion).map(keyOf);
    return input.items.flatMap((item, index) =>
      keys.indexOf(keyOf(item)) === index && !running.includes(keyOf(item))
        ? []
        : [
            reason(
              'itemsAskedOnce',
              `/items/${index}`,
              label(`« ${item.label} » est déjà demandé : retirez-le.`, `“${item.label}” is already asked for: remove it.`),
            ),
          ],
    );
  },
};

const roundNotTooLong: Rule<CompletionRequest> = {
  name: 'roundNotTooLong',
  label: label(`${MOST_ITEMS} pièces au plus`, `at most ${MOST_ITEMS} items`),
  needsInput: true,
  check: ({ facts: { completion }, input }) => {
    const carried = joins(completion) ? completion.items.length : itemsLeft(completion).length;
    if (carried + input.items.length <= MOST_ITEMS) return undefined;
    return [
      reason(
        'roundNotTooLong',
        '/items',
        label(
          `Une demande compte ${MOST_ITEMS} pièces au plus, celles déjà demandées comprises.`,
          `A request holds at most ${MOST_ITEMS} items, those already asked for included.`,
        ),
      ),
    ];
  },
};

const dueInTheFuture: Rule<CompletionRequest> = {
  name: 'dueInTheFuture',
  label: label('délai à venir', 'time limit in the future'),
  source: 'CRPA L114-5',
  needsInput: true,
  check: ({ facts, input, now }) =>
    input.dueOn === undefined || input.dueOn > localDate(now, facts.call.timeZone)
      ? undefined
      : [reason('dueInTheFuture', '/dueOn', label('Fixez un délai après aujourd’hui.', 'Set a day after today.'))],
};

const dueNotShortened: Rule<CompletionRequest> = {
  name: 'dueNotShortened',
  label: label('délai déjà donné conservé', 'time already given kept'),
  source: 'CRPA L114-5',
  needsInput: true,
  check: ({ facts: { completion, call }, input }) => {
    if (!joins(completion) || input.dueOn === undefined || input.dueOn >= completion.dueOn) return undefined;
    const due = new Date(completion.dueAt);
    return [
      reason(
        'dueNotShortened',
        '/dueOn',
        label(
          `Le porteur a déjà jusqu’au ${formatLegal(due, call.timeZone, 'fr')} : ne réduisez pas ce délai.`,
          `The holder already has until ${formatLegal(due, call.timeZone, 'en')}: do not shorten it.`,
        ),
      ),
    ];
  },
};

/** Everything that a request must meet, whichever desk makes it. */
export const REQUEST_RULES: readonly Rule[] = [
  itemsNamed,
  documentsOfCall,
  essentialAsInCall,
  fieldsPointed,
  formalityExplained,
  itemsAskedOnce,
  roundNotTooLong,
  dueInTheFuture,
  dueNotShortened,
];
