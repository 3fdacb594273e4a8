import { Text, Uuid } from '../../platform/http/fields.js';
import { AsOfQuery } from '../calls/moment.dto.js';
import { FUNDER } from './ledger.dto.js';

export class RecoveryOrdersQuery extends AsOfQuery {
  @Uuid({ optional: true })
  callId?: string;
  @Text({ ...FUNDER, optional: true })
  funder?: string;
}
