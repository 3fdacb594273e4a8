import type { Readable } from 'node:stream';

import { attachment, MEDIA_TYPES, type FileType } from '../../kernel/file-types.js';
import { Download } from '../workflow/request.js';

/** A file that somebody sent us, given back byte for byte: saved, never shown nor run in the reader's session. `sha256`: hexadecimal. */
export const fileDownload = (
  stream: Readable,
  {
    name,
    type,
    size,
    sha256,
  }: { readonly name: string; readonly type: FileType; readonly size: number; readonly sha256: string },
): Download =>
  new Download(stream, {
    'content-type': MEDIA_TYPES[type],
    'content-length': String(size),
    'content-disposition': attachment(name),
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
  });
