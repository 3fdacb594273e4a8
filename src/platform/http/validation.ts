import { ValidationPipe, type ArgumentMetadata, type ValidationError, type ValidationPipeOptions } from '@nestjs/common';
import { validateSync } from 'class-validator';

import { Refusal, type Bilingual, type Reason } from '../../kernel/errors.js';

/** class-validator's constraint → what the person should do. */
const SENTENCES: Readonly<Record<string, Bilingual>> = {
  whitelistValidation: { fr: 'Champ inconnu : retirez-le.', en: 'Unknown field: remove it.' },
  isString: { fr: 'Texte attendu.', en: 'Text expected.' },
  minLength: { fr: 'Texte vide ou trop court.', en: 'Text empty or too short.' },
  maxLength: { fr: 'Texte trop long.', en: 'Text too long.' },
  printable: { fr: 'Retirez les caractères de contrôle.', en: 'Remove the control characters.' },
  email: { fr: 'Adresse électronique attendue, comme nom@exemple.fr.', en: 'E-mail address expected, like name@example.org.' },
  isUuid: { fr: 'Identifiant (UUID) attendu.', en: 'Identifier (UUID) expected.' },
  isInt: { fr: 'Nombre entier attendu.', en: 'Whole number expected.' },
  min: { fr: 'Valeur trop petite.', en: 'Value too small.' },
  max: { fr: 'Valeur trop grande.', en: 'Value too large.' },
  isBoolean: { fr: 'true ou false attendu.', en: 'true or false expected.' },
  isDateString: { fr: 'Date ISO 8601 attendue.', en: 'ISO 8601 date expected.' },
  matches: { fr: 'Format non reconnu.', en: 'Unknown format.' },
  isIn: { fr: 'Choisissez une des valeurs permises.', en: 'Choose one of the allowed values.' },
  isArray: { fr: 'Liste attendue.', en: 'List expected.' },
  arrayMinSize: { fr: 'Liste trop courte.', en: 'List too short.' },
  arrayMaxSize: { fr: 'Liste trop longue.', en: 'List too long.' },
  arrayUnique: { fr: 'Retirez les doublons.', en: 'Remove the duplicates.' },
  isObject: { fr: 'Objet attendu.', en: 'Object expected.' },
  nestedValidation: { fr: 'Objet attendu.', en: 'Object expected.' },
};

const escape = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');

function reasonsOf(errors: readonly ValidationError[], path: string): Reason[] {
  return errors.flatMap((error) => {
    const pointer = `${path}/${escape(error.property)}`;
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
      rule,
      pointer,
      message: SENTENCES[rule] ?? { fr: message, en: message },
    }));
    return [...own, ...reasonsOf(error.children ?? [], pointer)];
  });
}

const QUERIES_REMEMBERED = 200;
const LONGEST_REMEMBERED = 500;

/**
 * A desk asks for the same lists again and again: a query found right is not judged twice (a tenth of the time of a list). A few hundred
 * short ones for each kind; what is handed out is frozen, since several requests share it. Bodies are judged each time.
 */
class RememberingPipe extends ValidationPipe {
  private readonly right = new WeakMap<object, Map<string, object>>();

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { type, metatype } = metadata;
    if (type !== 'query' || metatype === undefined || typeof value !== 'object') return super.transform(value, metadata);
    const text = JSON.stringify(value);
    const known = this.right.get(metatype) ?? new Map<string, object>();
    const found = known.get(text);
    if (found !== undefined) return found;
    const judged = (await super.transform(value, metadata)) as object;
    if (text.length > LONGEST_REMEMBERED) return judged;
    if (known.size >= QUERIES_REMEMBERED) known.clear();
    known.set(text, Object.freeze(judged));
    this.right.set(metatype, known);
    return judged;
  }
}

/** Whitelisted bodies and queries; every fault at once, each with its JSON pointer. */
export function validationPipe(
  options: Pick<ValidationPipeOptions, 'expectedType' | 'skipMissingProperties'> = {},
): ValidationPipe {
  return new RememberingPipe({
    ...options,
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => new Refusal('validation-failed', undefined, reasonsOf(errors, '').slice(0, 50)),
  });
}

/** Faults of a value that came otherwise than as a body: the same checks and sentences. */
export function faultsOf(instance: object): Reason[] {
  return reasonsOf(validateSync(instance, { whitelist: true, forbidUnknownValues: true, stopAtFirstError: true }), '');
}
