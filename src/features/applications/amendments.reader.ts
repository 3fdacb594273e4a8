import { Injectable } from '@nestjs/common';

import { canonicalJson } from '../../kernel/canonical.js';
import { Database } from '../../platform/database/database.service.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { changedSettings } from '../calls/call-amendment.rules.js';
import type { CallSettings } from '../calls/call-settings.js';
import { toComplete } from './amendments.rules.js';
import type { AmendmentsView } from './amendments.views.js';
import { visibleApplication } from './visible-application.reader.js';

interface Specification {
  readonly number: number;
  readonly frozenAt: Date;
  readonly content: {
    readonly settings: CallSettings;
    readonly amendment?: { readonly reasons: string };
  } & Readonly<Record<string, unknown>>;
}

/** Fields of a specification that an act on a published call may change, the settings apart. */
const FIELDS = ['title', 'text', 'deadlineAt'] as const;

@Injectable()
export class AmendmentsReader {
  constructor(private readonly database: Database) {}

  /** What changed in the call since the dossier was begun, and what a draft has to complete for it. @throws Refusal not-found */
  async of({ actor, now, locale }: RequestContext, id: string): Promise<Answer<AmendmentsView>> {
    const loaded = await visibleApplication(this.database.read, actor, id);
    const { facts } = loaded;
    const { begunSpec, state, call } = facts;
    const specifications = await this.database.read.$queryRaw<Specification[]>`
      SELECT number, frozen_at AS "frozenAt", content FROM call_specification
      WHERE call_id = ${call.id}::uuid AND number >= ${begunSpec}::int ORDER BY number LIMIT 200`;
    const [begun] = specifications;
    const reasons = state !== 'DRAFT' || begun === undefined ? [] : toComplete(facts, begun.content.settings, now);
    return {
      body: {
        begunUnder: begunSpec,
        judgedBy: call.specVersion,
        amendments: specifications.slice(1).map(({ number, frozenAt, content }, index) => ({
          number,
          frozenAt: frozenAt.toISOString(),
          reasons: content.amendment?.reasons ?? '',
          changed: changes(specifications[index]?.content, content),
        })),
        toComplete: reasons.map(({ rule, message, pointer }) => ({
          rule,
          message: message[locale],
          ...(pointer !== undefined && { pointer }),
        })),
      },
    };
  }
}

function changes(before: Specification['content'] | undefined, after: Specification['content']): string[] {
  if (before === undefined) return [];
  const fields = FIELDS.filter((field) => canonicalJson(before[field] ?? null) !== canonicalJson(after[field] ?? null));
  return [...fields, ...changedSettings(before.settings, after.settings).map((key) => `settings.${key}`)];
}
