// Which dossiers are of a priority territory, and whether the call says so soundly. Pure.

import type { Reason } from '../../kernel/errors.js';
import type { CallSettings, PriorityTerritories } from './call-settings.js';

/** `answer`: what the dossier answers to the call's question on it, a code or a list of codes. */
export function isPriority(priority: PriorityTerritories | undefined, department: string, answer: unknown): boolean {
  const { departments = [], answers = [] } = priority ?? {};
  const given: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  return departments.includes(department) || given.some((code) => typeof code === 'string' && answers.includes(code));
}

/** The question named is a choice of the call, and each answer one of its choices. */
export function priorityFaults({ selection, questions = [] }: CallSettings): Reason[] {
  const { question, answers = [] } = selection?.priority ?? {};
  if (question === undefined && answers.length === 0) return [];
  const asked = questions.find(({ code, type }) => code === question && type === 'CHOICE');
  if (asked === undefined) {
    const message = {
      fr: 'Nommez une question à choix de l’appel, dont les réponses disent le territoire prioritaire.',
      en: 'Name a choice question of the call, whose answers tell the priority territory.',
    };
    return [{ rule: 'priorityQuestion', pointer: '/settings/selection/priority/question', message }];
  }
  return answers.flatMap((code, index) => {
    if (asked.choices?.some((choice) => choice.code === code) === true) return [];
    const message = {
      fr: `« ${code} » n’est pas un choix de la question « ${asked.label} ».`,
      en: `"${code}" is not a choice of the question "${asked.label}".`,
    };
    return [{ rule: 'priorityAnswer', pointer: `/settings/selection/priority/answers/${index}`, message }];
  });
}
