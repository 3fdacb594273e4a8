// From a decision to the data of its letter. Pure.

import { localDate } from '../../kernel/legal-time.js';
import { recoveryNumber } from '../recoveries/recovery-facts.rules.js';
import { appealParagraphs } from './appeal-text.rules.js';
import type { DecidedLeg, Decision } from './decision.js';
import type { GrantedPart, LetterData } from './letter-data.js';
import { gapsOf, kindOf, type Gap, type LetterKind } from './letter.rules.js';
import { shareTold } from './share-told.rules.js';
import { authorOf, authorOfLeg, roleOf, type Author } from './signatory.rules.js';

/** Whose decisions are one funder's, on its share. */
const OF_SHARES: readonly Decision['subject'][] = ['award-leg', 'measure', 'recovery'];

export interface Prepared {
  readonly data: LetterData;
  readonly author: Author;
  readonly gaps: readonly Gap[];
}

/** To whom the holder may ask again, as the remedies let them; a refused part is written to its funder, and an answer is not asked twice. */
function administrativeAppeal(kind: LetterKind): string | undefined {
  const superior = 'un recours hiérarchique au gestionnaire de l’appel à projets';
  switch (kind) {
    case 'APPEAL_UPHELD':
    case 'APPEAL_REJECTED':
    case 'RESERVE':
      return undefined;
    case 'LATE':
      return `adresser, depuis votre espace, ${superior}`;
    case 'LEG_REFUSAL':
    case 'LEG_NOTIFICATION':
    case 'LEG_SUSPENSION':
    case 'LEG_LAPSE':
    case 'LEG_TERMINATION':
    case 'LEG_WITHDRAWAL':
    case 'RECOVERY_ORDER':
    case 'AMENDMENT_REFUSAL':
    case 'AWARD':
      return 'adresser un recours gracieux à l’autorité qui a décidé';
    case 'INELIGIBILITY':
      return `adresser, depuis votre espace, un recours gracieux aux deux administrations qui ont décidé (Caf et DDETS), ou ${superior}`;
    case 'DISMISSAL':
      return `adresser, depuis votre espace, un recours gracieux à la Caf, ou ${superior}`;
    case 'REFUSAL':
    case 'RESERVE_LAPSE':
      return `adresser, depuis votre espace, un recours gracieux au jury régional, ou ${superior}`;
  }
}

/**
 * Those whose decision it is: one of a leg or of a letter of its own, the one whose officer refuses an amendment, the family branch of a
 * dismissal by the Caf, all otherwise.
 */
function answering(kind: LetterKind, { leg, funders, capacity }: Decision): Decision['funders'] {
  if (leg !== '') return funders.filter(({ code }) => code === leg);
  if (kind === 'AMENDMENT_REFUSAL') return funders.filter(({ officerRole }) => officerRole === roleOf(capacity ?? ''));
  return kind === 'DISMISSAL' ? funders.filter(({ officerRole }) => officerRole === 'CNAF_OFFICER') : funders;
}

function partsOf({ legs, leg }: Decision): { readonly leg: DecidedLeg; readonly author: Author; readonly part: GrantedPart }[] {
  return legs
    .filter(({ code }) => leg === '' || code === leg)
    .map((decided) => {
      const author = authorOfLeg(decided);
      const { name, decisionNumber, decisionDate, years } = decided;
      const part = {
        name: author.name,
        capacity: author.capacity,
        service: author.service,
        funder: name,
        decisionNumber: decisionNumber ?? '',
        decidedOn: decisionDate ?? '',
        years: years.map(({ year, cents }) => ({ year, cents: String(cents) })),
      };
      return { leg: decided, author, part };
    });
}

const joined = (texts: readonly string[]): string => [...new Set(texts)].join(' ; ');

/** An award is signed by each funder's own officer; a missing one leaves a gap in the whole. */
function authorOfAward(authors: readonly Author[]): Author {
  const [only] = authors;
  if (authors.length === 1 && only !== undefined) return only;
  const all = (field: 'name' | 'capacity' | 'service'): string =>
    authors.every((author) => author[field] !== '') ? joined(authors.map((author) => author[field])) : '';
  return { name: all('name'), capacity: all('capacity'), service: all('service'), personId: null };
}

