import { aidCeiling, aidsCounted, type Aid } from '../holders/aid.rules.js';
import type { StateAid } from './leg.rules.js';
import { stateAidWithinCeiling } from './state-aid.rules.js';

const aid = (euros: number, grantedOn: string, regime: Aid['regime'] = 'GENERAL'): Aid => ({
  regime,
  cents: BigInt(euros) * 100n,
  grantedOn,
});
const STATE_AID: StateAid = {
  regimes: ['GENERAL', 'SGEI'],
  awardCents: 7_500_000n,
  decided: null,
  declared: true,
  aids: [aid(290_000, '2023-03-01')],
};
const judged = (stateAid: StateAid | null, input: object = {}) =>
  stateAidWithinCeiling.check({
    facts: { stateAid, timeZone: 'Europe/Paris' },
    input: { decisionDate: '2024-02-01', ...input },
    actor: { personId: 'p', grants: [] },
    now: new Date('2024-02-01T12:00:00Z'),
  });
const said = (...given: Parameters<typeof judged>): string => JSON.stringify(judged(...given) ?? 'within');

describe('the ceilings of small aids', () => {
  it('case 46: 290 000 € and 75 000 € pass the general ceiling: the other regime, or a refusal', () => {
    const refused = said(STATE_AID);
    for (const figure of ['290', '75', '300', 'SIEG', '750']) expect(refused).toContain(figure);
    expect(judged(STATE_AID, { aidRegime: 'SGEI' })).toBeUndefined();
    expect(said({ ...STATE_AID, regimes: ['GENERAL'] })).not.toContain('SIEG');
    expect(said({ ...STATE_AID, regimes: ['GENERAL'] }, { aidRegime: 'SGEI' })).toContain('n’admet pas');
  });

  it('takes exactly the ceiling, and not a cent more', () => {
    const aids = [aid(225_000, '2023-03-01')];
    expect(judged({ ...STATE_AID, aids })).toBeUndefined();
    expect(said({ ...STATE_AID, aids: [{ ...aids[0]!, cents: 22_500_001n }] })).toContain('stateAidWithinCeiling');
  });

  it('counts the three years that end with the decision, by the rule in force that day', () => {
    expect(
      aidsCounted(
        [aid(1, '2021-02-01'), aid(2, '2021-02-02'), aid(4, '2024-02-01'), aid(8, '2024-02-02')],
        'GENERAL',
        '2024-02-01',
      ),
    ).toBe(600n);
    expect([aidCeiling('GENERAL', '2023-12-31'), aidCeiling('GENERAL', '2024-01-01')]).toEqual([20_000_000n, 30_000_000n]);
    expect([aidCeiling('SGEI', '2023-12-31'), aidCeiling('SGEI', '2024-01-01')]).toEqual([50_000_000n, 75_000_000n]);
    const both = [aid(1, '2023-01-01'), aid(2, '2023-01-01', 'SGEI')];
    expect([aidsCounted(both, 'GENERAL', '2024-01-01'), aidsCounted(both, 'SGEI', '2024-01-01')]).toEqual([100n, 300n]);
  });

  it('asks for a declaration, were it of nothing, and one regime an award', () => {
    expect(said({ ...STATE_AID, aids: [], declared: false })).toContain('déclarer');
    expect(said({ ...STATE_AID, aids: [], decided: 'SGEI' }, { aidRegime: 'GENERAL' })).toContain('un régime');
    expect(judged({ ...STATE_AID, decided: 'SGEI' })).toBeUndefined();
    // It is not told to take the other one, which would be refused in its turn.
    expect(said({ ...STATE_AID, decided: 'GENERAL' })).not.toContain('SIEG');
    expect(judged(null)).toBeUndefined();
  });
});
