// The reasons of an opinion: what the jury reads, and later the holder (CRPA L311-2: with the reasons of an unfavourable one).

import type { Guard } from '../../kernel/machine.js';
import { itemOf, type ItemFacts, type ItemInput, type SessionFacts } from './session-facts.rules.js';

export interface RecordOpinionInput extends ItemInput {
  readonly reasons: string;
  readonly reserves?: readonly string[];
}

function needsReasons({ result, reasoned }: ItemFacts, { settings }: SessionFacts): boolean {
  if (result === null || reasoned) return false;
  return result !== 'FAVOURABLE' || settings.reasonsForFavourable;
}

export const itemDecided: Guard<SessionFacts, ItemInput> = {
  name: 'itemDecided',
  label: { fr: 'le point est décidé', en: 'the item is decided' },
  needsInput: true,
  check: ({ facts, input }) =>
    itemOf(facts, input.itemId)?.state === 'DECIDED'
      ? undefined
      : { fr: 'Motivez l’avis d’un point décidé.', en: 'Give the reasons of a decided item.' },
};

export const notYetReasoned: Guard<SessionFacts, ItemInput> = {
  name: 'notYetReasoned',
  label: { fr: 'les motifs ne sont pas déjà consignés', en: 'the reasons are not recorded yet' },
  needsInput: true,
  check: ({ facts, input }) =>
    itemOf(facts, input.itemId)?.reasoned === true
      ? { fr: 'Les motifs de cet avis sont déjà consignés.', en: 'The reasons of this opinion are already recorded.' }
      : undefined,
};

/** Reserves put to the vote are the opinion's: they are neither changed nor dropped afterwards. */
export const reservesStated: Guard<SessionFacts, RecordOpinionInput> = {
  name: 'reservesStated',
  label: {
    fr: 'un avis avec réserves énonce celles qui ont été votées, un autre n’en a pas',
    en: 'an opinion with reserves states those that were voted, another has none',
  },
  needsInput: true,
  check: ({ facts, input }) => {
    const item = itemOf(facts, input.itemId);
    if (item === undefined) return undefined;
    const given = input.reserves ?? [];
    const missing = item.result === 'WITH_RESERVES' && item.reserves.length === 0 && given.length === 0;
    const unwanted = given.length > 0 && (item.result !== 'WITH_RESERVES' || item.reserves.length > 0);
    if (!missing && !unwanted) return undefined;
    const message = missing
      ? { fr: 'Énoncez les réserves de l’avis.', en: 'State the reserves of the opinion.' }
      : {
          fr: 'Les réserves sont celles mises au vote, et seul un avis avec réserves en porte : retirez-les.',
          en: 'The reserves are those put to the vote, and only an opinion with reserves has any: take them out.',
        };
    return [{ rule: 'reservesStated', pointer: '/reserves', message }];
  },
};

export const opinionsReasoned: Guard<SessionFacts> = {
  name: 'opinionsReasoned',
  label: {
    fr: 'les avis défavorables ou avec réserves sont motivés (et les avis favorables si le comité le veut)',
    en: 'unfavourable opinions and those with reserves have their reasons (favourable ones too if the committee says so)',
  },
  source: 'CRPA R133-13, L311-2',
  check: ({ facts }) => {
    const left = facts.items.filter((item) => needsReasons(item, facts)).map(({ position }) => position);
    return left.length === 0
      ? undefined
      : {
          fr: `Motivez l’avis des points : ${left.join(', ')}.`,
          en: `Give the reasons of the opinion on items: ${left.join(', ')}.`,
        };
  },
};
