// Who may take the place of the holder of an award. Pure.

import type { Actor } from '../../kernel/actor.js';
import type { Reason } from '../../kernel/errors.js';
import { findingsOf } from '../../kernel/machine.js';
import { agreementOwed } from '../awards/agreement-owed.rules.js';
import type { DecideInput } from '../awards/leg.rules.js';
import { regimeOf, stateAidWithinCeiling } from '../awards/state-aid.rules.js';
import { owesRepublicanContract } from '../holders/holder.rules.js';
import { leftOf } from './amendment-money.rules.js';
import { given, reason, type AmendmentFacts } from './amendment.rules.js';

const at = '/change/organisationId';

/** Who asks, when, and the decision of a funder where it is one. */
export interface TransferAct {
  readonly input: Partial<DecideInput> | undefined;
  readonly actor: Actor;
  readonly now: Date;
}

/**
 * The ceiling of small aids, by the guard of a funder's decision, the day of that which transfers: an aid is given when the right to it is
 * (règlement (UE) 2023/2831, art. 3). The award counts whole as it is in force, not what is left to be paid of it: who takes a project over
 * takes the aids that it had (same article, mergers), answers for all of it, is named for all of it in the essential data, and is
 * counted all of it at its next award; less here would let pass what is above the ceiling there. Its regime stays that of its decisions.
 */
function aidReasons({ newHolder, timeZone }: AmendmentFacts, { input, actor, now }: TransferAct): Reason[] {
  const stateAid = newHolder?.stateAid ?? null;
  if (stateAid === null) return [];
  const facts = { stateAid: { ...stateAid, regimes: [regimeOf(stateAid, undefined)] }, timeZone };
  const found = findingsOf(stateAidWithinCeiling, { facts, input: { decisionDate: input?.decisionDate }, actor, now });
  return found.map((one) => ({ ...one, pointer: at }));
}

/**
 * Another legal person, known and open, of a kind that the call admits, bound by the contract that associations sign, whose small aids stay
 * within their ceiling.
 */
export function holderReasons(facts: AmendmentFacts, act: TransferAct): Reason[] {
  const { newHolder, change, organisationId, askedByLeg, call } = facts;
  if (newHolder === null)
    return [
      reason(
        'newHolderKnown',
        at,
        'Nommez l’organisme qui reprend le projet : il s’inscrit d’abord, avec son représentant légal.',
        'Name the organisation that takes the project over: it registers first, with its legal representative.',
      ),
    ];
  if (newHolder.id === organisationId)
    return [reason('newHolderOther', at, 'Cet organisme est déjà le porteur.', 'This organisation is the holder already.')];
  const found: Reason[] = [];
  if (!given(change.deed))
    found.push(
      reason(
        'transferProven',
        '/change/deed',
        'Citez l’acte qui transfère le projet : délibération, dissolution, fusion.',
        'Quote the deed that transfers the project: vote, dissolution, merger.',
      ),
    );
  if (change.holderCeased === true && askedByLeg === null)
    found.push(
      reason(
        'holderCeased',
        '/change/holderCeased',
        'Un porteur qui demande n’a pas cessé d’exister : un financeur propose l’avenant quand il n’existe plus.',
        'A holder that asks has not ceased to exist: a funder proposes the amendment once it has.',
      ),
    );
  if (newHolder.siretStatus !== 'ACTIVE')
    found.push(
      reason(
        'newHolderVerified',
        at,
        'Faites vérifier le SIRET de cet organisme : il doit être ouvert au répertoire.',
        'Have the SIRET of this organisation verified: it must be open in the register.',
      ),
    );
  if (!(call.settings.holderTypes as readonly string[]).includes(newHolder.holderType))
    found.push(
      reason(
        'newHolderEligible',
        at,
        `L’appel n’admet pas les porteurs de type ${newHolder.holderType}.`,
        `The call does not admit holders of type ${newHolder.holderType}.`,
      ),
    );
  if (owesRepublicanContract(newHolder.holderType, newHolder.rna) && !newHolder.contractHeld)
    found.push(
      reason(
        'newHolderContract',
        at,
        'Cette association doit d’abord souscrire le contrat d’engagement républicain (loi 2000-321, article 10-1).',
        'This association must first sign the republican commitment contract (loi 2000-321, article 10-1).',
      ),
    );
  const uncovered = facts.legs.filter(
    (leg) =>
      leg.agreementId === null &&
      agreementOwed({
        holderType: newHolder.holderType,
        years: leg.years.map(({ year }) => ({ year, cents: leftOf(leg, year) })),
        settings: call.settings.agreement,
      }).by === 'LAW',
  );
  if (uncovered.length > 0)
    found.push(
      reason(
        'newHolderCovered',
        at,
        'La loi veut une convention avec cet organisme de droit privé, et l’attribution est sur arrêté : une nouvelle décision est nécessaire.',
        'The law asks for an agreement with this private-law body, and the award is on an order: a new decision is needed.',
      ),
    );
  return [...found, ...aidReasons(facts, act)];
}
