// A dossier sent to the wrong department: the agency that received it forwards it to the right one of the call and says so (CRPA L114-2).
// Its date of receipt stays that of the first authority (L114-3), so it stays on time.

import type { Guard } from '../../kernel/machine.js';
import { label, written } from '../../kernel/reasons.js';
import type { ApplicationFacts } from './application-facts.js';

type Rule<I = never> = Guard<ApplicationFacts, I>;

export interface ForwardInput {
  readonly department: string;
  readonly reasons?: string;
}

export const departmentOfCall: Rule<ForwardInput> = {
  name: 'departmentOfCall',
  label: label('département de l’appel', 'department of the call'),
  source: 'CRPA L114-2',
  needsInput: true,
  check: ({ facts: { call }, input }) => {
    if (call.departments.includes(input.department)) return undefined;
    const list = call.departments.join(', ');
    return [
      {
        rule: 'departmentOfCall',
        pointer: '/department',
        message: label(
          `Le département ${input.department} n’est pas de cet appel (${list}) : le dossier ne peut y être transmis ici. Indiquez au porteur l’administration compétente.`,
          `Department ${input.department} is not of this call (${list}): the application cannot be forwarded there. Tell the holder which authority is competent.`,
        ),
      },
    ];
  },
};

export const otherDepartment: Rule<ForwardInput> = {
  name: 'otherDepartment',
  label: label('un autre département', 'another department'),
  needsInput: true,
  check: ({ facts, input }) =>
    input.department !== facts.department
      ? undefined
      : [
          {
            rule: 'otherDepartment',
            pointer: '/department',
            message: label('Le dossier est déjà dans ce département.', 'The application is in this department already.'),
          },
        ],
};

export const forwardingExplained: Rule<ForwardInput> = written('reasons', {
  name: 'forwardingExplained',
  label: label('transmission expliquée', 'forwarding explained'),
  source: 'CRPA L114-2',
  message: label('Dites au porteur pourquoi son dossier est transmis.', 'Tell the holder why the application is forwarded.'),
});
