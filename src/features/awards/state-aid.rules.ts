// The ceilings of small aids, as a guard of a funder's decision. Pure.

import type { Reason } from '../../kernel/errors.js';
import { localDate } from '../../kernel/legal-time.js';
import type { Guard } from '../../kernel/machine.js';
import { formatEuros } from '../../kernel/money.js';
import { aidCeiling, aidsCounted, type AidRegime } from '../holders/aid.rules.js';
import type { DecideInput, LegFacts, StateAid } from './leg.rules.js';

/** The regime of the decision: the one said, else that of the other legs, else the call's first. */
export function regimeOf({ regimes, decided }: StateAid, input: Partial<DecideInput> | undefined): AidRegime {
  return input?.aidRegime ?? decided ?? regimes[0] ?? 'GENERAL';
}

const NAMES: Readonly<Record<AidRegime, { readonly fr: string; readonly en: string }>> = {
  GENERAL: { fr: 'le régime général', en: 'the general rule' },
  SGEI: { fr: 'le régime SIEG', en: 'the rule of services of general economic interest' },
};

type Judged = Pick<LegFacts, 'stateAid' | 'timeZone'>;

export const stateAidWithinCeiling: Guard<Judged, Partial<DecideInput> | undefined> = {
  name: 'stateAidWithinCeiling',
  label: {
    fr: 'Les aides de minimis du porteur restent sous le plafond de trois ans',
    en: 'The small aids of the holder stay within the ceiling of three years',
  },
  source: 'Règlement (UE) 2023/2831, art. 3',
  check: ({ facts: { stateAid, timeZone }, input, now }) => {
    if (stateAid === null) return undefined;
    const say = (fr: string, en: string): Reason[] => [
      { rule: 'stateAidWithinCeiling', pointer: '/aidRegime', message: { fr, en } },
    ];
    const regime = regimeOf(stateAid, input);
    if (!stateAid.regimes.includes(regime))
      return say(
        `L’appel n’admet pas ${NAMES[regime].fr} : choisissez parmi ${stateAid.regimes.join(', ')}.`,
        `The call does not admit ${NAMES[regime].en}: choose among ${stateAid.regimes.join(', ')}.`,
      );
    if (stateAid.decided !== null && stateAid.decided !== regime)
      return say(
        `Un autre financeur a décidé sous ${NAMES[stateAid.decided].fr} : une attribution n’a qu’un régime.`,
        `Another funder decided under ${NAMES[stateAid.decided].en}: an award has one regime.`,
      );
    if (!stateAid.declared)
      return say(
        'Demandez au porteur de déclarer les aides de minimis reçues, ou leur absence, avant toute attribution.',
        'Ask the holder to declare the small aids received, or that there is none, before any award.',
      );
    const day = input?.decisionDate ?? localDate(now, timeZone);
    const held = aidsCounted(stateAid.aids, regime, day);
    const ceiling = aidCeiling(regime, day);
    if (held + stateAid.awardCents <= ceiling) return undefined;
    const sum = `${formatEuros(held)} + ${formatEuros(stateAid.awardCents)}`;
    // Another regime is an answer as long as no funder has taken one.
    const other = regime === 'GENERAL' && stateAid.decided === null && stateAid.regimes.includes('SGEI');
    return say(
      `${sum} dépassent ${formatEuros(ceiling)}, le plafond de trois ans sous ${NAMES[regime].fr} : ${
        other
          ? `décidez sous ${NAMES.SGEI.fr} (${formatEuros(aidCeiling('SGEI', day))}) s’il s’applique, réduisez ou refusez`
          : 'réduisez ou refusez'
      }.`,
      `${sum} are more than ${formatEuros(ceiling)} in three years, the ceiling of ${NAMES[regime].en}: ${
        other
          ? `decide under ${NAMES.SGEI.en} (${formatEuros(aidCeiling('SGEI', day))}) if it applies, lower or refuse`
          : 'lower or refuse'
      }.`,
    );
  },
};
