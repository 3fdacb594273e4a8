// The closed vocabulary of refusals (RFC 9457). One table: code → status → title. Nothing else may leave the API as an error.

export interface Bilingual {
  readonly fr: string;
  readonly en: string;
}

interface Problem {
  readonly status: number;
  readonly title: Bilingual;
  /** What the person can do about it; the page behind the problem's `type`. */
  readonly advice: Bilingual;
}

export const PROBLEMS = {
  'validation-failed': {
    status: 400,
    title: { fr: 'Données invalides', en: 'Invalid data' },
    advice: {
      fr: 'Corrigez les champs listés dans « errors » et renvoyez la requête.',
      en: 'Correct the fields listed under "errors" and send again.',
    },
  },
  unauthenticated: {
    status: 401,
    title: { fr: 'Authentification requise', en: 'Authentication required' },
    advice: { fr: 'Connectez-vous, ou renouvelez votre jeton d’accès.', en: 'Log in, or refresh your access token.' },
  },
  forbidden: {
    status: 403,
    title: { fr: 'Action non permise', en: 'Action not allowed' },
    advice: {
      fr: 'Cette action revient à une autre personne : voyez qui a la main dans « waitingOn ».',
      en: 'Another person must act: see "waitingOn".',
    },
  },
  'not-found': {
    status: 404,
    title: { fr: 'Introuvable', en: 'Not found' },
    advice: {
      fr: 'Vérifiez l’adresse : l’objet n’existe pas, ou pas dans votre périmètre.',
      en: 'Check the address: it does not exist, or not within your scope.',
    },
  },
  'transition-not-allowed': {
    status: 409,
    title: { fr: 'Étape impossible dans l’état actuel', en: 'Step impossible in the current state' },
    advice: {
      fr: 'Relisez l’objet : ses « actions » disent ce qui est possible maintenant.',
      en: 'Read the object again: its "actions" say what is possible now.',
    },
  },
  conflict: {
    status: 409,
    title: { fr: 'Conflit avec l’existant', en: 'Conflict with what exists' },
    advice: {
      fr: 'Un acte identique ou concurrent a déjà été enregistré : relisez avant de recommencer.',
      en: 'The same or a concurrent act is already recorded: read before trying again.',
    },
  },
  'stale-version': {
    status: 412,
    title: { fr: 'Version dépassée', en: 'Stale version' },
    advice: {
      fr: 'L’objet a changé depuis votre lecture : relisez-le, puis renvoyez avec son nouvel ETag.',
      en: 'It changed since you read it: read again and send with its new ETag.',
    },
  },
  'request-timeout': {
    status: 408,
    title: { fr: 'Envoi trop lent', en: 'Request too slow' },
    advice: {
      fr: 'La connexion n’avançait plus : renvoyez ; un fichier reprend à « upload.offset ».',
      en: 'The connection made no progress: send again; a file resumes at "upload.offset".',
    },
  },
  'payload-too-large': {
    status: 413,
    title: { fr: 'Contenu trop volumineux', en: 'Content too large' },
    advice: {
      fr: 'Réduisez ce que vous envoyez : un fichier fait exactement la taille annoncée, toute autre requête 1 Mo au plus.',
      en: 'Reduce what you send: a file is exactly of its announced size, any other request 1 MB at most.',
    },
  },
  'unsupported-media-type': {
    status: 415,
    title: { fr: 'Type de contenu non accepté', en: 'Content type not accepted' },
    advice: {
      fr: 'Envoyez du JSON (application/json), ou les octets d’un fichier (application/octet-stream) là où l’adresse les attend.',
      en: 'Send JSON (application/json), or the bytes of a file (application/octet-stream) where the address takes them.',
    },
  },
  'rule-not-met': {
    status: 422,
    title: { fr: 'Règle non satisfaite', en: 'Rule not met' },
    advice: { fr: 'Chaque motif de « reasons » dit ce qui manque.', en: 'Each entry of "reasons" says what is missing.' },
  },
  'idempotency-key-reused': {
    status: 422,
    title: { fr: 'Clé d’idempotence déjà utilisée', en: 'Idempotency key already used' },
    advice: { fr: 'Utilisez une nouvelle clé pour une autre requête.', en: 'Use a new key for another request.' },
  },
  'precondition-required': {
    status: 428,
    title: { fr: 'En-tête If-Match requis', en: 'If-Match header required' },
    advice: {
      fr: 'Renvoyez avec l’ETag de l’objet lu, dans l’en-tête If-Match.',
      en: 'Send again with the ETag you read, in If-Match.',
    },
  },
  'too-many-requests': {
    status: 429,
    title: { fr: 'Trop de tentatives', en: 'Too many tries' },
    advice: { fr: 'Attendez le délai indiqué par Retry-After.', en: 'Wait as Retry-After says.' },
  },
  internal: {
    status: 500,
    title: { fr: 'Erreur interne', en: 'Internal error' },
    advice: {
      fr: 'Signalez l’identifiant « instance » à l’exploitant ; rien n’a été enregistré à moitié.',
      en: 'Report the "instance" id to the operator; nothing was half recorded.',
    },
  },
  unavailable: {
    status: 503,
    title: { fr: 'Service momentanément indisponible', en: 'Service temporarily unavailable' },
    advice: {
      fr: 'Réessayez après le délai indiqué par Retry-After, avec la même clé d’idempotence.',
      en: 'Try again as Retry-After says, with the same idempotency key.',
    },
  },
  busy: {
    status: 503,
    title: { fr: 'Objet occupé par un autre acte', en: 'Held by another act' },
    advice: {
      fr: 'D’autres actes tiennent cet objet et rien n’a été enregistré : réessayez après le délai indiqué par Retry-After, avec la même clé d’idempotence.',
      en: 'Other acts hold this object and nothing was recorded: try again as Retry-After says, with the same idempotency key.',
    },
  },
  'insufficient-storage': {
    status: 507,
    title: { fr: 'Espace de stockage insuffisant', en: 'Insufficient storage' },
    advice: {
      fr: 'Rien n’a été enregistré : prévenez l’exploitant, puis renvoyez le fichier.',
      en: 'Nothing was stored: tell the operator, then send the file again.',
    },
  },
} as const satisfies Record<string, Problem>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One unmet rule: a stable name, a sentence that tells the person what to do, a JSON pointer when one field is at fault. */
export interface Reason {
  readonly rule: string;
  readonly message: Bilingual;
  readonly pointer?: string;
}

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A field that two people changed from the same starting point, to different values; null: absent. */
export interface FieldConflict {
  /** JSON pointer. */
  readonly pointer: string;
  readonly base: Json;
  readonly yours: Json;
  readonly theirs: Json;
}

/** Extension members of a problem (RFC 9457, 3.2): what the client needs to go on, as data. */
export interface ProblemExtension {
  /** With stale-version: the fields in dispute, and the version to send again under. */
  readonly conflicts?: readonly FieldConflict[];
  readonly version?: number;
  /** With conflict: what is already there. */
  readonly existing?: { readonly href: string; readonly id: string; readonly title: string; readonly updatedAt: string };
}

/** The only exception that features throw at a person. */
export class Refusal extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail?: Bilingual,
    readonly reasons: readonly Reason[] = [],
    readonly retryAfterSeconds?: number,
    readonly extension: ProblemExtension = {},
  ) {
    super(`${code}${reasons.length > 0 ? `: ${reasons.map((reason) => reason.rule).join(', ')}` : ''}`);
    this.name = 'Refusal';
  }
}
