// Rules of the acts on an instruction, each named as it appears in refusals, diagrams and the API description.

import type { Guard } from '../../kernel/machine.js';
import type { Reason } from '../../kernel/errors.js';
import { formatEuros, type Cents } from '../../kernel/money.js';
import { absentUntil } from './absence.rules.js';
import { missingCodes, repeatedCodes, unknownCodes, type GivenScore } from './grid.rules.js';
import { inForce, type InstructionFacts } from './instruction-facts.rules.js';
import type { Opinion } from './joint.rules.js';

export interface AssignInput {
  readonly examinerId: string;
  /** Why an examination under way changes hands. */
  readonly reason?: string;
}
/** By the system, when the dossier is forwarded. */
export interface TransferInput {
  readonly department: string;
}
export interface InterestInput {
  readonly reason: string;
}
export interface ScoreInput {
  readonly scores: readonly GivenScore[];
}
export interface SignInput {
  readonly opinion: Opinion;
  readonly reasons: string;
  readonly reserves?: string;
  /** Integer cents per budget year, the call's funders together. */
  readonly years: readonly { readonly year: number; readonly cents: number }[];
}

type InstructionGuard<I = never> = Guard<InstructionFacts, I>;

export const examinerHoldsRole: InstructionGuard<AssignInput> = {
  name: 'examinerHoldsRole',
  label: {
    fr: 'l’instructeur désigné exerce dans le service et le département',
    en: 'the examiner holds the agency’s role in the department',
  },
  needsInput: true,
  check: ({ facts, input, now }) =>
    facts.candidate?.personId === input.examinerId && inForce(facts.candidate.mandates, facts.department, now)
      ? undefined
      : [
          {
            rule: 'examinerHoldsRole',
            pointer: '/examinerId',
            message: {
              fr: 'Désignez une personne habilitée à instruire aujourd’hui pour ce service dans ce département.',
              en: 'Name a person entitled today to examine for this agency in this department.',
            },
          },
        ],
};

export const examinerWithoutInterest: InstructionGuard<AssignInput> = {
  name: 'examinerWithoutInterest',
  label: { fr: 'l’instructeur désigné n’a pas d’intérêt au dossier', en: 'the examiner has no interest in the dossier' },
  source: 'CRPA R133-12; Loi 2013-907 art. 2',
  needsInput: true,
  check: ({ facts, input }) =>
    facts.interestedPersonIds.includes(input.examinerId) || facts.candidate?.actsForHolder === true
      ? [
          {
            rule: 'examinerWithoutInterest',
            pointer: '/examinerId',
            message: {
              fr: 'Désignez une autre personne : un intérêt de celle-ci dans le dossier est connu.',
              en: 'Name another person: an interest of this one in the dossier is known.',
            },
          },
        ]
      : undefined,
};

export const examinerOfOneAgency: InstructionGuard<AssignInput> = {
  name: 'examinerOfOneAgency',
  label: { fr: 'deux instructeurs différents par dossier', en: 'two different examiners for a dossier' },
  needsInput: true,
  check: ({ facts, input }) =>
    facts.otherExaminerId === input.examinerId
      ? [
          {
            rule: 'examinerOfOneAgency',
            pointer: '/examinerId',
            message: {
              fr: 'Désignez une autre personne : celle-ci instruit déjà le dossier pour l’autre service.',
              en: 'Name another person: this one already examines the dossier for the other agency.',
            },
          },
        ]
      : undefined,
};

/** An examination under way is taken from its examiner only when that person can no longer do it. */
export const examinerHasLeft: InstructionGuard = {
  name: 'examinerHasLeft',
  label: { fr: 'l’instructeur ne peut plus instruire le dossier', en: 'the examiner can no longer examine the dossier' },
  check: ({ facts, now }) =>
    facts.examinerId !== null &&
    !facts.interestedPersonIds.includes(facts.examinerId) &&
    absentUntil(facts.examinerAbsences ?? [], now) === undefined &&
    inForce(facts.examinerMandates, facts.department, now)
      ? {
          fr: 'L’instruction est en cours : seul le départ, l’absence ou la récusation de son instructeur permet d’en désigner un autre.',
          en: 'The examination is under way: another examiner may be named only once this one has left, is away or is recused.',
        }
      : undefined,
};

export const interestExplained: InstructionGuard<InterestInput> = {
  name: 'interestExplained',
  label: { fr: 'l’intérêt est expliqué', en: 'the interest is explained' },
  needsInput: true,
  check: ({ input }) =>
    input.reason.trim() === ''
      ? [
          {
            rule: 'interestExplained',
            pointer: '/reason',
            message: { fr: 'Dites quel est votre lien avec le dossier.', en: 'Say what ties you to the dossier.' },
          },
        ]
      : undefined,
};

