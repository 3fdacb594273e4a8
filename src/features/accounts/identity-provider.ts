// The seam between "who is this?" and "what may they do?". A provider answers the first; sessions and grants answer the second and never
// look at how a person was recognised. A person is known by (issuer, subject), never by an address that another issuer could also assert.

export interface Identity {
  /** Who vouches. */
  readonly issuer: string;
  /** The person, as the issuer names them: stable, never reused. */
  readonly subject: string;
  /** Address known to the issuer: for display, not for recognition. */
  readonly email: string;
}

export interface IdentityProvider<Assertion> {
  readonly issuer: string;
  /**
   * Checks what the person presents.
   * @throws Refusal unauthenticated, the same whatever is wrong; too-many-requests; rule-not-met when the person must act first
   */
  authenticate(assertion: Assertion, now: Date): Promise<Identity>;
}
