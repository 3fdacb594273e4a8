// Rules of the acts on an instruction, each named as it appears in refusals, diagrams and the API description.

import type { Guard } from '../../kernel/machine.js';
import type { Reason } from '../../kernel/errors.js';
import { formatEuros, type Cents } from '../../kernel/money.js';
import { localDate } from '../../kernel/legal-time.js';
import { given, written } from '../../kernel/reasons.js';
import { absentUntil } from './absence.rules.js';
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
export interface SignInput {
  readonly opinion: Opinion;
  readonly reasons: string;
  readonly reserves?: string;
  readonly years: readonly ProposedYear[];
}
/** Integer cents of one budget year, the call's funders together. */
export interface ProposedYear {
  readonly year: number;
  readonly cents: number;
  /** Why not what is requested. */
  readonly reason?: string;
}
export interface VisitInput {
  /** YYYY-MM-DD. */
  readonly visitedOn: string;
  readonly peopleMet: readonly string[];
  readonly findings: string;
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

export const interestExplained: InstructionGuard<InterestInput> = written('reason', {
  name: 'interestExplained',
  label: { fr: 'l’intérêt est expliqué', en: 'the interest is explained' },
  message: { fr: 'Dites quel est votre lien avec le dossier.', en: 'Say what ties you to the dossier.' },
});

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

export const reasonsGiven: InstructionGuard<SignInput> = written('reasons', {
  name: 'reasonsGiven',
  label: { fr: 'l’avis est motivé', en: 'the opinion has reasons' },
  message: { fr: 'Motivez l’avis.', en: 'Give the reasons of the opinion.' },
});

export const reservesWritten: InstructionGuard<SignInput> = {
  name: 'reservesWritten',
  label: { fr: 'les réserves sont écrites', en: 'the reserves are written out' },
  needsInput: true,
  check: ({ input }) => {
    const written = given(input.reserves);
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

/** An opinion against proposes nothing, and its reasons say why. */
export const reductionsExplained: InstructionGuard<SignInput> = {
  name: 'reductionsExplained',
  label: {
    fr: 'un montant inférieur à la demande est motivé, année par année',
    en: 'an amount below the request has its reason, year by year',
  },
  needsInput: true,
  check: ({ facts, input }) => {
    if (input.opinion === 'UNFAVOURABLE') return undefined;
    return facts.requested.flatMap(({ year, cents }): Reason[] => {
      const index = input.years.findIndex((line) => line.year === year);
      const line = input.years[index];
      if (BigInt(line?.cents ?? 0) >= cents || given(line?.reason)) return [];
      const amount = formatEuros(cents);
      return [
        {
          rule: 'reductionsExplained',
          pointer: line === undefined ? '/years' : `/years/${index}/reason`,
          message: {
            fr: `Dites pourquoi le montant proposé pour ${year} est inférieur aux ${amount} demandés${line === undefined ? ' : ajoutez cette année, à 0 s’il le faut' : ''}.`,
            en: `Say why the amount proposed for ${year} is below the ${amount} requested${line === undefined ? ': add that year, with 0 if need be' : ''}.`,
          },
        },
      ];
    });
  },
};

export const visitMade: InstructionGuard<VisitInput> = {
  name: 'visitMade',
  label: { fr: 'la visite a eu lieu et ses constats sont écrits', en: 'the visit took place and its findings are written' },
  needsInput: true,
  check: ({ facts, input, now }) => {
    const found: Reason[] = [];
    const wrong = (pointer: string, fr: string, en: string) => found.push({ rule: 'visitMade', pointer, message: { fr, en } });
    if (input.visitedOn > localDate(now, facts.timeZone))
      wrong('/visitedOn', 'Enregistrez la visite une fois faite.', 'Record the visit once it is made.');
    if (!given(input.findings)) wrong('/findings', 'Écrivez les constats.', 'Write the findings.');
    return found;
  },
};
