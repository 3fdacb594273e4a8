// A batch as a credit transfer initiation of ISO 20022, pain.001.001.03: the message that French banks and treasuries take.

import { create } from 'xmlbuilder2';

import { decimalText } from '../../kernel/money.js';
import type { BatchOrder, BatchRow } from './batches.store.js';
import { paymentNumber } from './payment.views.js';
import { sepaReference, sepaText } from './sepa-text.rules.js';

const NAME = 70;
const REMITTANCE = 140;

/** The number and the year first: a long title loses its own end, not them. */
const remittance = ({ callTitle }: BatchRow, { applicationNumber, year }: BatchOrder): string =>
  sepaText(`${applicationNumber ?? ''} ${year} ${callTitle}`, REMITTANCE);

/**
 * UTF-8, with its declaration. MsgId is the batch's identifier and EndToEndId the number of the payment: the file of a batch is the same bytes
 * each time, so that a bank that receives it twice knows it. PmtInfId, which statements quote, is unique among all the batches of an account.
 */
export function writePain001(batch: BatchRow, orders: readonly BatchOrder[]): Buffer {
  const sum = decimalText(orders.reduce((total, { cents }) => total + cents, 0n));
  const count = String(orders.length);
  const message = batch.id.replaceAll('-', '');
  const text = create(
    { version: '1.0', encoding: 'UTF-8' },
    {
      Document: {
        '@xmlns': 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.03',
        CstmrCdtTrfInitn: {
          GrpHdr: {
            MsgId: message,
            CreDtTm: batch.createdAt.toISOString().slice(0, 19),
            NbOfTxs: count,
            CtrlSum: sum,
            InitgPty: { Nm: sepaText(batch.debtorName, NAME) },
          },
          PmtInf: {
            PmtInfId: `${sepaReference(batch.funderCode, 12)}-${batch.number}-${message.slice(-12)}`,
            PmtMtd: 'TRF',
            BtchBookg: 'true',
            NbOfTxs: count,
            CtrlSum: sum,
            PmtTpInf: { SvcLvl: { Cd: 'SEPA' } },
            ReqdExctnDt: batch.executionOn,
            Dbtr: { Nm: sepaText(batch.debtorName, NAME) },
            DbtrAcct: { Id: { IBAN: batch.debtorIban } },
            DbtrAgt: { FinInstnId: { BIC: batch.debtorBic } },
            ChrgBr: 'SLEV',
            CdtTrfTxInf: orders.map((order) => ({
              PmtId: { EndToEndId: paymentNumber(order.number) },
              Amt: { InstdAmt: { '@Ccy': 'EUR', '#': decimalText(order.cents) } },
              CdtrAgt: { FinInstnId: { BIC: order.bic } },
              Cdtr: { Nm: sepaText(order.accountHolder, NAME) },
              CdtrAcct: { Id: { IBAN: order.iban } },
              RmtInf: { Ustrd: remittance(batch, order) },
            })),
          },
        },
      },
    },
  ).end({ prettyPrint: true });
  return Buffer.from(`${text}\n`, 'utf8');
}
