// Which holders are private legal persons. Pure.

import type { HolderType } from './call-settings.js';

/**
 * Private legal persons: toward them bind the rules of the CRPA on silence ("the public", L100-3) and those of loi 2000-321 on agreements;
 * not toward a commune, an EPCI, a CCAS or another public body. A mission locale is an association.
 */
const PRIVATE_HOLDERS: readonly string[] = ['ASSOCIATION', 'COMPANY', 'MISSION_LOCALE'] satisfies HolderType[];
export const isPrivateHolder = (holderType: string): boolean => PRIVATE_HOLDERS.includes(holderType);
