import type { Page } from '../../platform/http/pagination.js';
import type { Answer } from '../../platform/workflow/request.js';

/** A page, with its cursor for the Link header. */
export function paged<T>(page: Page<T>): Answer<Page<T>> {
  return { body: page, ...(page.page.next !== null && { next: page.page.next }) };
}
