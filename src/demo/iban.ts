/** Five digits, and the BIC of the same bank. */
interface Bank {
  readonly code: string;
  readonly bic: string;
}

export const BANK_OF_FRANCE: Bank = { code: '30001', bic: 'BDFEFRPP' };
export const BANK_OF_HOLDERS: Bank = { code: '30006', bic: 'AGRIFRPP' };

const BRANCH = '00001';

/** An account of an invented serial number: its RIB key, then the check digits of ISO 13616 (F is 15, R is 27). */
export function frenchIban({ code }: Bank, serial: number): string {
  const account = String(serial).padStart(11, '0');
  const key = 97n - ((89n * BigInt(code) + 15n * BigInt(BRANCH) + 3n * BigInt(account)) % 97n);
  const bban = `${code}${BRANCH}${account}${String(key).padStart(2, '0')}`;
  const check = 98n - (BigInt(`${bban}152700`) % 97n);
  return `FR${String(check).padStart(2, '0')}${bban}`;
}
