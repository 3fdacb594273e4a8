// A text that a spreadsheet would take for a formula (OWASP "CSV injection"). In CSV it is written with an apostrophe before it, which
// makes it a text; reading takes the apostrophe away again, and a text that already has one gets another, so that nothing is lost.

const WRITTEN = /^'*[=+\-@\t\r\n＝＋－＠]/;
const READ = /^'+[=+\-@\t\r\n＝＋－＠]/;

export function guardFormula(text: string): string {
  return WRITTEN.test(text) ? `'${text}` : text;
}

/** Inverse of `guardFormula`. */
export function unguardFormula(text: string): string {
  return READ.test(text) ? text.slice(1) : text;
}
