// The guards of each act on an amendment but those on what it changes. Pure.

import { servesDepartment } from '../../kernel/actor.js';
import { powerOf, type SignInput } from '../agreements/agreement.rules.js';
import { EXAMINING_ROLE } from '../instruction/instruction-facts.rules.js';
import {
  given,
  label,
  reason,
  RUNNING,
  type AgreeInput,
  type AmendedLeg,
  type AmendmentFacts,
  type AmendmentParty,
  type OpinionInput,
  type PartyRepresentative,
  type Rule,
} from './amendment.rules.js';

export const legsRunning: Rule = {
  name: 'legsRunning',
  label: label('toutes les parts sont notifiées et en cours', 'all shares are notified and running'),
  check: ({ facts: { legs } }) =>
    legs.every(({ state }) => RUNNING.includes(state))
      ? undefined
      : label(
          'Une part n’est pas encore notifiée, ou n’est plus en cours : un avenant porte sur toute l’attribution.',
          'A share is not notified yet, or is over: an amendment is of the whole award.',
        ),
};

export const awardOver: Rule = {
  name: 'awardOver',
  label: label('une part a pris fin', 'a share is over'),
  check: ({ facts: { legs } }) =>
    legs.some(({ state }) => !RUNNING.includes(state))
      ? undefined
      : label('L’attribution est en cours.', 'The award is running.'),
};

export const agencyServed: Rule<Partial<OpinionInput>> = {
  name: 'agencyServed',
  label: label('l’instructeur se prononce pour son administration', 'the examiner speaks for the own agency'),
  needsInput: true,
  check: ({ facts: { department }, input: { agency }, actor }) =>
    agency !== undefined && servesDepartment(actor, EXAMINING_ROLE[agency], department)
      ? undefined
      : [
          reason(
            'agencyServed',
            '/agency',
            'Donnez l’avis de votre propre administration, dans le département du dossier.',
            'Give the opinion of your own agency, in the department of the application.',
          ),
        ],
};

export const opinionOwed: Rule<Partial<OpinionInput>> = {
  name: 'opinionOwed',
  label: label('un avis par administration', 'one opinion an agency'),
  needsInput: true,
  check: ({ facts: { opinions }, input }) =>
    opinions.some(({ agency }) => agency === input.agency)
      ? label('Cette administration a déjà donné son avis.', 'This agency has given its opinion already.')
      : undefined,
};

/** "Object not distorted": each agency says it, yes or no, of a change of project. */
export const objectJudged: Rule<Partial<OpinionInput>> = {
  name: 'objectJudged',
  label: label('objet dénaturé ou non', 'object distorted or not'),
  source: 'Règles du programme, avenants',
  needsInput: true,
  check: ({ facts: { kind }, input: { objectKept } }) =>
    (kind === 'PROJECT') === (objectKept !== undefined)
      ? undefined
      : [
          reason(
            'objectJudged',
            '/objectKept',
            'Dites d’un changement de projet, et de lui seul, si son objet demeure le même.',
            'Say of a change of project, and of it alone, whether its object stays the same.',
          ),
        ],
};

export const opinionWritten: Rule<Partial<OpinionInput>> = {
  name: 'opinionWritten',
  label: label('avis motivé', 'opinion with reasons'),
  needsInput: true,
  check: ({ input: { text } }) =>
    given(text) ? undefined : [reason('opinionWritten', '/text', 'Motivez l’avis.', 'Give the reasons of the opinion.')],
};

export const questionsAsked: Rule<{ readonly questions?: string }> = {
  name: 'questionsAsked',
  label: label('questions posées', 'questions asked'),
  needsInput: true,
  check: ({ input: { questions } }) =>
    given(questions) ? undefined : [reason('questionsAsked', '/questions', 'Écrivez vos questions.', 'Write your questions.')],
};

export const nothingAgreed: Rule = {
  name: 'nothingAgreed',
  label: label('aucun financeur ne l’a accepté', 'no funder has agreed to it'),
  check: ({ facts: { decisions } }) =>
    decisions.length === 0
      ? undefined
      : label(
          'Un financeur l’a déjà accepté : ce qui est accepté ne change plus. Acceptez, ou refusez.',
          'A funder has agreed already: what is agreed does not change. Agree, or refuse.',
        ),
};

export const examined: Rule = {
  name: 'examined',
  label: label('avis des deux administrations', 'opinions of both agencies'),
  check: ({ facts: { opinions } }) =>
    ['CAF', 'DDETS'].every((agency) => opinions.some((one) => one.agency === agency))
      ? undefined
      : label('Attendez l’avis de la Caf et celui de la DDETS.', 'Wait for the opinions of the Caf and of the DDETS.'),
};

