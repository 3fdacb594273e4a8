import type { Locale } from '../../platform/workflow/request.js';
import type { CommitteeTemplateView } from './composition.views.js';
import { sizeOf, type CommitteeTemplate } from './templates/committee-template.rules.js';

export function viewTemplate(template: CommitteeTemplate, locale: Locale): CommitteeTemplateView {
  const { name, label, kind, departments, note, colleges } = template;
  return {
    name,
    label: label[locale],
    kind,
    departments: [...departments],
    note: note[locale],
    size: sizeOf(template),
    colleges: colleges.map((college) => ({
      name: college.name,
      size: college.size,
      toBeSet: college.toBeSet === true,
      seats: college.seats.map(({ title, kind: sits, count, role = 'MEMBER', rank = null, body = null }) => ({
        title,
        kind: sits,
        count,
        role,
        rank,
        body,
      })),
    })),
  };
}
