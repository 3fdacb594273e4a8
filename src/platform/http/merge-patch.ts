// Bodies of JSON Merge Patch (RFC 7396): any member may be left out, at any depth, and null removes one.

import type { PipeTransform, Type } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

import { Refusal, type JsonObject } from '../../kernel/errors.js';
import { validationPipe } from './validation.js';

export const MERGE_PATCH = 'application/merge-patch+json';

/** The same parser as for JSON, poisoned members refused as there. */
export function acceptMergePatches(fastify: FastifyInstance): void {
  if (fastify.hasContentTypeParser(MERGE_PATCH)) return;
  fastify.addContentTypeParser(MERGE_PATCH, { parseAs: 'string' }, fastify.getDefaultJsonParser('error', 'error'));
}

/** Plain JSON again, out of the validated instances: absent members stay absent. */
const plain = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

/** A patch of a `type`: what it gives is checked as in a whole one, what it leaves out or empties is not. */
export class MergePatchPipe implements PipeTransform {
  private readonly checked;

  constructor(type: Type) {
    this.checked = validationPipe({ expectedType: type, skipMissingProperties: true });
  }

  /** @throws Refusal validation-failed */
  async transform(body: unknown): Promise<JsonObject> {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      const message = { fr: 'Objet JSON attendu.', en: 'JSON object expected.' };
      throw new Refusal('validation-failed', undefined, [{ rule: 'isObject', pointer: '', message }]);
    }
    return plain(await this.checked.transform(body, { type: 'body' }));
  }
}

/** Checks a whole `type`, nothing left out: what a patch makes of a stored value. Refuses as `MergePatchPipe` does. */
export function wholeCheck(type: Type): (value: JsonObject) => Promise<void> {
  const checked = validationPipe({ expectedType: type });
  return async (value) => {
    await checked.transform(value, { type: 'body' });
  };
}
