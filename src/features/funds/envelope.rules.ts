// What the guards of an envelope judge, and the guards: what one funder opens of one budget year of a call, and takes back of it.

import { policyNameOf, ROLE_LABELS } from '../../access/policies.js';
import { servesRegion, type OfficerRole } from '../../kernel/actor.js';
import type { Bilingual } from '../../kernel/errors.js';
import { localDate } from '../../kernel/legal-time.js';
import type { Guard, Policy } from '../../kernel/machine.js';
import { formatEuros } from '../../kernel/money.js';
import { label, reason, written } from '../../kernel/reasons.js';
import type { CallState } from '../calls/call-facts.js';
import type { ScopedCall } from '../calls/call-scope.rules.js';

export const ENVELOPE_STATES = ['OPEN', 'CLOSED'] as const;
export type EnvelopeState = (typeof ENVELOPE_STATES)[number];
export const ENVELOPE_MOVES = ['raise', 'cut', 'freeze', 'unfreeze'] as const;
/** Acts that move credits. */
export type EnvelopeMove = (typeof ENVELOPE_MOVES)[number];
export type EnvelopeEvent = EnvelopeMove | 'close';

/** All sums in cents. available = amount − frozen − reserved − committed − ordered − paid − recovered. */
export interface EnvelopeFacts extends ScopedCall {
  readonly id: string;
  readonly callId: string;
  readonly callState: CallState;
  readonly timeZone: string;
  readonly funder: { readonly code: string; readonly name: string; readonly officerRole: OfficerRole };
  readonly year: number;
  readonly amountCents: bigint;
  readonly availableCents: bigint;
  readonly frozenCents: bigint;
  readonly reservedCents: bigint;
  /** Decided, and neither ordered nor paid. */
  readonly committedCents: bigint;
  readonly orderedCents: bigint;
  readonly paidCents: bigint;
  /** Paid, then given back by the holder. */
  readonly recoveredCents: bigint;
}

export interface CloseInput {
  readonly reasons: string;
}
export interface MoveInput extends CloseInput {
  /** Integer cents. */
  readonly cents: number;
}

type Rule<I = never> = Guard<EnvelopeFacts, I>;

/** The officer of the envelope's own funder, for the whole region of the call. */
export function officerOfFunder(role: OfficerRole): Policy<EnvelopeFacts> {
  return {
    name: policyNameOf(role),
    label: ROLE_LABELS[role],
    allows: (actor, facts) => facts.funder.officerRole === role && servesRegion(actor, role, facts.region),
  };
}

const named = ({ funder, year }: EnvelopeFacts): string => `${funder.name} ${year}`;

/** "réservé 10,00 €, engagé 20,00 €": what holds the rest of an envelope; empty when nothing does. */
function holding(facts: EnvelopeFacts): Bilingual {
  const parts: readonly [bigint, string, string][] = [
    [facts.frozenCents, 'gelé', 'frozen'],
    [facts.reservedCents, 'réservé par le jury', 'reserved by the jury'],
    [facts.committedCents, 'engagé', 'committed'],
    [facts.orderedCents, 'ordonnancé', 'ordered'],
    [facts.paidCents, 'payé', 'paid'],
    [facts.recoveredCents, 'reversé', 'recovered'],
  ];
  const held = parts.filter(([sum]) => sum > 0n);
  const list = (word: 1 | 2): string => held.map((part) => `${part[word]} ${formatEuros(part[0])}`).join(', ');
  return { fr: list(1), en: list(2) };
}

export const callPublished: Rule = {
  name: 'callPublished',
  label: { fr: 'appel publié', en: 'call published' },
  check: ({ facts }) =>
    facts.everPublished && facts.callState !== 'CANCELLED'
      ? undefined
      : {
          fr: 'L’appel n’est pas publié, ou il est annulé : ses crédits ne sont pas ouverts. Le gestionnaire modifie le projet d’appel.',
          en: 'The call is not published, or is cancelled: its credits are not open. The manager edits the draft of the call.',
        },
};

export const reasonGiven: Rule<CloseInput> = written('reasons', {
  name: 'reasonGiven',
  label: { fr: 'motif écrit', en: 'written reasons' },
  message: label('Écrivez le motif de cet acte.', 'Write the reasons of this act.'),
});

