import { Bool, Day, NestedList, OneOf, Pattern, Text, Uuid } from '../../platform/http/fields.js';
import { DEPARTMENT } from './applications.dto.js';
import {
  CONDITION_EFFECTS,
  ITEM_DEFECTS,
  ITEM_KINDS,
  type ConditionEffect,
  type ItemDefect,
  type ItemKind,
} from './completion-content.js';

/** RFC 6901. */
const POINTER = /^(?:\/(?:[^~/]|~[01])*)+$/;

export class MissingItemDto {
  @Text({ max: 60, description: 'Of a document: its code in the call’s list.', example: 'RIB' })
  code!: string;
  @Text({ max: 300, example: 'Relevé d’identité bancaire' })
  label!: string;
  @OneOf(ITEM_KINDS, { optional: true, description: 'DOCUMENT when left out.' })
  kind?: ItemKind;
  @OneOf(ITEM_DEFECTS, { optional: true, description: 'MISSING when left out. FORMAL: to be regularised (CRPA L114-6).' })
  defect?: ItemDefect;
  @Bool({ optional: true, description: 'What the call says of the document when left out, true for anything else.' })
  essential?: boolean;
  @Pattern({ pattern: POINTER, max: 300, optional: true, description: 'JSON pointer to a field.', example: '/budget/lines' })
  pointer?: string;
  @Text({ max: 2000, optional: true, example: 'Le relevé envoyé est au nom d’un autre organisme.' })
  explanation?: string;
}

export class DeclareIncompleteDto {
  @NestedList(() => MissingItemDto, {
    max: 50,
    description:
      'What is missing or wrong, item by item. Empty only to ask again, once the holder has answered, for what was refused.',
  })
  items!: MissingItemDto[];
  @Day({ optional: true, description: 'Last day to answer, in the call’s time zone; the call’s own time limit when left out.' })
  dueOn?: string;
}

export class AnswerItemDto {
  @Text({ max: 5000, optional: true, example: 'Le relevé au nom de la commune est joint.' })
  comment?: string;
  @Bool({ optional: true, description: 'The request does not apply to this holder: say why.', example: false })
  notApplicable?: boolean;
  @Text({ max: 2000, optional: true, description: 'Why it does not apply.', example: 'La commune n’a pas de régie.' })
  reason?: string;
}

export class SettleItemDto {
  @Bool({ description: 'Whether the item is now as it should be.' })
  accepted!: boolean;
  @Text({ max: 2000, optional: true, description: 'Of a refusal, or of an acceptance without an answer.', example: 'Illisible.' })
  reason?: string;
}

export class ItemEffectDto {
  @Uuid()
  itemId!: string;
  @OneOf(CONDITION_EFFECTS, { description: 'AWARD: it takes effect once met. PAYMENT: it is paid once met.' })
  effect!: ConditionEffect;
}

export class ContinueDto {
  @Text({ max: 2000, optional: true, example: 'Le relevé arrivera avec la convention.' })
  reasons?: string;
  @NestedList(() => ItemEffectDto, {
    max: 100,
    optional: true,
    description: 'Effect of each item left; when left out, a document holds the payment, anything else the award.',
  })
  effects?: ItemEffectDto[];
}

export class ForwardDto {
  @Pattern({ pattern: DEPARTMENT, max: 3, description: 'Department of the call that is competent.', example: '31' })
  department!: string;
  @Text({ max: 2000, optional: true, example: 'Le projet est situé dans la Haute-Garonne.' })
  reasons?: string;
}

export class LiftConditionDto {
  @Text({ max: 2000, optional: true, description: 'What was received.', example: 'Relevé reçu le 4 décembre.' })
  reasons?: string;
}
