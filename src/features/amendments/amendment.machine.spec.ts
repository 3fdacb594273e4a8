// Who may ask for what, state by state; what each act asks of its input is tested over HTTP (test/amendments.spec.ts).

import type { Actor, Role } from '../../kernel/actor.js';
import { authorise } from '../../kernel/machine.js';
import { amendmentMachine } from './amendment.machine.js';
import type { AmendmentEvent, AmendmentFacts } from './amendment.rules.js';

const ORG = '00000000-0000-0000-0000-000000000001';
const NEW = '00000000-0000-0000-0000-000000000002';
const leg = (code: string, officerRole: string) => ({
  id: code,
  code,
  name: code,
  officerRole,
  state: 'ACTIVE',
  agreementId: 'a',
  years: [],
});
const facts = (more: Partial<AmendmentFacts> = {}): AmendmentFacts =>
  ({
    state: 'AWARDED',
    department: '48',
    organisationId: ORG,
    everSubmitted: true,
    interestedPersonIds: ['recused'],
    amendmentState: 'REQUESTED',
    kind: 'HOLDER',
    askedByLeg: null,
    everSent: true,
    legs: [leg('STATE', 'STATE_OFFICER'), leg('CNAF', 'CNAF_OFFICER')],
    parties: [{ number: 0, rank: 0, name: 'x', organisationId: NEW, leg: null, signature: null }],
    newHolder: { id: NEW },
    ...more,
  }) as unknown as AmendmentFacts;
const actor = (role: Role, scope: { organisationId: string } | { territory: string }, personId: string = role): Actor =>
  ({ personId, grants: [{ id: 'g', role, ...scope }] }) as unknown as Actor;
const serving = (role: Role, territory = 'DEP-48', personId: string = role) => actor(role, { territory }, personId);

const PEOPLE = {
  editor: actor('HOLDER_EDITOR', { organisationId: ORG }),
  representative: actor('HOLDER_REPRESENTATIVE', { organisationId: ORG }),
  newHolder: actor('HOLDER_REPRESENTATIVE', { organisationId: NEW }),
  caf: serving('CAF_INSTRUCTOR'),
  ddets: serving('DDETS_INSTRUCTOR'),
  state: serving('STATE_OFFICER', 'REG-76'),
  cnaf: serving('CNAF_OFFICER', 'REG-76'),
  partner: serving('PARTNER_OFFICER', 'REG-76'),
  recused: serving('STATE_OFFICER', 'REG-76', 'recused'),
  elsewhere: serving('STATE_OFFICER', 'REG-11'),
  manager: serving('CALL_MANAGER', 'REG-76'),
} as const;
const may = (event: AmendmentEvent, of = facts()): string[] =>
  Object.entries(PEOPLE).flatMap(([name, person]) =>
    authorise(amendmentMachine, event, of, person) === undefined ? [name] : [],
  );
const seen = (of: AmendmentFacts): string[] =>
  Object.entries(PEOPLE).flatMap(([name, person]) => (amendmentMachine.visibleTo.allows(person, of) ? [name] : []));

describe('the machine of amendments', () => {
  it.each<[AmendmentEvent, string[], string[]]>([
    ['edit', ['editor', 'representative'], ['cnaf']],
    ['submit', ['representative'], ['cnaf']],
    ['withdraw', ['representative'], ['cnaf']],
    ['declare', ['representative'], []],
    ['giveOpinion', ['caf', 'ddets'], ['caf', 'ddets']],
    ['return', ['caf', 'ddets', 'state', 'cnaf'], ['caf', 'ddets', 'state', 'cnaf']],
    ['agree', ['state', 'cnaf'], ['state', 'cnaf']],
    ['refuse', ['state', 'cnaf'], ['state', 'cnaf']],
    ['signFunder', ['state', 'cnaf'], ['state', 'cnaf']],
    ['signHolder', ['newHolder'], ['newHolder']],
    ['settle', [], []],
    ['remind', [], []],
    ['takeEffect', [], []],
    ['cancel', [], []],
  ])('%s: asked by the holder, by %j; proposed by the Cnaf, by %j', (event, asked, proposed) => {
    expect(may(event)).toEqual(asked);
    expect(may(event, facts({ askedByLeg: 'CNAF' }))).toEqual(proposed);
  });

  it('is known to who asks alone until it is sent, and to who takes the place of the holder once it is agreed', () => {
    expect(seen(facts({ everSent: false, parties: [] }))).toEqual(['editor', 'representative']);
    expect(seen(facts({ everSent: false, askedByLeg: 'CNAF', parties: [] }))).toEqual([
      'caf',
      'ddets',
      'state',
      'cnaf',
      'partner',
      'manager',
    ]);
    expect(seen(facts())).toEqual([
      'editor',
      'representative',
      'newHolder',
      'caf',
      'ddets',
      'state',
      'cnaf',
      'partner',
      'manager',
    ]);
  });
});
