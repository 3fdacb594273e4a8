// What the guards of a late exception judge, and the guards.

import type { ScopedApplication } from '../../access/application-scope.js';
import type { InRegion } from '../../access/policies.js';
import { servesDepartment, type Actor } from '../../kernel/actor.js';
import type { Guard } from '../../kernel/machine.js';
import { label, written } from '../../kernel/reasons.js';
import type { CallFunder, CallState } from '../calls/call-facts.js';

export type LateExceptionState = 'DRAFT' | 'OPEN' | 'GRANTED' | 'REJECTED';
export type LateExceptionEvent = 'open' | 'sign' | 'grant' | 'reject';

export interface Signature {
  readonly funderCode: string;
  readonly signedBy: string;
  /** Instant, ISO 8601. */
  readonly signedAt: string;
}

/** `state` is the application's: an exception is seen by who follows its dossier. */
export interface LateExceptionFacts extends ScopedApplication, InRegion {
  readonly applicationId: string;
  readonly callId: string;
  readonly callState: CallState;
  readonly funders: readonly CallFunder[];
  readonly signatures: readonly Signature[];
}

export interface SignInput {
  /** Needed only by who serves several funders of the call. */
  readonly funderCode?: string;
}
export interface ReasonsInput {
  readonly reasons?: string;
}

type Rule<I = never> = Guard<LateExceptionFacts, I>;

/** Funders of the call for which this person decides in the department. */
function ownFunders({ funders, department }: LateExceptionFacts, actor: Actor): CallFunder[] {
  return funders.filter(({ officerRole }) => servesDepartment(actor, officerRole, department));
}

/** The funder whose signature is given: the one named, else the first own one that has not signed. */
export function funderToSign(facts: LateExceptionFacts, actor: Actor, { funderCode }: SignInput): string | undefined {
  const own = ownFunders(facts, actor).map(({ code }) => code);
  if (funderCode !== undefined) return own.find((code) => code === funderCode);
  return own.find((code) => !facts.signatures.some((signature) => signature.funderCode === code)) ?? own[0];
}

export const dossierLate: Rule = {
  name: 'dossierLate',
  label: label('dossier enregistré hors délai', 'application filed late'),
  check: ({ facts }) =>
    facts.state === 'LATE'
      ? undefined
      : label('Le dossier n’est pas hors délai : il n’y a rien à admettre.', 'The application is not late: nothing to admit.'),
};

const AFTER_RESULTS: readonly CallState[] = ['RESULTS_PUBLISHED', 'FINISHED', 'CANCELLED'];

/** The same rule as the readmission's own: told before anybody signs. */
export const resultsNotPublished: Rule = {
  name: 'resultsNotPublished',
  label: label('résultats de l’appel non publiés, appel maintenu', 'results of the call not published, call not cancelled'),
  check: ({ facts }) =>
    AFTER_RESULTS.includes(facts.callState)
      ? label(
          'Les résultats de l’appel sont publiés ou l’appel est annulé : un dossier tardif ne peut plus y entrer.',
          'The results of the call are published or the call is cancelled: a late application can no longer enter.',
        )
      : undefined,
};

export const ownFunder: Rule<SignInput> = {
  name: 'ownFunder',
  label: label('chacun signe pour son propre financeur', 'each signs for the own funder'),
  needsInput: true,
  check: ({ facts, actor, input }) =>
    funderToSign(facts, actor, input) === undefined
      ? [
          {
            rule: 'ownFunder',
            pointer: '/funderCode',
            message: label(
              'Signez pour un financeur de l’appel dont vous décidez.',
              'Sign for a funder of the call you decide for.',
            ),
          },
        ]
      : undefined,
};

export const notYetSigned: Rule<SignInput> = {
  name: 'notYetSigned',
  label: label('ce financeur n’a pas encore signé', 'this funder has not signed yet'),
  needsInput: true,
  check: ({ facts, actor, input }) => {
    const code = funderToSign(facts, actor, input);
    return facts.signatures.some(({ funderCode }) => funderCode === code)
      ? label('Ce financeur a déjà signé : l’autre doit signer à son tour.', 'This funder has signed: the other one must sign.')
      : undefined;
  },
};

export const oneSignaturePerPerson: Rule = {
  name: 'oneSignaturePerPerson',
  label: label('une personne ne signe que pour un financeur', 'one person signs for one funder only'),
  check: ({ facts, actor }) =>
    facts.signatures.some(({ signedBy }) => signedBy === actor.personId)
      ? label(
          'Vous avez déjà signé pour un financeur : une autre personne signe pour l’autre.',
          'You signed for one funder: another person signs for the other.',
        )
      : undefined,
};

export function allSigned({ funders, signatures }: LateExceptionFacts): boolean {
  return funders.every(({ code }) => signatures.some(({ funderCode }) => funderCode === code));
}

export const everyFunderSigned: Rule = {
  name: 'everyFunderSigned',
  label: label('tous les financeurs de l’appel ont signé', 'every funder of the call has signed'),
  check: ({ facts }) =>
    allSigned(facts) ? undefined : label('Un financeur n’a pas encore signé.', 'One funder has not signed yet.'),
};

export const reasonsGiven: Guard<unknown, ReasonsInput> = written('reasons', {
  name: 'reasonsGiven',
  label: label('motifs écrits', 'reasons given'),
  source: 'CRPA L211-5',
  message: label('Écrivez les motifs.', 'Give the reasons.'),
});
