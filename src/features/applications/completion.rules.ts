// Guards of what follows a request: reminders, and the ways in which a round ends.

import { formatLegal, localDate } from '../../kernel/legal-time.js';
import type { Guard } from '../../kernel/machine.js';
import { label, reason } from '../../kernel/reasons.js';
import type { ApplicationFacts } from './application-facts.js';
import type { ConditionEffect } from './completion-content.js';
import { blocks, itemsLeft, itemsUnanswered, REMINDER_DAYS, reminderDay } from './completion-items.rules.js';

type Rule<I = never> = Guard<ApplicationFacts, I>;

/** A reminder by hand may go from this long before the end of the time given. */
const REMINDER_BEFORE_MS = 3 * 24 * 3600 * 1000;

export interface ContinueInput {
  readonly reasons?: string;
  readonly effects?: readonly { readonly itemId: string; readonly effect: ConditionEffect }[];
}

export const reminderDue: Rule = {
  name: 'reminderDue',
  label: label('délai passé ou dans les trois jours', 'time limit passed or within three days'),
  check: ({ facts, now }) => {
    const { completion, call } = facts;
    if (completion === null) return undefined;
    const from = new Date(Date.parse(completion.dueAt) - REMINDER_BEFORE_MS);
    return now >= from
      ? undefined
      : label(
          `Relancez à partir du ${formatLegal(from, call.timeZone, 'fr')}.`,
          `Remind from ${formatLegal(from, call.timeZone, 'en')} on.`,
        );
  },
};

/** Once a round, and for what the holder has not sent anything of. */
export const clockReminderDue: Rule = {
  name: 'clockReminderDue',
  label: label('relance automatique due, une fois par demande', 'automatic reminder due, once a request'),
  check: ({ facts: { completion, call }, now }) => {
    const none = label('Aucune relance n’est due.', 'No reminder is due.');
    if (completion === null || completion.remindedAt !== undefined || itemsUnanswered(completion).length === 0) return none;
    const day = reminderDay(completion, call.settings.reminderDays ?? REMINDER_DAYS, call.timeZone);
    return localDate(now, call.timeZone) >= day ? undefined : none;
  },
};

export const holderHasAnswered: Rule = {
  name: 'holderHasAnswered',
  label: label('le porteur a répondu', 'the holder has answered'),
  source: 'CRPA L114-5',
  check: ({ facts: { state, completion } }) =>
    state !== 'INCOMPLETE' || completion?.answeredAt !== undefined || itemsLeft(completion).length === 0
      ? undefined
      : label('Le porteur n’a pas encore complété son dossier.', 'The holder has not completed the application yet.'),
};

export const itemsSettled: Rule = {
  name: 'itemsSettled',
  label: label('chaque pièce demandée acceptée', 'each item asked for accepted'),
  source: 'CRPA L114-5',
  check: ({ facts: { state, completion } }) => {
    // Without an answer, `holderHasAnswered` says it once.
    if (state !== 'INCOMPLETE' || completion?.answeredAt === undefined) return undefined;
    return itemsLeft(completion).map((item) =>
      reason(
        'itemsSettled',
        `/completion/items/${completion.items.indexOf(item)}`,
        label(
          `Acceptez « ${item.label} »${blocks(item) ? ', ou demandez-la de nouveau' : ', ou poursuivez sous conditions'}.`,
          `Accept “${item.label}”${blocks(item) ? ', or ask for it again' : ', or continue with conditions'}.`,
        ),
      ),
    );
  },
};

/** What the holder has sent is judged before anything is concluded from its absence. */
export const answersSettled: Rule = {
  name: 'answersSettled',
  label: label('statué sur chaque réponse reçue', 'each answer received settled'),
  source: 'CRPA L114-5',
  check: ({ facts: { completion } }) =>
    (completion?.items ?? []).flatMap(({ label: name, sent, settlement }, index) =>
      sent === undefined || settlement !== undefined
        ? []
        : [
            reason(
              'answersSettled',
              `/completion/items/${index}`,
              label(
                `Le porteur a répondu pour « ${name} » : acceptez cette réponse ou refusez-la.`,
                `The holder has answered for “${name}”: accept or refuse that answer.`,
              ),
            ),
          ],
    ),
};

