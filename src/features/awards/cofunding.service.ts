import { Injectable } from '@nestjs/common';

import { Refusal } from '../../kernel/errors.js';
import { viewMoney } from '../../platform/http/views.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { viewParity } from './award-view.dto.js';
import type { CofundingFunderView, CofundingView, EnvelopeLineView } from './awards.dto.js';
import { CofundingReader, type EnvelopeLine, type FunderUse } from './cofunding.reader.js';
import { parityOf } from './cofunding.rules.js';

@Injectable()
export class CofundingService {
  constructor(private readonly reader: CofundingReader) {}

  async of({ actor, locale }: RequestContext, callId: string): Promise<Answer<CofundingView>> {
    const cofunding = await this.reader.of(actor, callId);
    if (cofunding === undefined) throw new Refusal('not-found');
    const { title, funders, departments, partly } = cofunding;
    return {
      body: {
        callId,
        title,
        funders: funders.map(viewFunder),
        totals: viewLine(funders.flatMap((funder) => funder.envelopes)),
        awards: departments.reduce((sum, department) => sum + department.awards, 0),
        awarded: viewMoney(departments.reduce((sum, department) => sum + department.cents, 0n)),
        departments: departments.map(({ department, awards, cents }) => ({ department, awards, total: viewMoney(cents) })),
        partly,
        parity: viewParity(parityOf(funders), locale),
      },
    };
  }
}

function viewFunder({ code, name, weight, envelopes }: FunderUse): CofundingFunderView {
  return {
    code,
    name,
    weight,
    ...viewLine(envelopes),
    years: envelopes.map((line) => ({ year: line.year, ...viewLine([line]) })),
  };
}

function viewLine(lines: readonly Omit<EnvelopeLine, 'year'>[]): Pick<EnvelopeLineView, keyof EnvelopeLineView> {
  const sum = (of: (line: Omit<EnvelopeLine, 'year'>) => bigint): bigint => lines.reduce((total, line) => total + of(line), 0n);
  const envelope = sum((line) => line.amount);
  const reserved = sum((line) => line.reserved);
  const committed = sum((line) => line.committed);
  const frozen = sum((line) => line.frozen);
  return {
    envelope: viewMoney(envelope),
    reserved: viewMoney(reserved),
    committed: viewMoney(committed),
    frozen: viewMoney(frozen),
    left: viewMoney(envelope - reserved - committed - frozen),
  };
}
