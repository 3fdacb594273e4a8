// What may be found in a file. Each sentence tells the sender what to do; what exactly was met stays short, so as not to teach.

import type { Bilingual, Reason } from '../../kernel/errors.js';

const SENTENCES = {
  fileNotEmpty: { fr: 'Le fichier est vide.', en: 'The file is empty.' },
  fileHashMatches: {
    fr: 'L’empreinte SHA-256 reçue n’est pas celle annoncée : renvoyez le fichier.',
    en: 'The SHA-256 received is not the announced one: send the file again.',
  },
  fileTypeMatches: {
    fr: 'Le contenu n’est pas du type que dit l’extension : enregistrez le document dans ce format, sans le renommer.',
    en: 'The content is not of the type that the extension says: save the document in this format instead of renaming it.',
  },
  fileWhole: {
    fr: 'Le fichier est incomplet ou abîmé : enregistrez-le de nouveau.',
    en: 'The file is incomplete or damaged: save it again.',
  },
  fileNotTwoThings: {
    fr: 'Le fichier en contient un autre, d’un autre type : enregistrez le document de nouveau.',
    en: 'The file holds another one, of another type: save the document again.',
  },
  pdfPassive: {
    fr: 'Le PDF contient un script, une commande ou un fichier joint : imprimez-le en PDF et envoyez ce nouveau fichier.',
    en: 'The PDF holds a script, a command or an attached file: print it to PDF and send the new file.',
  },
  pdfReadable: {
    fr: 'Une partie du PDF ne peut pas être contrôlée (protégée ou inhabituelle) : imprimez-le en PDF et envoyez ce nouveau fichier.',
    en: 'A part of the PDF cannot be checked (protected or unusual): print it to PDF and send the new file.',
  },
  archiveWithinLimits: {
    fr: 'Décompressé, le document dépasse les limites (1 000 éléments, 100 Mo, 100 fois sa taille) : réduisez-le ou envoyez un PDF.',
    en: 'Unpacked, the document goes past the limits (1,000 entries, 100 MB, 100 times its size): reduce it or send a PDF.',
  },
  archiveHonest: {
    fr: 'La table du document ne dit pas ce qu’il contient : enregistrez-le de nouveau ou envoyez un PDF.',
    en: 'The directory of the document does not tell what it holds: save it again or send a PDF.',
  },
  archiveNotNested: {
    fr: 'Le document contient des archives imbriquées : retirez les objets incorporés ou envoyez un PDF.',
    en: 'The document holds archives within archives: remove the embedded objects or send a PDF.',
  },
  documentPassive: {
    fr: 'Le document contient des macros, un programme ou un modèle distant : retirez-les ou envoyez un PDF.',
    en: 'The document holds macros, a program or a remote template: remove them or send a PDF.',
  },
  textPlain: {
    fr: 'Le texte contient des octets ou des balises qui n’en sont pas : enregistrez-le en texte simple (UTF-8).',
    en: 'The text holds bytes or markup that are no text: save it as plain text (UTF-8).',
  },
  tableWithoutFormulas: {
    fr: 'Une cellule du tableau commence par une formule (=, @) : gardez les valeurs seules.',
    en: 'A cell of the table begins with a formula (=, @): keep the values alone.',
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type Finding = keyof typeof SENTENCES;

export function reasonOf(finding: Finding): Reason {
  return { rule: finding, pointer: '/content', message: SENTENCES[finding] };
}