export const objectNotDistorted: Rule = {
  name: 'objectNotDistorted',
  label: label('objet non dénaturé', 'object not distorted'),
  source: 'Règles du programme, avenants',
  check: ({ facts: { kind, opinions } }) =>
    kind !== 'PROJECT' || opinions.every(({ objectKept }) => objectKept === true)
      ? undefined
      : label(
          'Une administration estime que l’objet du projet n’est plus le même : c’est un autre projet, qui demande une nouvelle décision. Refusez l’avenant.',
          'An agency finds that the object of the project is not the same any more: another project needs a new decision. Refuse the amendment.',
        ),
};

export const legNamed = ({ legs }: Pick<AmendmentFacts, 'legs'>, code: string | undefined): AmendedLeg | undefined =>
  legs.find((leg) => leg.code === code);

export const ownLeg: Rule<Partial<AgreeInput>> = {
  name: 'ownLeg',
  label: label('l’ordonnateur décide pour son financeur', 'the officer decides for the own funder'),
  needsInput: true,
  check: ({ facts, input, actor }) => {
    const leg = legNamed(facts, input.funderCode);
    if (leg !== undefined && servesDepartment(actor, leg.officerRole, facts.department)) return undefined;
    return [
      reason(
        'ownLeg',
        '/funderCode',
        'Nommez le financeur de cette attribution dont vous êtes l’ordonnateur.',
        'Name the funder of this award whose officer you are.',
      ),
    ];
  },
};

export const decidedOnce: Rule<Partial<AgreeInput>> = {
  name: 'decidedOnce',
  label: label('une décision par financeur', 'one decision a funder'),
  needsInput: true,
  check: ({ facts, input }) => {
    const leg = legNamed(facts, input.funderCode);
    return leg !== undefined && facts.decisions.some(({ legId }) => legId === leg.id)
      ? label(`« ${leg.name} » a déjà accepté.`, `"${leg.name}" has agreed already.`)
      : undefined;
  },
};

export const oneFunderPerPerson: Rule = {
  name: 'oneFunderPerPerson',
  label: label('une personne ne décide que pour un financeur', 'one person decides for one funder only'),
  check: ({ facts: { decisions }, actor }) =>
    decisions.some(({ by }) => by === actor.personId)
      ? label(
          'Vous avez accepté pour un autre financeur : une autre personne doit décider pour celui-ci.',
          'You agreed for another funder: another person must decide for this one.',
        )
      : undefined,
};

export const allAgreed: Rule = {
  name: 'allAgreed',
  label: label('tous les financeurs ont accepté', 'all funders have agreed'),
  check: ({ facts: { legs, decisions } }) =>
    legs.every(({ id }) => decisions.some(({ legId }) => legId === id))
      ? undefined
      : label('Un financeur ne s’est pas prononcé.', 'A funder has not decided.'),
};

/** The party of the holder's side that this person signs for, with the power that binds it; one that is signed comes last. */
export function holderPartyOf(
  { parties, representatives }: Pick<AmendmentFacts, 'parties' | 'representatives'>,
  personId: string,
  now: Date,
): { readonly party: AmendmentParty; readonly power: PartyRepresentative } | undefined {
  const own = parties.flatMap((party) => {
    const ofParty = representatives.filter(({ organisationId }) => organisationId === party.organisationId);
    const power = powerOf({ representatives: ofParty }, personId, now) as PartyRepresentative | undefined;
    return power === undefined ? [] : [{ party, power }];
  });
  return own.find(({ party }) => party.signature === null) ?? own[0];
}

export const holderBound: Rule = {
  name: 'holderBound',
  label: label('pouvoir du signataire du porteur', 'power of the holder’s signatory'),
  needsInput: true,
  check: ({ facts, actor, now }) => {
    const own = holderPartyOf(facts, actor.personId, now);
    if (own === undefined)
      return label(
        'Vous n’avez pas aujourd’hui le pouvoir d’engager le porteur : faites signer le représentant légal, ou un délégataire en exercice.',
        'You have no power to bind the holder today: have the legal representative sign, or a delegate in office.',
      );
    return own.party.signature === null
      ? undefined
      : label(`« ${own.party.name} » a déjà signé.`, `"${own.party.name}" has signed already.`);
  },
};

/** Who represents the holder that ends may represent the one that takes its place; nobody signs for a holder and a funder, or two funders. */
export const onePersonASide: Rule<Partial<SignInput>> = {
  name: 'onePersonASide',
  label: label('une personne signe pour un seul côté', 'one person signs for one side only'),
  needsInput: true,
  check: ({ facts: { parties }, input, actor }) => {
    const signed = parties.find(
      ({ signature, leg }) => signature?.by === actor.personId && (leg !== null || input.funderCode !== undefined),
    );
    return signed === undefined
      ? undefined
      : label(
          `Vous avez signé pour « ${signed.name} » : une autre personne signe pour cette partie.`,
          `You signed for "${signed.name}": another person signs for this party.`,
        );
  },
};
