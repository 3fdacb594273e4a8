// Guards of one item's answer and of what the desk makes of it.

import type { Guard } from '../../kernel/machine.js';
import { given, label, reason } from '../../kernel/reasons.js';
import type { ApplicationFacts } from './application-facts.js';
import type { CompletionItem } from './completion-content.js';
import { agenciesOf } from './processing.rules.js';

type Rule<I = never> = Guard<ApplicationFacts, I>;

export interface AnswerInput {
  readonly itemId: string;
  readonly comment?: string;
  readonly notApplicable?: boolean;
  readonly reason?: string;
}
export interface SettleInput {
  readonly itemId: string;
  readonly accepted: boolean;
  readonly reason?: string;
}

const itemOf = ({ completion }: ApplicationFacts, id: string): CompletionItem | undefined =>
  completion?.items.find((item) => item.id === id);

export const itemOfRound: Rule<{ readonly itemId: string }> = {
  name: 'itemOfRound',
  label: label('pièce de la demande en cours', 'item of the request in progress'),
  needsInput: true,
  check: ({ facts, input }) =>
    itemOf(facts, input.itemId) !== undefined
      ? undefined
      : label(
          'Cette pièce est d’une demande close : voyez celles de la demande en cours.',
          'This item is of a closed request: see those of the request in progress.',
        ),
};

export const answerSaysSomething: Rule<AnswerInput> = {
  name: 'answerSaysSomething',
  label: label('réponse écrite, ou sans objet motivé', 'answer written, or reasons why it does not apply'),
  needsInput: true,
  check: ({ input: { comment, notApplicable = false, reason: why } }) => {
    if (notApplicable && !given(why)) {
      return [
        reason(
          'answerSaysSomething',
          '/reason',
          label('Dites pourquoi cette demande ne vous concerne pas.', 'Say why this does not apply to you.'),
        ),
      ];
    }
    return notApplicable || given(comment)
      ? undefined
      : [reason('answerSaysSomething', '/comment', label('Écrivez votre réponse.', 'Write your answer.'))];
  },
};

export const notAccepted: Rule<AnswerInput> = {
  name: 'notAccepted',
  label: label('pièce non encore acceptée', 'item not accepted yet'),
  needsInput: true,
  check: ({ facts, input }) =>
    itemOf(facts, input.itemId)?.settlement?.accepted === true
      ? label('Cette pièce est déjà acceptée : il n’y a plus rien à envoyer.', 'This item is accepted already: nothing is owed.')
      : undefined,
};

/** The Caf leads the round: it settles any item; the DDETS those that it asked for. */
export const deskOfItem: Rule<SettleInput> = {
  name: 'deskOfItem',
  label: label('par le service qui a demandé, ou par la Caf', 'by the desk that asked, or by the Caf'),
  source: 'Cahier des charges FIPE, instruction conjointe',
  needsInput: true,
  check: ({ facts, input, actor }) => {
    const item = itemOf(facts, input.itemId);
    const own = agenciesOf(actor, facts.department);
    if (item === undefined || own.includes('CAF') || own.includes(item.agency)) return undefined;
    return label(
      'Cette pièce est demandée par la Caf : il lui revient de statuer.',
      'The Caf asked for this item: it settles it.',
    );
  },
};

export const settlementExplained: Rule<SettleInput> = {
  name: 'settlementExplained',
  label: label('refus, ou acceptation sans réponse, motivé', 'reasons for a refusal, or for accepting without an answer'),
  source: 'CRPA L114-5',
  needsInput: true,
  check: ({ facts, input }) => {
    const unanswered = itemOf(facts, input.itemId)?.sent === undefined;
    if (given(input.reason) || (input.accepted && !unanswered)) return undefined;
    return [
      reason(
        'settlementExplained',
        '/reason',
        label(
          input.accepted
            ? 'Le porteur n’a rien envoyé : dites d’où vient la pièce.'
            : 'Dites au porteur ce qui manque encore ou ce qui ne convient pas.',
          input.accepted ? 'The holder has sent nothing: say where the item comes from.' : 'Say what is still missing or wrong.',
        ),
      ),
    ];
  },
};
