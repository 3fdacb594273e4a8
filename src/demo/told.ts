// What the demo prints of the committees and of the jury: a short section for each.

import type { Committee } from './committees.js';
import type { Selected } from './funding.js';
import type { KeptMinutes } from './minutes.js';
import type { Comparison } from './optimum.js';
import { table } from './report.js';
import type { Held } from './sessions.js';

export interface Told {
  readonly committees: readonly Committee[];
  readonly held: Held;
  readonly minutes: readonly KeptMinutes[];
  readonly selected: Selected;
}

export function linesOf({ committees, held, minutes, selected }: Told): string[] {
  return [
    table(
      'Comités, d’après le modèle, liste fixée par le préfet',
      ['comité', 'modèle', 'sièges', 'pourvus', 'base du quorum', 'quorum'],
      committees.map(({ department: { code, name }, template, composition }) => [
        `${code} ${name}`,
        template,
        ...[composition.seats.length, composition.inOffice, composition.quorumBase, composition.quorumRequired].map(String),
      ]),
    ),
    ...deliberations(held),
    `\nProcès-verbaux : ${minutes.length} signés et scellés (un par séance, la séance ajournée comprise), ${
      minutes.filter(({ verification }) => verification.genuine).length
    } redessinés à l’octet près depuis leurs données`,
    ...comparison('tous les dossiers examinés', selected.studied.open),
    ...selected.departures.map(({ number, reasons }) => `  motif du jury, ${number ?? ''} : ${reasons ?? 'AUCUN'}`),
    ...comparison('dossiers d’avis favorable, avec ou sans réserves', selected.studied.favoured),
  ];
}

function deliberations({ written, secret, receipts, enBloc }: Held): string[] {
  const { participation, contributions, closesAt } = written.conduct;
  const { tally } = secret;
  const [first] = enBloc.items;
  return [
    `\nDélibération écrite, ${written.department} : du ${written.scheduledAt} au ${closesAt ?? ''}, ${participation?.tookPart ?? 0} membres y ont pris part (${participation?.required ?? 0} requis), ${contributions.length} observations`,
    `Scrutin secret, ${secret.application?.number ?? ''} : ${receipts.length} émargements, ${tally?.for ?? 0} pour, ${tally?.against ?? 0} contre ; aucun bulletin n’est rattaché à un membre`,
    `Vote en bloc, ${enBloc.department} : ${enBloc.items.length} dossiers par un seul vote, ${first?.tally?.for ?? 0} voix (quorum de ${enBloc.quorum.required ?? 0} sur ${enBloc.quorum.membersCount ?? 0})`,
  ];
}

/** Both in points, with the proof, then each dossier on which they differ. */
function comparison(among: string, { run, choice, differences }: Comparison): string[] {
  const { objective, bound, considered, status, solver } = run;
  return [
    `\nChoix du jury et optimum, ${among} (${considered} considérés)`,
    `  choix ${choice} points · optimum ${objective ?? '?'} points · ${status}, aucune sélection n’en vaut plus de ${bound ?? '?'} (${solver})`,
    ...(differences.length === 0 ? ['  aucune différence : le choix du jury est cet optimum'] : []),
    ...differences.map(
      ({ number, taken, value, sentence, dossier: { data } }) =>
        `  ${number ?? ''} « ${shortened(data.title)} », ${value} points : ${taken ? 'l’optimum le retient, le jury non' : 'le jury le retient, l’optimum non'}. ${sentence}`,
    ),
  ];
}

const shortened = (text: string): string => (text.length > 50 ? `${text.slice(0, 49)}…` : text);
