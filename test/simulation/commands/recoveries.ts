import type { Role } from '../../../src/kernel/actor.js';
import type { Act, Answered, Kind } from '../act.js';
import type { Draw } from '../draw.js';
import { remarksFrom, sixMonthsFrom } from '../model/days.js';
import {
  awardOf,
  balance,
  daysFrom,
  dossierOf,
  funderOf,
  move,
  today,
  type Dossier,
  type Funder,
  type Model,
} from '../model/model.js';
import type { Recovery } from '../model/later-life.js';
import { leftOf, linesOfReceipt, receivedOf, stepTo } from '../model/recoveries.js';
import { actsIn, OFFICERS, represents, seesPayment, type Person } from '../model/sight.js';
import { verdictOn } from '../model/verdict.js';
import { someone, target } from './aim.js';

interface Input {
  readonly cents: bigint;
  readonly day: string;
  /** On which it is done. */
  readonly today: string;
  readonly receipt: number;
  readonly plan: readonly { readonly dueOn: string; readonly cents: bigint }[];
}
interface Context {
  readonly model: Model;
  readonly dossier: Dossier;
  readonly recovery: Recovery;
  readonly by: Person;
  readonly input: Input;
}

interface RecoveryKind {
  readonly path: string;
  readonly name: string;
  readonly weight: number;
  readonly from: readonly Recovery['state'][];
  readonly roles: readonly Role[];
  /** Undefined: the holder. */
  readonly role?: (funder: Funder) => Role;
  readonly ripe?: (model: Model, recovery: Recovery) => boolean;
  input?(draw: Draw, model: Model, recovery: Recovery): Partial<Input>;
  body(input: Input, recovery: Recovery): object;
  unmet(context: Context): (string | false)[];
  apply(context: Context, answer: Answered): void;
}

const ACCOUNTANTS: readonly Role[] = ['STATE_ACCOUNTANT', 'CNAF_ACCOUNTANT', 'PARTNER_ACCOUNTANT'];
const IN_FORCE = ['ORDER_ISSUED', 'PARTLY_RECOVERED'] as const;
const orderer = ({ officer }: Funder): Role => officer;
const accountant = (funder: Funder): Role => funder.accountant;
const separated = (duty: string, { recovery, by }: Context): string | false => {
  const held = recovery.duties[by.name];
  return held !== undefined && held !== duty && 'dutiesSeparated';
};
const heard = (model: Model, { remarked, remarksUntil }: Recovery): boolean =>
  remarked || (remarksUntil !== null && today(model) > remarksUntil);
/** All of it, some of it, or a cent too much. */
const partOf = (draw: Draw, cents: bigint, all: number): bigint => {
  if (draw.chance(all)) return cents;
  return draw.chance(12) ? cents + 1n : (cents * BigInt(1 + draw.below(99))) / 100n || 1n;
};
const back = (recovery: Recovery): void => {
  if (recovery.state === 'PARTLY_RECOVERED' && receivedOf(recovery) === 0n) stepTo(recovery, 'ORDER_ISSUED');
};
const contested = ({ model, recovery: { contestedOn }, input: { day } }: Context): string | false =>
  (day > today(model) || day < (contestedOn ?? '')) && 'contestDated';

const settleContest = (path: 'uphold-contest' | 'reject-contest', weight: number): RecoveryKind => ({
  path,
  name: path === 'uphold-contest' ? 'uphold the contest of a recovery' : 'reject the contest of a recovery',
  weight,
  from: ['CONTESTED'],
  roles: OFFICERS,
  role: orderer,
  ripe: (_, recovery) => path === 'reject-contest' || receivedOf(recovery) === 0n,
  input: (draw, model) => ({ day: daysFrom(today(model), draw.chance(85) ? 0 : draw.below(9) - 7) }),
  body: ({ day }) => ({ decidedOn: day, reference: '2600123', reasons: 'Jugement' }),
  unmet: (context) => [contested(context), path === 'uphold-contest' && receivedOf(context.recovery) > 0n && 'nothingReceived'],
  apply: ({ recovery }) => {
    stepTo(recovery, path === 'uphold-contest' ? 'CANCELLED' : 'PARTLY_RECOVERED');
    back(recovery);
  },
});

