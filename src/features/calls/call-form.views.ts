import { AnyJson, Bool, Int, NestedList, Uuid } from '../../platform/http/fields.js';
import { QuestionDto } from './call-form.dto.js';
import type { Question } from './call-form.js';
import { attachedDocument } from './call-form.rules.js';
import { RequiredDocumentDto } from './call-settings.dto.js';
import type { CallSettings, RequiredDocument } from './call-settings.js';
import { formSchema } from './form-schema.rules.js';

class FormDocumentView extends RequiredDocumentDto {
  @Bool({ description: 'Asked by a question of the form: due when that question is asked.' })
  ofQuestion!: boolean;
}

export class CallFormView {
  @Uuid()
  callId!: string;
  @Int({ min: 0, max: 10_000, description: 'Specification that the form belongs to; 0 for a draft.', example: 1 })
  specification!: number;
  @NestedList(() => QuestionDto, { max: 100, description: 'In the order asked.' })
  questions!: readonly Question[];
  @NestedList(() => FormDocumentView, {
    max: 150,
    description: 'Documents that may be attached, those of the questions included.',
  })
  documents!: readonly (RequiredDocument & { readonly ofQuestion: boolean })[];
  @AnyJson({ description: 'JSON Schema (2020-12) that complete answers meet: the same that judges the submission.' })
  schema!: Record<string, unknown>;
}

export function viewForm(callId: string, specification: number, settings: CallSettings): CallFormView {
  const { questions = [], requiredDocuments } = settings;
  const attached = questions.filter(({ type }) => type === 'ATTACHMENT').map(attachedDocument);
  return {
    callId,
    specification,
    questions,
    documents: [
      ...requiredDocuments.map((document) => ({ ...document, ofQuestion: false })),
      ...attached.map((document) => ({ ...document, ofQuestion: true })),
    ],
    schema: formSchema(questions),
  };
}
