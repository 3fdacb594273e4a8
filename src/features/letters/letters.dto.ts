import { OneOf } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/pagination.js';
import { ALARMS, type AlarmName } from './letters.views.js';

export class AlarmQuery extends PageQuery {
  @OneOf(ALARMS, { optional: true, description: 'LETTER_MISSING unless given.' })
  alarm?: AlarmName;
}
