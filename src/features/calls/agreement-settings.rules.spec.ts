import { agreementFaults } from './agreement-settings.rules.js';
import type { AgreementSettings, HolderType } from './call-settings.js';
import { FIPE_2023 } from './templates/fipe-2023.js';

const faults = (
  change: Partial<AgreementSettings>,
  holderTypes: readonly HolderType[] = FIPE_2023.holderTypes,
): [string, string?][] =>
  agreementFaults({ ...FIPE_2023, holderTypes, agreement: { ...FIPE_2023.agreement!, ...change } }).map(({ rule, pointer }) => [
    rule,
    pointer,
  ]);

describe('agreements as a call sets them', () => {
  it('are never ruled out where the law may ask for one', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ required: 'NEVER' })).toEqual([['agreementOwedByLaw', '/settings/agreement/required']]);
    expect(faults({ required: 'NEVER' }, ['COMMUNE', 'EPCI', 'CCAS', 'OTHER_PUBLIC'])).toEqual([]);
    for (const holder of ['ASSOCIATION', 'COMPANY', 'MISSION_LOCALE'] as const)
      expect(faults({ required: 'NEVER' }, ['COMMUNE', holder])).toHaveLength(1);
  });

  it('name a version that the model has; a call may say nothing', () => {
    expect(faults({ model: { code: 'standard', version: 2 } })).toEqual([
      ['agreementModelKnown', '/settings/agreement/model/version'],
    ]);
    expect(agreementFaults({ ...FIPE_2023, agreement: undefined })).toEqual([]);
  });
});
