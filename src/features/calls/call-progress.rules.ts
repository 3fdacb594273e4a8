// The rules of a call that count its applications. Pure.

import type { Bilingual } from '../../kernel/errors.js';
import type { Guard } from '../../kernel/machine.js';
import { departmentName } from '../../kernel/territory.js';
import type { CallRecord, Progress } from './call.rules.js';

type CallGuard = Guard<CallRecord>;

export const atLeastOneSubmitted: CallGuard = {
  name: 'atLeastOneSubmitted',
  label: { fr: 'au moins un dossier déposé dans les délais', en: 'at least one application submitted in time' },
  check: ({ facts }) =>
    countIn(facts.progress, (state) => state !== 'LATE' && state !== 'WITHDRAWN') > 0
      ? undefined
      : {
          fr: 'Aucun dossier déposé dans les délais : il n’y a rien à instruire, l’appel peut être annulé.',
          en: 'No application was submitted in time: there is nothing to examine, the call may be cancelled.',
        },
};

const BEFORE_COMMITTEE = ['SUBMITTED', 'INCOMPLETE', 'COMPLETE', 'UNDER_EXAMINATION', 'ON_AGENDA', 'DEFERRED'];
const TO_SELECT = ['COMMITTEE_FAVOURABLE', 'COMMITTEE_RESERVED', 'COMMITTEE_UNFAVOURABLE', 'EXAMINED', 'SHORTLISTED'];

/** EXAMINED waits for the committee, unless the call wants none. */
export const committeesHeard: CallGuard = {
  name: 'committeesHeard',
  label: {
    fr: 'tous les dossiers déposés sont passés en comité ou ont une issue définitive',
    en: 'every submitted application has been through the committee or is final',
  },
  source: 'CASF L214-5',
  check: ({ facts: { settings, progress } }) => {
    const before = settings.committeeRequired ? [...BEFORE_COMMITTEE, 'EXAMINED'] : BEFORE_COMMITTEE;
    return remaining(progress, before, {
      fr: (count, where) => `${count} dossier(s) attendent encore l’avis du comité (${where}) : terminez-les d’abord.`,
      en: (count, where) => `${count} application(s) still wait for the committee (${where}): finish them first.`,
    });
  },
};

export const allDecided: CallGuard = {
  name: 'allDecided',
  label: {
    fr: 'chaque dossier a une issue définitive ou est en liste de réserve',
    en: 'every application is final or on the reserve list',
  },
  check: ({ facts: { progress } }) =>
    remaining(progress, [...BEFORE_COMMITTEE, ...TO_SELECT], {
      fr: (count, where) => `${count} dossier(s) n’ont pas d’issue définitive (${where}) : décidez-les ou placez-les en réserve.`,
      en: (count, where) =>
        `${count} application(s) have no final outcome (${where}): decide them or put them on the reserve list.`,
    }),
};

export const reserveEmpty: CallGuard = {
  name: 'reserveEmpty',
  label: { fr: 'la liste de réserve est vide', en: 'the reserve list is empty' },
  check: ({ facts: { progress } }) =>
    remaining(progress, ['RESERVE'], {
      fr: (count, where) => `${count} dossier(s) sont en liste de réserve (${where}) : retenez-les ou refusez-les.`,
      en: (count, where) => `${count} application(s) are on the reserve list (${where}): select or refuse them.`,
    }),
};

export const noAppealOpen: CallGuard = {
  name: 'noAppealOpen',
  label: { fr: 'aucun recours en attente', en: 'no appeal open' },
  check: ({ facts: { openAppeals = 0 } }) =>
    openAppeals === 0
      ? undefined
      : {
          fr: `${openAppeals} recours attendent leur réponse : statuez d’abord.`,
          en: `${openAppeals} appeal(s) wait for an answer: decide them first.`,
        },
};

function countIn(progress: readonly Progress[], counts: (state: string) => boolean): number {
  return progress.reduce((sum, { state, count }) => sum + (counts(state) ? count : 0), 0);
}

type Sentence = (count: number, where: string) => string;

function remaining(
  progress: readonly Progress[],
  states: readonly string[],
  sentence: { fr: Sentence; en: Sentence },
): Bilingual | undefined {
  const left = progress.filter(({ state }) => states.includes(state));
  if (left.length === 0) return undefined;
  const perDepartment = new Map<string, number>();
  for (const { department, count } of left) perDepartment.set(department, (perDepartment.get(department) ?? 0) + count);
  const where = [...perDepartment]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([department, count]) => `${departmentName(department)} : ${count}`)
    .join(', ');
  const total = countIn(left, () => true);
  return { fr: sentence.fr(total, where), en: sentence.en(total, where.replaceAll(' : ', ': ')) };
}
