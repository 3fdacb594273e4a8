import { ROLES } from '../../kernel/actor.js';
import { roles } from '../../platform/http/access.js';

/** All but the committee, which decides on no remedy, and who only manages accounts. */
export const FOLLOWERS = roles(
  ...ROLES.filter((role) => !['ADMINISTRATOR', 'COMMITTEE_MEMBER', 'COMMITTEE_PRESIDENT'].includes(role)),
);
