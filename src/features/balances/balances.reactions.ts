import { Injectable, type OnModuleInit } from '@nestjs/common';

import type { Bilingual } from '../../kernel/errors.js';
import { localDate } from '../../kernel/legal-time.js';
import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import { Executor } from '../../platform/workflow/executor.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { LegBinding } from '../awards/leg.binding.js';
import { reduceShare } from '../awards/share-reductions.store.js';
import { PaymentSettlement } from '../payments/payment-settlement.js';
import { RecoveryOpening } from '../recoveries/recovery-opening.js';
import { lastYearsFirst } from '../recoveries/recovery-facts.rules.js';
import { findReport } from '../reports/report.store.js';
import { oldestYearsFirst, type LegBalance } from './balance-figures.rules.js';
import { sentencesOf, sentenceOfLeg } from './balance-sentences.rules.js';
import { BalanceBinding } from './balance.binding.js';
import { isAgreed, type BalanceFacts } from './balance.rules.js';
import { expectBalance, findBalance, yearsOn } from './balance.store.js';

const SETTLED = 'Le solde est arrêté : ce qui reste à verser est ajusté.';

/** What follows from the last report, and from the agreement of all the funders on a balance. */
@Injectable()
export class BalancesReactions implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly executor: Executor,
    private readonly balances: BalanceBinding,
    private readonly legs: LegBinding,
    private readonly payments: PaymentSettlement,
    private readonly recoveries: RecoveryOpening,
  ) {}

  onModuleInit(): void {
    this.registry.on('report.accepted', (tx, message) => this.compute(tx, message));
    this.registry.on('balance.agreed', (tx, message) => this.fix(tx, message));
    this.registry.on('balance.fixed', (tx, message) => this.settle(tx, message));
  }

  /** The last report accepted gives the first computation; an examiner computes the next ones. */
  private async compute(tx: Tx, message: Message): Promise<void> {
    const report = await findReport(tx.db, message.id);
    const id = report && (await expectBalance(tx, report.facts.awardId, message.now));
    const found = id === undefined ? undefined : await findBalance(tx.db, id);
    if (found === undefined || found.facts.state === 'FIXED') return;
    const { reportsMissing, sources } = found.facts;
    if (reportsMissing.length === 0 && sources.plannedCents > 0n && sources.legs.length > 0)
      await this.executor.follow(tx, message, this.balances, found.facts.id, 'compute', undefined);
  }

  private async fix(tx: Tx, message: Message): Promise<void> {
    const found = await findBalance(tx.db, message.id);
    if (found !== undefined && isAgreed(found.facts))
      await this.executor.follow(tx, message, this.balances, message.id, 'fix', undefined);
  }

  /**
   * Credits first, shares next, payments last, in the order of the locks. A share of which nothing is left to pay is completed at once, the
   * others once they are paid (`BalancesClock`).
   */
  private async settle(tx: Tx, message: Message): Promise<void> {
    const found = await findBalance(tx.db, message.id);
    const figures = found?.facts.figures;
    if (found === undefined || figures === undefined || figures === null) return;
    const { facts } = found;
    const endedOn = localDate(message.now, facts.timeZone);
    for (const leg of figures.legs) await this.claim(tx, message, facts, leg);
    for (const leg of figures.legs.filter(({ leftCents }) => leftCents === 0n))
      await this.executor.follow(tx, message, this.legs, leg.legId, 'complete', { endedOn, sourceId: message.id });
    for (const leg of figures.legs.filter(({ leftCents }) => leftCents > 0n)) await this.lower(tx, message, facts, leg);
  }

  private async claim(tx: Tx, message: Message, facts: BalanceFacts, leg: LegBalance): Promise<void> {
    if (leg.overCents === 0n || facts.figures === null) return;
    const paid = await yearsOn(tx.db, { applicationId: facts.applicationId, funderCode: leg.code, account: 'PAID' });
    await this.recoveries.open(tx, message, {
      awardId: facts.awardId,
      legId: leg.legId,
      origin: 'BALANCE',
      sourceId: facts.id,
      lines: lastYearsFirst(paid, leg.overCents),
      explanation: together([...sentencesOf(facts.figures).slice(0, -facts.figures.legs.length), sentenceOfLeg(leg)]),
    });
  }

  /** What is not to be paid any more leaves the share, of its last years first; the payments become exactly what is left. */
  private async lower(tx: Tx, message: Message, facts: BalanceFacts, leg: LegBalance): Promise<void> {
    const { awardId, applicationId, callId, timeZone } = facts;
    const committed = await yearsOn(tx.db, { applicationId, funderCode: leg.code, account: 'COMMITTED' });
    const kept = oldestYearsFirst(committed, leg.leftCents);
    const lines = committed.map(({ year, cents }) => ({
      year,
      cents: cents - (kept.find((one) => one.year === year)?.cents ?? 0n),
    }));
    const place = { legId: leg.legId, callId, applicationId, funderCode: leg.code };
    await reduceShare(tx, { ...place, why: 'BALANCE', sourceId: facts.id, lines }, message);
    await this.payments.settle(tx, message, { ...place, awardId, timeZone, years: kept, reason: SETTLED });
  }
}

const together = (sentences: readonly Bilingual[]): Bilingual => ({
  fr: sentences.map(({ fr }) => fr).join(' '),
  en: sentences.map(({ en }) => en).join(' '),
});
