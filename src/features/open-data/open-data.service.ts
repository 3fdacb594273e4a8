import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';

import { Refusal, type Bilingual } from '../../kernel/errors.js';
import { localDate } from '../../kernel/legal-time.js';
import { say, viewMoney } from '../../platform/http/views.js';
import { guardFormula } from '../../platform/sheets/formula-text.js';
import type { Answer, RequestContext } from '../../platform/workflow/request.js';
import { AGREEMENT_THRESHOLD_CENTS } from '../calls/agreement-models.rules.js';
import { OpenDataReader, type Grant, type OpenData } from './open-data.reader.js';
import type { OpenDataView } from './open-data.views.js';
import { published } from './publication.rules.js';
import { isCut, LONGEST_OBJECT, SCDL_COLUMNS, scdlLine } from './scdl.rules.js';
import { threeSixtyGrant, type ThreeSixtyPackage } from './three-sixty.rules.js';

const CUT: Bilingual = {
  fr: `L’intitulé dépasse ${LONGEST_OBJECT} signes : l’objet publié est coupé.`,
  en: `The title is longer than ${LONGEST_OBJECT} signs: the object published is cut.`,
};
const UNNAMED: Bilingual = {
  fr: 'Indiquez dans l’appel (settings.openData.funders) le nom et le SIRET de chaque financeur : rien ne se publie sans eux.',
  en: 'Give the name and SIRET of each funder in the call (settings.openData.funders): nothing is published without them.',
};

interface Chosen extends OpenData {
  readonly published: readonly Grant[];
}

@Injectable()
export class OpenDataService {
  constructor(private readonly reader: OpenDataReader) {}

  /** What would be published, what the threshold withholds, and what whoever publishes should know. */
  async report({ actor, locale }: RequestContext, callId: string): Promise<Answer<OpenDataView>> {
    const { settings, grants, ...chosen } = await this.chosen(actor, callId);
    const funders = (settings?.funders ?? []).map(({ funderCode, name }) => {
      const out = chosen.published.filter((grant) => grant.funderCode === funderCode);
      const notified = grants.filter((grant) => grant.ofThisCall && grant.funderCode === funderCode);
      return {
        funderCode,
        name,
        published: out.length,
        total: viewMoney(out.reduce((sum, { cents }) => sum + cents, 0n)),
        withheld: notified.length - out.length,
        warnings: out.filter(isCut).map(({ applicationNumber }) => ({ applicationNumber, message: say(CUT, locale) })),
      };
    });
    return { body: { funders } };
  }

  /** The file of one funder, SCDL 2.1.1; its lines and those of the other funders' files add up to the awards. */
  async scdl(
    { actor }: RequestContext,
    callId: string,
    funderCode: string,
  ): Promise<{ readonly bytes: Buffer; readonly version: number }> {
    const { settings, version, ...chosen } = await this.chosen(actor, callId);
    if (settings?.funders.some((funder) => funder.funderCode === funderCode) !== true) throw new Refusal('not-found');
    const lines = chosen.published
      .filter((grant) => grant.funderCode === funderCode)
      .map((grant) => {
        const line = scdlLine(grant, settings.scheme);
        return SCDL_COLUMNS.map((column) => guardFormula(line[column]));
      });
    return { bytes: Buffer.from(stringify([[...SCDL_COLUMNS], ...lines])), version };
  }

  async threeSixty({ actor, now }: RequestContext, callId: string): Promise<ThreeSixtyPackage> {
    const { title, published: grants } = await this.chosen(actor, callId);
    return {
      version: '1.3',
      title,
      issued: localDate(now, 'Europe/Paris'),
      grants: grants.map((grant) => threeSixtyGrant(grant, { id: callId, title })),
    };
  }

  private async chosen(actor: RequestContext['actor'], callId: string): Promise<Chosen> {
    const data = await this.reader.of(actor, callId);
    if (data.settings === null)
      throw new Refusal('rule-not-met', undefined, [{ rule: 'openDataNamesFunders', message: UNNAMED }]);
    const threshold = BigInt(data.settings.thresholdCents ?? AGREEMENT_THRESHOLD_CENTS);
    return { ...data, published: published(data.grants, threshold).filter(({ ofThisCall }) => ofThisCall) };
  }
}
