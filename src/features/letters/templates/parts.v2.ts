// What letters share beside version 1. Published: a change is a new version (templates.spec.ts pins it).

import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { Delegation } from '../../awards/awards.rules.js';
import { day, paragraph } from './parts.v1.js';

export const delegated = (delegation: Delegation | null): ArchiveBlock[] =>
  delegation === null
    ? []
    : [
        paragraph(
          `Décision prise par délégation de signature : ${delegation.reference}, du ${day(delegation.from)} au ${day(delegation.to)}.`,
        ),
      ];
