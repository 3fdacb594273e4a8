// Kinds of files that the application may accept, and what a name given by a person becomes. Pure.

export const FILE_TYPES = ['pdf', 'docx', 'xlsx', 'odt', 'ods', 'png', 'jpeg', 'csv', 'txt'] as const;
export type FileType = (typeof FILE_TYPES)[number];

export const MEDIA_TYPES: Readonly<Record<FileType, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  png: 'image/png',
  jpeg: 'image/jpeg',
  csv: 'text/csv',
  txt: 'text/plain',
};

const EXTENSIONS: Readonly<Record<string, FileType>> = { jpg: 'jpeg' };

/** By the last extension; undefined when the name has none of ours. */
export function typeOfName(name: string): FileType | undefined {
  const extension = /\.([^.\s]{1,10})$/.exec(name.trim())?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : FILE_TYPES.find((type) => type === extension);
}

const LONGEST_LABEL = 120;
/** Separators of every system, wildcards, quotes, control and invisible characters, and those that reverse the direction of the text. */
const UNWANTED =
  /[\u0000-\u001f\u007f-\u009f"*:<>?|\\/%;\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff0-\uffff]|\p{Surrogate}/gu;
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * What is shown and offered as a name: a label, never a path. The last part of any path, without what no file system, header or screen
 * should meet, and with the extension of its type, once.
 */
export function fileLabel(name: string, type: FileType): string {
  const last = name.normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  const stem = last
    .replace(/\.[^.\s]{1,10}\s*$/, '')
    .replace(UNWANTED, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.~-]+|[\s.]+$/g, '');
  const kept = Array.from(stem).slice(0, LONGEST_LABEL).join('').trim();
  return `${kept === '' || DEVICES.test(kept) ? 'document' : kept}.${type === 'jpeg' ? 'jpg' : type}`;
}

/** `Content-Disposition` of a download (RFC 6266): plain letters for old readers, then the whole label (RFC 8187). */
export function attachment(label: string): string {
  const plain = label
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/["\\%;]/g, '_');
  const whole = encodeURIComponent(label).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
