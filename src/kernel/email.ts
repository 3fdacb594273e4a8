const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;
const MAX_LABEL = 63;

// One character class each, never nested: the time taken is linear in the length. ASCII only, so that neither a
// line break (header injection) nor a look-alike letter (another person's address) can pass.
const LOCAL_CHARACTERS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+$/;
const LABEL_CHARACTERS = /^[A-Za-z0-9-]+$/;

/** The form in which addresses are stored and compared: no space around, lower case. */
export function normaliseEmail(text: string): string {
  return text.trim().toLowerCase();
}

function isLocalPart(local: string): boolean {
  if (local.length > MAX_LOCAL || !LOCAL_CHARACTERS.test(local)) return false;
  return !local.startsWith('.') && !local.endsWith('.') && !local.includes('..');
}

function isLabel(label: string): boolean {
  if (label.length > MAX_LABEL || !LABEL_CHARACTERS.test(label)) return false;
  return !label.startsWith('-') && !label.endsWith('-');
}

/**
 * Whether the text is an address one can write to: dotted local part, domain of two labels or more, at most 254
 * characters, ASCII (an accented domain is given in its `xn--` form). Says nothing of whether the mailbox exists.
 */
export function isEmail(text: string): boolean {
  if (text.length > MAX_ADDRESS) return false;
  const at = text.indexOf('@');
  if (at < 1 || !isLocalPart(text.slice(0, at))) return false;
  const labels = text.slice(at + 1).split('.');
  // A last label of digits would be an IP address, not a domain.
  return labels.length >= 2 && labels.every(isLabel) && !/^\d+$/.test(labels.at(-1) ?? '');
}
