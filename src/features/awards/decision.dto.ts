import { Day, Text } from '../../platform/http/fields.js';

/** What the API says of an act beside what all acts have: the act itself differs, not its fields. */
interface Described {
  readonly number: { readonly description?: string; readonly example: string };
  readonly date?: string;
  readonly authority: { readonly description?: string; readonly example: string };
  readonly delegation: { readonly description: string; readonly example?: string };
}

export interface DecisionFields {
  decisionNumber: string;
  decisionDate: string;
  authority: string;
  delegationReference?: string;
  delegationFrom?: string;
  delegationTo?: string;
}

/** Base of what an officer sends when it decides: number, day and authority of the act, and the delegation under which it is signed (CRPA L212-1). */
export function decisionDto({ number, date, authority, delegation }: Described): new () => DecisionFields {
  abstract class DecisionDto implements DecisionFields {
    @Text({ max: 100, ...number })
    decisionNumber!: string;
    @Day(date === undefined ? {} : { description: date })
    decisionDate!: string;
    @Text({ max: 200, ...authority })
    authority!: string;
    @Text({ max: 300, optional: true, ...delegation })
    delegationReference?: string;
    @Day({ optional: true })
    delegationFrom?: string;
    @Day({ optional: true })
    delegationTo?: string;
  }
  return DecisionDto as unknown as new () => DecisionFields;
}