export const scoresOfGrid: InstructionGuard<ScoreInput> = {
  name: 'scoresOfGrid',
  label: { fr: 'chaque note porte sur un sous-critère de la grille', en: 'each score is for a sub-criterion of the grid' },
  needsInput: true,
  check: ({ facts, input }) => {
    const at = (code: string): string => `/scores/${input.scores.findLastIndex((score) => score.code === code)}/code`;
    const unknown = unknownCodes(facts.grid, input.scores).map((code): Reason => ({
      rule: 'scoresOfGrid',
      pointer: at(code),
      message: {
        fr: `La grille de l’appel n’a pas de sous-critère « ${code} ».`,
        en: `The grid of the call has no sub-criterion "${code}".`,
      },
    }));
    const repeated = repeatedCodes(input.scores).map((code): Reason => ({
      rule: 'scoresOfGrid',
      pointer: at(code),
      message: { fr: `Notez le sous-critère « ${code} » une seule fois.`, en: `Score the sub-criterion "${code}" once.` },
    }));
    return [...unknown, ...repeated];
  },
};

export const dossierComplete: InstructionGuard = {
  name: 'dossierComplete',
  label: { fr: 'le dossier est complet', en: 'the dossier is complete' },
  check: ({ facts }) =>
    ['COMPLETE', 'UNDER_EXAMINATION'].includes(facts.applicationState)
      ? undefined
      : {
          fr: 'Attendez que le dossier soit déclaré complet avant de signer.',
          en: 'Wait until the dossier is declared complete before signing.',
        },
};

export const allScored: InstructionGuard = {
  name: 'allScored',
  label: { fr: 'chaque sous-critère est noté', en: 'every sub-criterion is scored' },
  check: ({ facts }) => {
    const missing = missingCodes(facts.grid, facts.sheet);
    return missing.length === 0
      ? undefined
      : {
          fr: `Notez les sous-critères qui ne le sont pas : ${missing.join(', ')}.`,
          en: `Score the sub-criteria that are not: ${missing.join(', ')}.`,
        };
  },
};

export const reasonsGiven: InstructionGuard<SignInput> = {
  name: 'reasonsGiven',
  label: { fr: 'l’avis est motivé', en: 'the opinion has reasons' },
  needsInput: true,
  check: ({ input }) =>
    input.reasons.trim() === ''
      ? [
          {
            rule: 'reasonsGiven',
            pointer: '/reasons',
            message: { fr: 'Motivez l’avis.', en: 'Give the reasons of the opinion.' },
          },
        ]
      : undefined,
};

export const reservesWritten: InstructionGuard<SignInput> = {
  name: 'reservesWritten',
  label: { fr: 'les réserves sont écrites', en: 'the reserves are written out' },
  needsInput: true,
  check: ({ input }) => {
    const written = (input.reserves ?? '').trim() !== '';
    if (written === (input.opinion === 'WITH_RESERVES')) return undefined;
    const message = written
      ? {
          fr: 'Retirez les réserves, ou rendez un avis favorable avec réserves.',
          en: 'Remove the reserves, or give an opinion with reserves.',
        }
      : { fr: 'Écrivez les réserves de l’avis.', en: 'Write out the reserves of the opinion.' };
    return [{ rule: 'reservesWritten', pointer: '/reserves', message }];
  },
};

export const amountProposed: InstructionGuard<SignInput> = {
  name: 'amountProposed',
  label: { fr: 'un avis favorable propose un montant', en: 'an opinion in favour proposes an amount' },
  needsInput: true,
  check: ({ input }) =>
    input.opinion === 'UNFAVOURABLE' || input.years.some(({ cents }) => cents > 0)
      ? undefined
      : [
          {
            rule: 'amountProposed',
            pointer: '/years',
            message: { fr: 'Proposez un montant pour au moins une année.', en: 'Propose an amount for at least one year.' },
          },
        ],
};

export const yearsOfCall: InstructionGuard<SignInput> = {
  name: 'yearsOfCall',
  label: { fr: 'les montants portent sur les années de l’appel', en: 'the amounts are for the years of the call' },
  needsInput: true,
  check: ({ facts, input }) =>
    input.years.flatMap(({ year }, index): Reason[] => {
      const pointer = `/years/${index}/year`;
      if (!facts.budgetYears.includes(year)) {
        const years = facts.budgetYears.join(', ');
        return [
          {
            rule: 'yearsOfCall',
            pointer,
            message: {
              fr: `${year} n’est pas une année de l’appel (${years}).`,
              en: `${year} is not a year of the call (${years}).`,
            },
          },
        ];
      }
      if (input.years.findIndex((other) => other.year === year) !== index) {
        return [
          {
            rule: 'yearsOfCall',
            pointer,
            message: { fr: `Donnez un seul montant pour ${year}.`, en: `Give one amount for ${year}.` },
          },
        ];
      }
      return [];
    }),
};

export const notMoreThanRequested: InstructionGuard<SignInput> = {
  name: 'notMoreThanRequested',
  label: { fr: 'pas plus que le montant demandé pour l’année', en: 'no more than what is requested for the year' },
  needsInput: true,
  check: ({ facts, input }) =>
    input.years.flatMap(({ year, cents }, index): Reason[] => {
      const requested = facts.requested.find((line) => line.year === year)?.cents ?? (0n as Cents);
      if (BigInt(cents) <= requested) return [];
      const limit = formatEuros(requested);
      const message = {
        fr: `Proposez au plus ${limit} pour ${year}, montant demandé.`,
        en: `Propose at most ${limit} for ${year}, as requested.`,
      };
      return [{ rule: 'notMoreThanRequested', pointer: `/years/${index}/cents`, message }];
    }),
};
