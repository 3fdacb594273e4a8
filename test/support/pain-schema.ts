// What the schema of ISO 20022 says of a file of payment orders.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';

const SCHEMA = readFileSync(new URL('./schemas/pain.001.001.03.xsd', import.meta.url));

export const schemaHash = (): string => createHash('sha256').update(SCHEMA).digest('hex');

/** Every fault found, in the validator's words; none for a valid file. */
export function faultsOfPain001(xml: string | Buffer): string[] {
  const schema = XmlDocument.fromBuffer(SCHEMA);
  const validator = XsdValidator.fromDoc(schema);
  const document = XmlDocument.fromString(xml.toString());
  try {
    validator.validate(document);
    return [];
  } catch (error) {
    if (!(error instanceof XmlValidateError)) throw error;
    return error.details.map(({ message }) => message.trim());
  } finally {
    document.dispose();
    validator.dispose();
    schema.dispose();
  }
}
