// A funder orders a sum to be paid back, version 1. Published: a change is a new version (templates.spec.ts pins it).

import { cents, formatEuros } from '../../../kernel/money.js';
import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { LetterData } from '../letter-data.js';
import { appeal, day, dispensed, head, paragraph, reasons, signature, titled } from './parts.v1.js';
import { delegated } from './parts.v2.js';

const TITLE = 'Ordre de recouvrer';

export function recoveryOrderV1(data: LetterData): { title: string; blocks: ArchiveBlock[] } {
  const { recovery, signedBy } = data;
  if (recovery === null) throw new Error('an order is told with what is to be paid back');
  const { reference, orderNumber, orderDate, delegation, cents: sum, dueOn, computation } = recovery;
  return {
    title: titled(TITLE, data),
    blocks: [
      ...head(TITLE, data),
      paragraph(
        `Par l’ordre n° ${orderNumber} du ${day(orderDate)}, « ${signedBy.service} » vous demande de reverser ${formatEuros(cents(sum))} au plus tard le ${day(dueOn)}. Rappelez la référence ${reference} avec votre règlement.`,
      ),
      paragraph(`Bases de la liquidation : ${computation}`),
      ...reasons(data),
      signature(signedBy, orderDate),
      ...delegated(delegation),
      dispensed(),
      ...appeal(data),
    ],
  };
}