const KINDS: readonly RecoveryKind[] = [
  {
    path: 'hear',
    name: 'hear the holder on a recovery',
    weight: 12,
    from: ['COMPUTED'],
    roles: ['CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR', 'PARTNER_OFFICER'],
    role: ({ certifier }) => certifier,
    body: () => ({}),
    unmet: (context) => [separated('EXAMINER', context)],
    apply: ({ model, recovery, by }) => {
      recovery.remarksUntil = remarksFrom(model);
      recovery.duties[by.name] = 'EXAMINER';
      stepTo(recovery, 'CONTRADICTORY');
    },
  },
  {
    path: 'remark',
    name: 'remark on a recovery',
    weight: 6,
    from: ['CONTRADICTORY'],
    roles: ['HOLDER_REPRESENTATIVE'],
    ripe: (_, { remarked }) => !remarked,
    body: () => ({ text: 'La facture de mars est jointe.' }),
    unmet: () => [],
    apply: ({ recovery }) => {
      recovery.remarked = true;
      recovery.version += 1;
    },
  },
  {
    path: 'order',
    name: 'order a recovery',
    weight: 12,
    from: ['CONTRADICTORY'],
    roles: OFFICERS,
    role: orderer,
    ripe: heard,
    input: (draw, model, { cents }) => ({
      cents: partOf(draw, cents, 65),
      day: daysFrom(today(model), draw.chance(90) ? 20 + draw.below(70) : draw.pick([0, 230])),
    }),
    body: ({ cents, day, today: on }, recovery) => ({
      decisionNumber: 'TP-1',
      decisionDate: on,
      authority: 'Préfet de la région Occitanie',
      reasons: 'Solde',
      dueOn: day,
      ...(cents !== recovery.cents && { cents: Number(cents) }),
    }),
    unmet: (context) => {
      const { model, recovery, input } = context;
      return [
        separated('ORDERER', context),
        !heard(model, recovery) && 'holderHeard',
        input.cents > recovery.cents && 'orderWithinComputed',
        input.day <= today(model) && 'dueDayAhead',
        recovery.withdrawnOn !== null && input.day > sixMonthsFrom(recovery.withdrawnOn) && 'dueWithinSixMonths',
      ];
    },
    apply: ({ model, recovery, by, input: { cents, day } }) => {
      recovery.order = { by: by.name, on: today(model), cents, dueOn: day };
      recovery.duties[by.name] = 'ORDERER';
      stepTo(recovery, 'ORDER_ISSUED');
    },
  },
  {
    path: 'cancel',
    name: 'cancel a recovery',
    weight: 3,
    from: ['COMPUTED', 'CONTRADICTORY'],
    roles: OFFICERS,
    role: orderer,
    body: () => ({ reasons: 'Rien n’est dû' }),
    unmet: () => [],
    apply: ({ recovery }) => stepTo(recovery, 'CANCELLED'),
  },
  {
    path: 'plan',
    name: 'agree on instalments',
    weight: 8,
    from: IN_FORCE,
    roles: OFFICERS,
    role: orderer,
    ripe: (_, recovery) => recovery.plan.length === 0,
    input: (draw, model, recovery) => {
      const left = leftOf(recovery);
      const whole = partOf(draw, left < 300n ? 300n : left, 90);
      const first = whole / 3n || 1n;
      const day = daysFrom(today(model), draw.chance(92) ? 3 + draw.below(60) : 0);
      return {
        plan: [
          { dueOn: day, cents: first },
          { dueOn: daysFrom(day, 31), cents: whole - first || 1n },
        ],
      };
    },
    body: ({ plan }) => ({ instalments: plan.map(({ dueOn, cents }) => ({ dueOn, cents: Number(cents) })) }),
    unmet: (context) => {
      const { model, recovery, input } = context;
      const total = input.plan.reduce((sum, { cents }) => sum + cents, 0n);
      return [
        separated('ORDERER', context),
        (total !== leftOf(recovery) || (input.plan[0]?.dueOn ?? '') <= today(model)) && 'planExact',
      ];
    },
    apply: ({ recovery, by, input }) => {
      recovery.plan = input.plan;
      recovery.settledBefore = recovery.order!.cents - leftOf(recovery);
      recovery.duties[by.name] = 'ORDERER';
      recovery.version += 1;
    },
  },
  {
    path: 'receive',
    name: 'receive what is given back',
    weight: 12,
    from: IN_FORCE,
    roles: ACCOUNTANTS,
    role: accountant,
    input: (draw, model, recovery) => ({
      cents: partOf(draw, leftOf(recovery) || 1n, 45),
      day: daysFrom(today(model), draw.chance(92) ? 0 : 1),
    }),
    body: ({ cents, day }) => ({ cents: Number(cents), valueDate: day, reference: 'VIR-2' }),
    unmet: (context) => {
      const { model, dossier, recovery, input } = context;
      const within = input.cents <= leftOf(recovery);
      const gone = linesOfReceipt(recovery, input.cents).some(
        ({ year, cents }) => cents > balance(dossier, recovery.funder, year, 'PAID'),
      );
      return [separated('ACCOUNTANT', context), (!within || gone || input.day > today(model)) && 'receiptExact'];
    },
    apply: ({ model, dossier, recovery, by, input }, { body }) => {
      const lines = linesOfReceipt(recovery, input.cents);
      const { funder } = recovery;
      for (const { year, cents } of lines) move(model, dossier, { funder, year, from: 'PAID', to: 'RECOVERED', cents });
      const { id } = (body.receipts as { id: string }[]).at(-1)!;
      recovery.receipts.push({ id, lines, returned: false });
      recovery.duties[by.name] = 'ACCOUNTANT';
      stepTo(recovery, 'PARTLY_RECOVERED');
      if (leftOf(recovery) === 0n) stepTo(recovery, 'RECOVERED');
    },
  },
  {
    path: 'return-receipt',
    name: 'return a receipt',
    weight: 3,
    from: ['PARTLY_RECOVERED', 'CONTESTED', 'RECOVERED', 'WAIVED'],
    roles: ACCOUNTANTS,
    role: accountant,
    ripe: (_, recovery) => receivedOf(recovery) > 0n,
    input: (draw, _, { receipts }) => ({ receipt: draw.below(Math.max(receipts.length, 1)) }),
    body: ({ receipt }, { receipts, id }) => ({ receiptId: receipts[receipt]?.id ?? id, reason: 'Chèque impayé' }),
    unmet: (context) => {
      const { recovery, input } = context;
      return [separated('ACCOUNTANT', context), recovery.receipts[input.receipt]?.returned !== false && 'receiptKept'];
    },
    apply: ({ model, dossier, recovery, by, input }) => {
      const receipt = recovery.receipts[input.receipt]!;
      const { funder } = recovery;
      receipt.returned = true;
      for (const { year, cents } of receipt.lines) move(model, dossier, { funder, year, from: 'RECOVERED', to: 'PAID', cents });
      recovery.duties[by.name] = 'ACCOUNTANT';
      stepTo(recovery, recovery.state === 'CONTESTED' ? 'CONTESTED' : 'PARTLY_RECOVERED');
      back(recovery);
    },
  },
  {
    path: 'waive',
    name: 'waive a recovery',
    weight: 8,
    from: IN_FORCE,
    roles: OFFICERS,
    role: orderer,
    input: (draw, _, recovery) => ({ cents: partOf(draw, leftOf(recovery) || 1n, 30) }),
    body: ({ cents }) => ({ cents: Number(cents), reasons: 'Difficultés' }),
    unmet: (context) => {
      const { recovery, by, input } = context;
      return [
        separated('ORDERER', context),
        recovery.order?.by === by.name && 'notWhoOrdered',
        input.cents > leftOf(recovery) && 'waiverExact',
      ];
    },
    apply: ({ recovery, by, input }) => {
      recovery.waived += input.cents;
      recovery.duties[by.name] = 'ORDERER';
      recovery.version += 1;
      if (leftOf(recovery) === 0n) stepTo(recovery, 'WAIVED');
    },
  },
  {
    path: 'contest',
    name: 'contest a recovery',
    weight: 4,
    from: IN_FORCE,
    roles: OFFICERS,
    role: orderer,
    input: (draw, model) => ({ day: daysFrom(today(model), draw.chance(85) ? 0 : draw.below(9) - 7) }),
    body: ({ day }) => ({ filedOn: day, authority: 'Tribunal administratif de Nîmes', reference: '2600123' }),
    unmet: ({ model, recovery, input: { day } }) => [(day > today(model) || day < (recovery.order?.on ?? '')) && 'contestDated'],
    apply: ({ recovery, input }) => {
      recovery.contestedOn = input.day;
      stepTo(recovery, 'CONTESTED');
    },
  },
  settleContest('uphold-contest', 6),
  settleContest('reject-contest', 6),
];