export const onlyConditionsLeft: Rule = {
  name: 'onlyConditionsLeft',
  label: label('il ne manque rien d’essentiel', 'nothing essential is missing'),
  source: 'CRPA L114-5-1, L114-6',
  check: ({ facts: { completion } }) => {
    const left = itemsLeft(completion);
    if (left.length === 0) {
      return label(
        'Tout est accepté : déclarez le dossier complet.',
        'Everything is accepted: declare the application complete.',
      );
    }
    return left
      .filter(blocks)
      .map((item) =>
        reason(
          'onlyConditionsLeft',
          `/completion/items/${(completion?.items ?? []).indexOf(item)}`,
          label(
            `« ${item.label} » est essentiel : il doit être accepté avant de poursuivre.`,
            `“${item.label}” is essential: it must be accepted before going on.`,
          ),
        ),
      );
  },
};

export const effectsOfItemsLeft: Rule<ContinueInput> = {
  name: 'effectsOfItemsLeft',
  label: label('effets des seules pièces restantes', 'effects of the items left alone'),
  needsInput: true,
  check: ({ facts: { completion }, input }) => {
    const ids = itemsLeft(completion).map(({ id }) => id);
    return (input.effects ?? []).flatMap(({ itemId }, index, all) =>
      ids.includes(itemId) && all.findIndex((other) => other.itemId === itemId) === index
        ? []
        : [
            reason(
              'effectsOfItemsLeft',
              `/effects/${index}/itemId`,
              label(
                'Cette pièce ne reste pas à fournir, ou son effet est donné deux fois.',
                'This item is not left to be sent, or its effect is given twice.',
              ),
            ),
          ],
    );
  },
};

export const dueDatePassed: Rule = {
  name: 'dueDatePassed',
  label: label('délai passé', 'time limit passed'),
  source: 'CRPA L114-5',
  check: ({ facts: { completion, call }, now }) => {
    if (completion === null || now.getTime() > Date.parse(completion.dueAt)) return undefined;
    const due = new Date(completion.dueAt);
    return label(
      `Le porteur a jusqu’au ${formatLegal(due, call.timeZone, 'fr')}.`,
      `The holder has until ${formatLegal(due, call.timeZone, 'en')}.`,
    );
  },
};

/** A reminder sent before the last request of the round did not tell what it asked for. */
export const reminderSent: Rule = {
  name: 'reminderSent',
  label: label('une relance envoyée', 'a reminder sent'),
  check: ({ facts: { completion } }) => {
    const reminded = completion?.remindedAt;
    const last = (completion?.items ?? []).map(({ askedAt }) => Date.parse(askedAt));
    return reminded !== undefined && Date.parse(reminded) >= Math.max(0, ...last)
      ? undefined
      : label('Relancez d’abord le porteur.', 'Remind the holder first.');
  },
};

/** Neither a non-essential item nor a defect of form ends a file. */
export const essentialItemLeft: Rule = {
  name: 'essentialItemLeft',
  label: label('une pièce essentielle manque encore', 'an essential item is still missing'),
  source: 'CRPA L114-5-1, L114-6',
  check: ({ facts: { completion } }) =>
    itemsLeft(completion).some(blocks)
      ? undefined
      : label(
          'Il ne manque que des pièces non essentielles ou des régularisations de forme : poursuivez sous conditions.',
          'Only non-essential items or formal regularisations are missing: continue with conditions.',
        ),
};

/** A defect of form, or what is not essential, makes no project ineligible: it is regularised. */
export const notFormalAlone: Rule<{ readonly rule?: string }> = {
  name: 'notFormalAlone',
  label: label('pas pour un vice de forme ou une pièce non essentielle', 'not for a defect of form or a non-essential item'),
  source: 'CRPA L114-5-1, L114-6',
  needsInput: true,
  check: ({ facts: { completion, call }, input }) => {
    const named = input.rule?.trim().toUpperCase();
    const asked = (completion?.items ?? []).filter((item) => !blocks(item)).map(({ code }) => code.toUpperCase());
    const listed = call.settings.requiredDocuments.filter(({ essential }) => !essential).map(({ code }) => code.toUpperCase());
    if (named === undefined || !(named === 'FORMAL' || [...asked, ...listed].includes(named))) return undefined;
    return [
      reason(
        'notFormalAlone',
        '/rule',
        label(
          'Un vice de forme ou une pièce non essentielle se régularise : il ne rend pas le dossier inéligible.',
          'A defect of form or a non-essential item is regularised: it makes no application ineligible.',
        ),
      ),
    ];
  },
};
