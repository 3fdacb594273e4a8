// What the parts of the minutes share, version 1: part of minutes.v1.

import type { ArchiveBlock } from '../../../platform/documents/archive-document.js';
import type { NamedPerson, QuorumRecord } from '../minutes-data.js';

/** An instant as people of the call's time zone read it. */
export type At = (instant: string) => string;
export const paragraph = (text: string): ArchiveBlock => ({ kind: 'paragraph', text });
export const heading = (text: string): ArchiveBlock => ({ kind: 'heading', text });
export const named = ({ name, capacity }: NamedPerson): string => `${name} (${capacity})`;

export function quorumText({ present, represented, required, reached }: QuorumRecord): string {
  const count = `${present} membres présents, ${represented} représentés`;
  return required === 0
    ? `${count} ; aucun quorum exigé.`
    : `${count}, ${required} requis : quorum ${reached ? 'atteint' : 'non atteint'}.`;
}
