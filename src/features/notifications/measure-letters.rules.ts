// Letters on a termination or a withdrawal, in French and English. Pure: facts in, text out.

import { formatDay } from '../../kernel/legal-time.js';
import { aboutDossier, sayIn, type Language, type Written } from './letters.rules.js';
import type { MeasureLetterName } from './mail-plan.js';
import type { MeasureLetterFacts } from './measure-letter.reader.js';

export function writeMeasureLetter(letter: MeasureLetterName, facts: MeasureLetterFacts, language: Language): Written {
  const say = sayIn(language);
  const { number, title, funder, holder, kind, grievances, reasons } = facts;
  const about = aboutDossier(facts, say);
  const day = (date: string | null): string => (date === null ? '' : formatDay(date, language));
  const measure = kind === 'TERMINATION' ? say('la résiliation', 'the termination') : say('le retrait', 'the withdrawal');
  const letterOf = (fr: string, en: string, ...body: string[]): Written => ({
    subject: `${say(fr, en)} — ${number ?? title}`,
    body: [about, ...body],
  });
  const why = say(`Motifs : ${reasons ?? ''}`, `Reasons: ${reasons ?? ''}`);
  switch (letter) {
    case 'measureOpened':
      return letterOf(
        'Procédure contradictoire engagée',
        'You are asked for your remarks',
        say(`« ${funder} » envisage ${measure} de sa part.`, `"${funder}" considers ${measure} of its share.`),
        say(`Ce qui est reproché : ${grievances}`, `What is held against you: ${grievances}`),
        say(
          `Vous pouvez présenter des observations écrites dans l’application jusqu’au ${day(facts.remarksUntil)} inclus, demander à être entendu, et vous faire assister ou représenter (code des relations entre le public et l’administration, article L122-1).`,
          `You may make written remarks in the application until ${day(facts.remarksUntil)} included, ask to be heard, and be assisted or represented (CRPA, article L122-1).`,
        ),
      );
    case 'measureAnswered':
      return letterOf(
        'Observations du porteur',
        'Remarks of the holder',
        say(
          `« ${holder} » répond, ou demande à être entendu, avant ${measure} de la part de « ${funder} ».`,
          `"${holder}" answers, or asks to be heard, before ${measure} of the share of "${funder}".`,
        ),
      );
    case 'terminationRequested':
      return letterOf(
        'Résiliation demandée par le porteur',
        'Termination asked for by the holder',
        say(
          `« ${holder} » demande ${measure} de la part de « ${funder} ».`,
          `"${holder}" asks for ${measure} of the share of "${funder}".`,
        ),
        grievances,
      );
    case 'measureToldFunders':
      return letterOf(
        kind === 'TERMINATION' ? 'Un autre financeur a résilié sa part' : 'Un autre financeur a retiré sa part',
        kind === 'TERMINATION' ? 'Another funder terminated its share' : 'Another funder withdrew its share',
        say(
          `Par la décision ${facts.decisionNumber ?? ''} du ${day(facts.decisionDate)}, ${facts.authority ?? ''}, « ${funder} » prononce ${measure} de sa part, à effet du ${day(facts.effectiveOn)}.`,
          `By decision ${facts.decisionNumber ?? ''} of ${day(facts.decisionDate)}, ${facts.authority ?? ''}, "${funder}" decides ${measure} of its share, from ${day(facts.effectiveOn)}.`,
        ),
        why,
        ...(facts.ground === 'REPUBLICAN_CONTRACT'
          ? [
              say(
                'Cette décision vous est communiquée en application de l’article 10-1 de la loi du 12 avril 2000.',
                'This decision is told to you under article 10-1 of the law of 12 April 2000.',
              ),
            ]
          : []),
      );
    case 'measureDropped':
      return letterOf(
        'Procédure close sans mesure',
        'Closed without a measure',
        say(
          `« ${funder} » ne donne pas suite à ${measure} de sa part.`,
          `"${funder}" does not go on with ${measure} of its share.`,
        ),
        ...(reasons === null ? [] : [why]),
      );
  }
}