export const amountPositive: Rule<MoveInput> = {
  name: 'amountPositive',
  label: { fr: 'montant supérieur à zéro', en: 'amount above zero' },
  needsInput: true,
  check: ({ input }) =>
    input.cents > 0
      ? undefined
      : [reason('amountPositive', '/cents', label('Donnez un montant supérieur à zéro.', 'Give an amount above zero.'))],
};

/** What is promised stays promised (case 28 of the programme): only what is available can be taken back or set aside. */
export const withinAvailable: Rule<MoveInput> = {
  name: 'withinAvailable',
  label: { fr: 'pas plus que ce qui est disponible', en: 'no more than what is available' },
  needsInput: true,
  check: ({ facts, input }) => {
    if (BigInt(input.cents) <= facts.availableCents) return undefined;
    const held = holding(facts);
    return [
      reason(
        'withinAvailable',
        '/cents',
        label(
          `Enveloppe ${named(facts)} : ${formatEuros(facts.availableCents)} disponibles sur ${formatEuros(facts.amountCents)}${held.fr === '' ? '' : `, le reste est tenu (${held.fr})`}. Ramenez l’acte à ce qui est disponible ; le jury libère ce qui est réservé, et ce qui est engagé ne se reprend que dossier par dossier (avenant, renonciation, retrait).`,
          `Envelope ${named(facts)}: ${formatEuros(facts.availableCents)} available of ${formatEuros(facts.amountCents)}${held.en === '' ? '' : `, the rest is held (${held.en})`}. Lower the act to what is available; the jury frees what is reserved, and what is committed is only taken back award by award (amendment, renunciation, withdrawal).`,
        ),
      ),
    ];
  },
};

export const withinFrozen: Rule<MoveInput> = {
  name: 'withinFrozen',
  label: { fr: 'pas plus que ce qui est gelé', en: 'no more than what is frozen' },
  needsInput: true,
  check: ({ facts, input }) =>
    BigInt(input.cents) <= facts.frozenCents
      ? undefined
      : [
          reason(
            'withinFrozen',
            '/cents',
            label(
              `Enveloppe ${named(facts)} : ${formatEuros(facts.frozenCents)} sont gelés. Dégelez cette somme au plus.`,
              `Envelope ${named(facts)}: ${formatEuros(facts.frozenCents)} are frozen. Free this sum at most.`,
            ),
          ),
        ],
};

export const yearOver: Rule = {
  name: 'yearOver',
  label: { fr: 'année budgétaire terminée', en: 'budget year over' },
  check: ({ facts, now }) =>
    Number(localDate(now, facts.timeZone).slice(0, 4)) > facts.year
      ? undefined
      : {
          fr: `L’année ${facts.year} n’est pas terminée : gelez ou réduisez ce qui ne servira pas, et clôturez l’enveloppe l’année suivante.`,
          en: `The year ${facts.year} is not over: freeze or cut what will not serve, and close the envelope next year.`,
        },
};

export const nothingReserved: Rule = {
  name: 'nothingReserved',
  label: { fr: 'rien n’est réservé', en: 'nothing is reserved' },
  check: ({ facts }) =>
    facts.reservedCents === 0n
      ? undefined
      : {
          fr: `${formatEuros(facts.reservedCents)} sont réservés par le jury : les financeurs décident ces dossiers, ou le jury les libère, avant la clôture.`,
          en: `${formatEuros(facts.reservedCents)} are reserved by the jury: the funders decide these applications, or the jury frees them, before the closing.`,
        },
};

export const nothingOwed: Rule = {
  name: 'nothingOwed',
  label: { fr: 'rien n’est engagé sans être payé', en: 'nothing is committed and unpaid' },
  check: ({ facts }) => {
    const owed = facts.committedCents + facts.orderedCents;
    if (owed === 0n) return undefined;
    return {
      fr: `${formatEuros(owed)} sont engagés et non payés : payez-les, ou libérez ce qui n’est plus dû, avant la clôture.`,
      en: `${formatEuros(owed)} are committed and not paid: pay them, or free what is no longer due, before the closing.`,
    };
  },
};