/** A notified share is signed by who decided it; what is done with one since by who did it, for that funder. */
function signatoryOf(kind: LetterKind, decision: Decision, granted: ReturnType<typeof partsOf>): Author {
  switch (kind) {
    case 'AWARD':
    case 'LEG_NOTIFICATION':
      return authorOfAward(granted.map(({ author }) => author));
    case 'LEG_SUSPENSION':
    case 'LEG_LAPSE': {
      const [own] = granted;
      return { ...authorOf(decision), ...(own !== undefined && { service: own.leg.name }) };
    }
    case 'LEG_TERMINATION':
    case 'LEG_WITHDRAWAL':
    case 'RECOVERY_ORDER': {
      const { author, actorId: authorId, measure, recovery } = decision;
      const [own] = granted;
      return own === undefined
        ? authorOf(decision)
        : authorOfLeg({ ...own.leg, author, authorId, authority: (measure ?? recovery)?.authority ?? null });
    }
    default:
      return authorOf(decision);
  }
}

function lackingOf({ lacking }: Decision): string[] {
  return lacking
    .filter(({ settlement }) => settlement?.accepted !== true)
    .map(({ label, explanation, settlement }) => {
      const why = settlement?.reason ?? explanation;
      return why === undefined ? label : `${label} — ${why}`;
    });
}

function amendmentTold({ amendment, timeZone }: Decision): LetterData['amendment'] {
  if (amendment === null) return null;
  const { kind, proposer, askedAt } = amendment;
  return { kind, proposer, askedOn: localDate(new Date(askedAt), timeZone) };
}

function measureTold({ measure, timeZone }: Decision): LetterData['measure'] {
  if (measure === null) return null;
  const { decisionNumber, decisionDate, delegation, effectiveOn, openedAt, asked, claimCents, claim } = measure;
  const openedOn = localDate(new Date(openedAt), timeZone);
  return { decisionNumber, decisionDate, delegation, effectiveOn, openedOn, asked, claimCents, claim: claim.explanation.fr };
}

function recoveryTold({ recovery }: Decision): LetterData['recovery'] {
  if (recovery === null) return null;
  const { number, orderNumber, orderDate, delegation, cents, dueOn, explanation } = recovery;
  return {
    reference: recoveryNumber(BigInt(number)),
    orderNumber,
    orderDate,
    delegation,
    cents,
    dueOn,
    computation: explanation.fr,
  };
}

export function prepare(decision: Decision, writtenAt: Date): Prepared {
  const { timeZone, decidedAt, reserveExpiresAt, reserveRank, rankTold, appealKind, appealFiledAt } = decision;
  const kind = kindOf(decision.decision, decidedAt, reserveExpiresAt);
  const on = (instant: Date): string => localDate(instant, timeZone);
  const granted = OF_SHARES.includes(decision.subject) || kind === 'AWARD' ? partsOf(decision) : [];
  const author = signatoryOf(kind, decision, granted);
  const reasons = decision.reasons?.trim() ?? '';
  const text = (decision.appeal ?? '').trim();
  const appeal =
    kind === 'RESERVE' || kind === 'APPEAL_UPHELD' || text === ''
      ? []
      : appealParagraphs({
          text,
          funders: answering(kind, decision),
          settings: decision.appeals ?? undefined,
          timeZone,
          department: decision.department,
          holderDepartment: decision.holderDepartment,
          writtenAt,
          administrative: administrativeAppeal(kind),
        });
  const { name, capacity, service } = author;
  const data: LetterData = {
    kind,
    application: { number: decision.number ?? '', title: decision.title },
    call: { title: decision.callTitle },
    addressee: decision.organisation,
    decidedOn: on(decidedAt),
    writtenOn: on(writtenAt),
    signedBy: { name, capacity, service },
    reasons,
    appeal,
    parts: granted.map(({ part }) => part),
    requestedCents: decision.requestedCents.toString(),
    reserve:
      kind === 'RESERVE' && reserveRank !== null && reserveExpiresAt !== null
        ? { rank: reserveRank, until: on(reserveExpiresAt), ...(rankTold !== null && { before: rankTold }) }
        : null,
    lacking: kind === 'DISMISSAL' ? lackingOf(decision) : [],
    amendment: amendmentTold(decision),
    measure: measureTold(decision),
    recovery: recoveryTold(decision),
    share: decision.share === null ? null : shareTold(decision.share, decision),
    answered: appealKind === null || appealFiledAt === null ? null : { kind: appealKind, filedOn: on(appealFiledAt) },
  };
  return { data, author, gaps: gapsOf(kind, { author: name, capacity, service, reasons, appeal: text }) };
}
