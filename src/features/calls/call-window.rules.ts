/** Time decides, not the scheduler: a published call is open from its opening to its deadline, whether or not the clock ran. */
export function acceptsSubmissions(
  call: { readonly state: string; readonly opensAt: Date; readonly deadlineAt: Date },
  now: Date,
): boolean {
  const { state, opensAt, deadlineAt } = call;
  return (state === 'PUBLISHED' || state === 'OPEN') && opensAt <= now && now <= deadlineAt;
}
