import type { Kind } from '../act.js';
import { agreementKinds } from './agreements.js';
import { amendmentKinds } from './amendments.js';
import { balanceKinds } from './balances.js';
import { batchKinds } from './batches.js';
import { creditKinds } from './credits.js';
import { envelopeKinds } from './envelopes.js';
import { legKinds } from './legs.js';
import { measureKinds } from './measures.js';
import { offerKinds } from './offers.js';
import { paymentKinds } from './payments.js';
import { recoveryKinds } from './recoveries.js';
import { reportKinds } from './reports.js';
import { selectionKinds } from './selection.js';

/** Every kind of command; a new area adds its own here. */
export const KINDS: readonly Kind[] = [
  ...envelopeKinds,
  ...selectionKinds,
  ...offerKinds,
  ...legKinds,
  ...agreementKinds,
  ...creditKinds,
  ...paymentKinds,
  ...batchKinds,
  ...reportKinds,
  ...balanceKinds,
  ...recoveryKinds,
  ...measureKinds,
  ...amendmentKinds,
];
