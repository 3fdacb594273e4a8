// Rules on what is written in a grid: the independent sheet of each agency, and the common one.

import type { Reason } from '../../kernel/errors.js';
import type { Guard } from '../../kernel/machine.js';
import type { Grid, SubCriterion } from '../calls/call-settings.js';
import { gradingOf, pointsUpTo } from '../calls/grid.rules.js';
import {
  fitsGrading,
  MARK_OF,
  missingCodes,
  repeatedCodes,
  subCriteria,
  uncommentedCodes,
  unknownCodes,
  type GivenScore,
  type ScoreSheet,
} from './grid.rules.js';

export interface ScoreInput {
  readonly scores: readonly GivenScore[];
}
interface Graded {
  readonly grid: Grid;
}
interface Scored extends Graded {
  readonly sheet: ScoreSheet | null;
}

export const scoresOfGrid: Guard<Graded, ScoreInput> = {
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

/** What the examiner is to send for the sub-criterion. */
function asked(sub: SubCriterion): { fr: string; en: string } {
  switch (gradingOf(sub)) {
    case 'BOOLEAN':
      return { fr: 'rempli ou non (« met »), et rien d’autre', en: 'met or not ("met"), and nothing else' };
    case 'POINTS': {
      const max = pointsUpTo(sub);
      return {
        fr: `un nombre entier de points de 0 à ${max} (« points »)`,
        en: `a whole number of points from 0 to ${max} ("points")`,
      };
    }
    case 'SCALE': {
      const levels = (sub.levels ?? []).map(({ code }) => code).join(', ');
      return { fr: `un niveau parmi ${levels} (« level »)`, en: `one of the levels ${levels} ("level")` };
    }
  }
}

export const scoresInForm: Guard<Graded, ScoreInput> = {
  name: 'scoresInForm',
  label: { fr: 'chaque note a la forme que la grille demande', en: 'each score is in the form that the grid asks for' },
  needsInput: true,
  check: ({ facts, input }) => {
    const subs = new Map(subCriteria(facts.grid).map((sub) => [sub.code, sub]));
    return input.scores.flatMap((score, index): Reason[] => {
      const sub = subs.get(score.code);
      if (sub === undefined || fitsGrading(sub, score)) return [];
      const { fr, en } = asked(sub);
      return [
        {
          rule: 'scoresInForm',
          pointer: `/scores/${index}/${MARK_OF[gradingOf(sub)]}`,
          message: { fr: `Sous-critère « ${sub.code} » : donnez ${fr}.`, en: `Sub-criterion "${sub.code}": give ${en}.` },
        },
      ];
    });
  },
};

export const allScored: Guard<Scored> = {
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

export const scoresCommented: Guard<Scored> = {
  name: 'scoresCommented',
  label: {
    fr: 'chaque note a son commentaire, si l’appel le demande',
    en: 'each score has its comment, if the call asks for it',
  },
  check: ({ facts }) => {
    const bare = uncommentedCodes(facts.grid, facts.sheet);
    return bare.length === 0
      ? undefined
      : {
          fr: `Commentez chaque note, comme l’appel le demande : ${bare.join(', ')}.`,
          en: `Comment each score, as the call asks: ${bare.join(', ')}.`,
        };
  },
};
