// What a new committee needs: one departmental committee, one for the collectivité of Corsica, a substitute body where none is installed.

import type { Bilingual, Reason } from '../../kernel/errors.js';
import { regionOf } from '../../kernel/territory.js';
import type { CommitteeKind } from './committee-settings.js';
import type { CommitteeTemplate } from './templates/committee-template.rules.js';

export interface NewCommittee {
  readonly kind: CommitteeKind;
  readonly departments: readonly string[];
  readonly reason: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
}

/** Every reason why the committee may not be set up so. */
export function misfits(committee: NewCommittee, template: CommitteeTemplate | undefined): Reason[] {
  const { kind, departments, reason, startsAt, endsAt } = committee;
  const unless = (met: boolean, rule: string, pointer: string, message: Bilingual): Reason[] =>
    met ? [] : [{ rule, pointer, message }];
  return [
    ...unless(kind !== 'CDSF' || departments.length === 1, 'oneDepartment', '/departments', {
      fr: 'Un comité départemental est celui d’un seul département.',
      en: 'A departmental committee is that of one department.',
    }),
    ...unless(new Set(departments.map(regionOf)).size === 1, 'oneRegion', '/departments', {
      fr: 'Les départements d’un comité sont d’une même région.',
      en: 'The departments of a committee are of one region.',
    }),
    ...unless(kind !== 'SUBSTITUTE' || reason !== null, 'reasonGiven', '/reason', {
      fr: 'Dites pourquoi un organe de substitution siège (comité non installé, par exemple).',
      en: 'Say why a substitute body sits (committee not installed, for instance).',
    }),
    ...unless(kind === 'SUBSTITUTE' || endsAt === null, 'noEndAhead', '/endsAt', {
      fr: 'Seul un organe de substitution est institué pour une période.',
      en: 'Only a substitute body is set up for a period.',
    }),
    ...unless(endsAt === null || endsAt > startsAt, 'periodInOrder', '/endsAt', {
      fr: 'La période finit après son début.',
      en: 'The period ends after it starts.',
    }),
    ...unless(template === undefined || fits(template, committee), 'templateFits', '/template', {
      fr: 'Ce modèle n’est pas celui de ce type de comité ou de ces départements.',
      en: 'This template is not for this kind of committee, or not for these departments.',
    }),
  ];
}

/** Any department, or exactly those that the template is for. */
function fits(template: CommitteeTemplate, { kind, departments }: NewCommittee): boolean {
  const codes = template.departments;
  return (
    template.kind === kind &&
    (codes.length === 0 || (codes.length === departments.length && codes.every((code) => departments.includes(code))))
  );
}
