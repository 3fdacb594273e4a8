// How two independent opinions become one position: a total table, read row by row (Caf) and column by column (DDETS).

export const OPINIONS = ['FAVOURABLE', 'WITH_RESERVES', 'UNFAVOURABLE'] as const;
export type Opinion = (typeof OPINIONS)[number];

/** Joint outcome of the examination; DIVERGENT: one agency is against, the other is not, and the committee reads both positions. */
export const JOINT_OUTCOMES = [...OPINIONS, 'DIVERGENT'] as const;
export type JointOutcome = (typeof JOINT_OUTCOMES)[number];

export interface JointPosition {
  readonly jointOutcome: JointOutcome;
  readonly divergent: boolean;
}

// The reserves of one agency are kept: a favourable opinion does not lift what the other asks for.
const TABLE: Readonly<Record<Opinion, Readonly<Record<Opinion, JointOutcome>>>> = {
  FAVOURABLE: { FAVOURABLE: 'FAVOURABLE', WITH_RESERVES: 'WITH_RESERVES', UNFAVOURABLE: 'DIVERGENT' },
  WITH_RESERVES: { FAVOURABLE: 'WITH_RESERVES', WITH_RESERVES: 'WITH_RESERVES', UNFAVOURABLE: 'DIVERGENT' },
  UNFAVOURABLE: { FAVOURABLE: 'DIVERGENT', WITH_RESERVES: 'DIVERGENT', UNFAVOURABLE: 'UNFAVOURABLE' },
};

export function joinOpinions(caf: Opinion, ddets: Opinion): JointPosition {
  const jointOutcome = TABLE[caf][ddets];
  return { jointOutcome, divergent: jointOutcome === 'DIVERGENT' };
}
