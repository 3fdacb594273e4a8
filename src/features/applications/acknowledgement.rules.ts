// The acknowledgement of an electronic filing (CRPA L112-11, R112-11-1): date of arrival, service in charge, what silence means and when,
// ways of appeal. Written once, when the dossier arrives, and kept as it is.

import type { Bilingual } from '../../kernel/errors.js';
import { formatDay, formatLegal } from '../../kernel/legal-time.js';
import { silenceDate } from './silence.rules.js';
import type { ProofSource, Service } from './proof-source.js';

export const ACKNOWLEDGEMENT_KINDS = ['SUBMISSION', 'LATE', 'COMPLETION'] as const;
export type AcknowledgementKind = (typeof ACKNOWLEDGEMENT_KINDS)[number];

export interface LetterText {
  readonly subject: string;
  /** Paragraphs. */
  readonly body: readonly string[];
}
export type AcknowledgementLetter = Readonly<Record<'fr' | 'en', LetterText>>;

const SUBJECTS: Readonly<Record<AcknowledgementKind, Bilingual>> = {
  SUBMISSION: { fr: 'Accusé de réception', en: 'Receipt' },
  LATE: { fr: 'Dossier reçu hors délai', en: 'Application received late' },
  COMPLETION: { fr: 'Compléments reçus', en: 'Additional items received' },
};

/** Day at whose end silence is a refusal; undefined where it never is, and for a late dossier, which is refused by an express answer. */
export function acknowledgedSilence({ frozen, call, organisation }: ProofSource, kind: AcknowledgementKind): string | undefined {
  return kind === 'SUBMISSION' ? silenceDate(frozen.submittedAt, [], organisation.holderType, call.timeZone) : undefined;
}

export function writeAcknowledgement(source: ProofSource, kind: AcknowledgementKind): AcknowledgementLetter {
  return { fr: inLanguage(source, kind, 'fr'), en: inLanguage(source, kind, 'en') };
}

function inLanguage(source: ProofSource, kind: AcknowledgementKind, language: 'fr' | 'en'): LetterText {
  const { application, frozen, call } = source;
  const say = (fr: string, en: string): string => (language === 'fr' ? fr : en);
  const title = String(frozen.content.title);
  const paragraphs = [
    say(
      `Dossier ${application.number} « ${title} », appel à projets « ${call.title} ».`,
      `Application ${application.number} "${title}", call for projects "${call.title}".`,
    ),
    arrival(source, kind, language),
    say(`Numéro d’accusé de réception : ${frozen.receiptNumber}.`, `Receipt number: ${frozen.receiptNumber}.`),
    inCharge(source, language),
    ...consequences(source, kind, language),
    say(
      `Empreinte de ce qui est déposé (SHA-256) : ${frozen.hash}. Le reçu signé et le dossier tel que déposé se téléchargent depuis votre espace.`,
      `Hash of what was filed (SHA-256): ${frozen.hash}. The signed receipt and the application as filed can be downloaded from your account.`,
    ),
  ];
  return { subject: `${SUBJECTS[kind][language]} — ${application.number}`, body: paragraphs };
}

function arrival({ frozen, call, withinGrace }: ProofSource, kind: AcknowledgementKind, language: 'fr' | 'en'): string {
  const french = language === 'fr';
  const when = formatLegal(frozen.submittedAt, call.timeZone, language);
  const deadline = formatLegal(call.deadlineAt, call.timeZone, language);
  if (kind === 'LATE') {
    return french
      ? `Dossier reçu le ${when}, après la date limite du ${deadline} : il est enregistré hors délai et conservé.`
      : `Received on ${when}, after the deadline of ${deadline}: it is recorded as late and kept.`;
  }
  if (kind === 'COMPLETION') {
    return french ? `Compléments reçus le ${when}.` : `Additional items received on ${when}.`;
  }
  const filed = french ? `Dossier déposé le ${when}.` : `Submitted on ${when}.`;
  if (!withinGrace) return filed;
  return french
    ? `${filed} Il est arrivé après l’heure limite (${deadline}), dans la tolérance de ${call.graceSeconds} secondes prévue par l’appel : il est à l’heure.`
    : `${filed} It arrived after the deadline (${deadline}), within the grace of ${call.graceSeconds} seconds that the call gives: it is on time.`;
}

/** R112-11-1, 2°: the service, its electronic or postal address and its telephone. */
function inCharge({ service, application }: ProofSource, language: 'fr' | 'en'): string {
  const french = language === 'fr';
  const known: Service = service ?? {
    name: french ? `Caf du département ${application.department}` : `Caf of department ${application.department}`,
    email: null,
    phone: null,
    address: null,
  };
  const contacts = [
    known.email !== null && `${french ? 'courriel' : 'e-mail'} ${known.email}`,
    known.phone !== null && `${french ? 'téléphone' : 'telephone'} ${known.phone}`,
    known.address !== null && known.address,
  ].filter((part) => part !== false);
  return `${french ? 'Service chargé du dossier : ' : 'Service in charge: '}${[known.name, ...contacts].join(', ')}.`;
}

function consequences(source: ProofSource, kind: AcknowledgementKind, language: 'fr' | 'en'): string[] {
  const french = language === 'fr';
  const { call } = source;
  const appeal = `${french ? 'Voies et délais de recours : ' : 'Ways and time limits of appeal: '}${call.appealText[language]}`;
  if (kind === 'LATE') {
    return [
      french
        ? 'Parce qu’il est hors délai, il n’est pas instruit : la demande est refusée pour ce motif.'
        : 'Because it is late it is not examined: the request is refused for this reason.',
      appeal,
    ];
  }
  if (kind === 'COMPLETION') {
    return [
      french
        ? 'Si un délai de réponse de l’administration était suspendu dans l’attente de ces éléments, il reprend (code des relations entre le public et l’administration, article L114-5).'
        : 'If a time limit of the administration was suspended while these items were awaited, it runs again (CRPA, article L114-5).',
    ];
  }
  const silence = acknowledgedSilence(source, kind);
  if (silence === undefined) {
    return [
      french
        ? 'Les règles du code des relations entre le public et l’administration sur le silence ne s’appliquent pas à votre organisme (article L100-3) : votre demande recevra une décision expresse, avec les voies et délais de recours.'
        : 'The rules of the code on silence (CRPA) do not apply to your body (article L100-3): your request will receive an express decision, with the ways of appeal.',
      appeal,
    ];
  }
  const day = formatDay(silence, language);
  return [
    french
      ? `Sans décision expresse à la fin du ${day}, et sous réserve que le dossier soit complet, votre demande sera réputée rejetée (code des relations entre le public et l’administration, article L231-4).`
      : `Without an express decision by the end of ${day}, and provided that the application is complete, your request will be deemed refused (CRPA, article L231-4).`,
    french
      ? 'Si des pièces vous sont demandées, ce délai est suspendu jusqu’à leur réception, au plus tard jusqu’à la fin du temps donné pour les envoyer (article L114-5).'
      : 'If items are asked of you, this time limit is suspended until they arrive, at the latest until the end of the time given to send them (article L114-5).',
    french
      ? 'Ce rejet implicite peut être contesté dans les deux mois qui suivent le jour où il naît (code de justice administrative, article R421-2).'
      : 'This implied refusal may be challenged within two months of the day it arises (CJA, article R421-2).',
    appeal,
  ];
}
