import { Pattern, Text, Uuid } from '../../platform/http/fields.js';
import { AS_OF, FUNDER } from './ledger.dto.js';

export class RecoveryOrdersQuery {
  @Uuid({ optional: true })
  callId?: string;
  @Text({ ...FUNDER, optional: true })
  funder?: string;
  @Pattern(AS_OF)
  asOf?: string;
}
