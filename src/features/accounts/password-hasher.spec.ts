import { PasswordHasher } from './password-hasher.js';

describe('hashing', () => {
  it('is argon2id at 19 MiB, 2 passes, 1 lane', async () => {
    const hasher = new PasswordHasher();
    const stored = await hasher.hash('a password');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await hasher.verify(stored, 'a password')).toBe(true);
    expect(await hasher.verify(stored, 'another one')).toBe(false);
  });

  it('never says yes without a stored hash, not even to the password of the decoy', async () => {
    const hasher = new PasswordHasher();
    for (const nothing of [null, undefined]) expect(await hasher.verify(nothing, 'nobody has this password')).toBe(false);
  });

  it('answers a flood with 503 rather than heaping it up, and works again afterwards', async () => {
    const hasher = new PasswordHasher();
    const answers = await Promise.allSettled(Array.from({ length: 300 }, () => hasher.hash('x')));
    const refused = answers.filter((answer) => answer.status === 'rejected');
    // Two at work and 256 waiting.
    expect(refused).toHaveLength(300 - 258);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'unavailable', retryAfterSeconds: 2 });
    expect(await hasher.hash('x')).toContain('$argon2id$');
  });
});
