// A batch as a credit transfer initiation of ISO 20022, pain.001.001.03: the message that French banks and treasuries take.

import { create } from 'xmlbuilder2';

import { decimalText } from '../../kernel/money.js';
import type { BatchOrder, BatchRow } from './batches.store.js';
import { paymentNumber } from './payment.views.js';

/** The characters that every SEPA bank takes, and no more of them than the field holds. */
const latin = (text: string, most: number): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[’‘]/g, "'")
    .replace(/[^A-Za-z0-9/?:().,'+ -]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, most);

/** UTF-8, with its declaration. EndToEndId is the number of the payment, MsgId the batch's identifier. */
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
            InitgPty: { Nm: latin(batch.debtorName, 70) },
          },
          PmtInf: {
            PmtInfId: `${latin(batch.funderCode, 20)}-${batch.number}`,
            PmtMtd: 'TRF',
            BtchBookg: 'true',
            NbOfTxs: count,
            CtrlSum: sum,
            PmtTpInf: { SvcLvl: { Cd: 'SEPA' } },
            ReqdExctnDt: batch.executionOn,
            Dbtr: { Nm: latin(batch.debtorName, 70) },
            DbtrAcct: { Id: { IBAN: batch.debtorIban } },
            DbtrAgt: { FinInstnId: { BIC: batch.debtorBic } },
            ChrgBr: 'SLEV',
            CdtTrfTxInf: orders.map((order) => ({
              PmtId: { EndToEndId: paymentNumber(order.number) },
              Amt: { InstdAmt: { '@Ccy': 'EUR', '#': decimalText(order.cents) } },
              CdtrAgt: { FinInstnId: { BIC: order.bic } },
              Cdtr: { Nm: latin(order.accountHolder, 70) },
              CdtrAcct: { Id: { IBAN: order.iban } },
              RmtInf: { Ustrd: latin(`${batch.callTitle} ${order.applicationNumber ?? ''} ${order.year}`, 140) },
            })),
          },
        },
      },
    },
  ).end({ prettyPrint: true });
  return Buffer.from(`${text}\n`, 'utf8');
}