interface Found {
  readonly dossier: Dossier;
  readonly recovery: Recovery;
  readonly place: number;
}
const allRecoveries = (model: Model): Found[] =>
  model.dossiers.flatMap((dossier) =>
    (awardOf(dossier)?.recoveries ?? []).map((recovery, place) => ({ dossier, recovery, place })),
  );
const recoveryIn = (model: Model, number: number, place: number): Recovery =>
  awardOf(dossierOf(model, number))!.recoveries[place]!;

function commandOf(own: RecoveryKind): Kind {
  const { name, weight, path, from, roles, role, ripe = () => true } = own;
  return {
    name,
    weight,
    aim(model, people, draw): Act | undefined {
      const found = target(draw, allRecoveries(model), ({ recovery }) => from.includes(recovery.state) && ripe(model, recovery));
      if (found === undefined) return undefined;
      const { place, recovery } = found;
      const { number, organisation } = found.dossier;
      const { id, version, funder } = recovery;
      const payer = funderOf(model, funder);
      const debtor = role === undefined ? organisation : undefined;
      const first = someone(people, draw, role?.(payer) ?? 'HOLDER_REPRESENTATIVE', debtor);
      // Who ordered does not waive: most of the time it is somebody else.
      const by = path === 'waive' && first.name === recovery.order?.by ? someone(people, draw, payer.officer) : first;
      const input: Input = {
        cents: 0n,
        day: today(model),
        today: today(model),
        receipt: 0,
        plan: [],
        ...own.input?.(draw, model, recovery),
      };
      const leg = awardOf(found.dossier)!.legs.find((one) => one.funder === funder)!;
      const context = (now: Model): Context => ({
        model: now,
        dossier: dossierOf(now, number),
        recovery: recoveryIn(now, number, place),
        by,
        input,
      });
      return {
        kind: name,
        about: `${place} of ${funder} on dossier ${number} by ${by.name}${input.cents === 0n ? '' : ` of ${input.cents}`}`,
        by,
        path: `/v1/recoveries/${id}/${path}`,
        body: own.body(input, recovery),
        ifMatch: version,
        dossiers: [number],
        locks: [{ table: 'award_leg', ids: [leg.id] }],
        judge(now) {
          const there = context(now);
          return verdictOn({
            person: by,
            roles,
            sees: seesPayment(by, there.dossier, payer),
            may: role === undefined ? represents(by, there.dossier) : actsIn(by, there.dossier, role(payer)),
            version: [version, there.recovery.version],
            from: from.includes(there.recovery.state),
            unmet: own.unmet(there),
          });
        },
        apply: (now, answer) => own.apply(context(now), answer),
      };
    },
  };
}

export const recoveryKinds: readonly Kind[] = KINDS.map(commandOf);
