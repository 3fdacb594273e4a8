import { passwordFaults, type PasswordOwner } from './password.rules.js';

const person: PasswordOwner = {
  email: 'noe.ferrand@mairie-villefranche.example.org',
  givenName: 'Noé',
  familyName: 'Ferrand-Castex',
  administrator: false,
};

// Password → the rules that it does not meet.
const TABLE: readonly (readonly [string, readonly string[]])[] = [
  ['quatre girafes mauves au potager', []],
  ['tbqkzrmvhsxd', []],
  ['TBQKZRMVHSXD', []],
  ['k8#Tq2!vLp9w', []],
  ['zone-brûlot-ka', []],
  ['8305716299412706', []],
  ['83 05 71 62 99 41', []],
  ['éàçùîôêèïëüö', []],
  ['四頭の紫色の麒麟が庭にいる', []],
  ['🦒🐢🚲🌧️🎻🧭🪁🥁🧵🪵🪜🧊', []],
  ['un vélo rouge attend la pluie', []],
  [`${'tortue bleue '.repeat(9)}violon`, []],
  ['"; DROP TABLE person; --', []],
  ['girafe-42-tulipe-17', []],
  ['', ['passwordLongEnough', 'passwordVaried', 'passwordUncommon']],
  ['tbqkzrmvhsx', ['passwordLongEnough']],
  ['x'.repeat(129), ['passwordShortEnough']],
  ['aaaaaaaaaaaa', ['passwordVaried', 'passwordUncommon']],
  ['abababababab', ['passwordVaried', 'passwordUncommon']],
  ['zqzqkzqkzqkqz', ['passwordVaried']],
  ['830571629941', ['passwordFiftyBits']],
  ['123456789012', ['passwordFiftyBits', 'passwordUncommon']],
  ['1234567890123456', ['passwordUncommon']],
  ['abcdefghijkl', ['passwordUncommon']],
  ['azertyuiopqs', ['passwordUncommon']],
  ['qsdfghjklmwxcvbn', ['passwordUncommon']],
  ['poiuytrezaml', ['passwordUncommon']],
  ['motdepasse123', ['passwordUncommon']],
  ['MotDePasse!2024', ['passwordUncommon']],
  ['P@ssw0rd2024!!!', ['passwordUncommon']],
  ['p4ssw0rdp4ssw0rd', ['passwordUncommon']],
  ['Azerty123456!', ['passwordUncommon']],
  ['Bonjour-Monde-1', ['passwordUncommon']],
  ['soleilsoleil12', ['passwordUncommon']],
  ['jetaimemonamour', ['passwordUncommon']],
  ['Toulouse31000!!', ['passwordUncommon']],
  ['Administrateur1', ['passwordUncommon']],
  ['Juillet2023!!!', ['passwordUncommon']],
  ['tr0ubtr0ubtr0ub', ['passwordUncommon']],
  ['iloveyou19871987', ['passwordUncommon']],
  ['ferrand-kzqmvtrbx', ['passwordNotPersonal']],
  ['F3rr4nd-kzqmvtrbx', ['passwordNotPersonal']],
  ['xq noeferrand zkbtvm', ['passwordNotPersonal']],
  ['CASTEX-kzqmvtrbx', ['passwordNotPersonal']],
  ['cofund-kzqmvtrbx', ['passwordNotTheService']],
  ['C0fund!kzqmvtrbx', ['passwordNotTheService']],
  ['fipe-kzqmvtrbxwd', ['passwordNotTheService']],
  ['petite enfance kzqmvt', ['passwordNotTheService']],
];

describe('what a password must be', () => {
  it.each(TABLE)('%j → %j', (password, rules) => {
    expect(passwordFaults(password, person, '/newPassword').map(({ rule }) => rule)).toEqual(rules);
  });

  it('asks an administrator for sixteen characters', () => {
    const administrator = { ...person, administrator: true };
    expect(passwordFaults('tbqkzrmvhsxdwpg', administrator, '').map(({ rule }) => rule)).toEqual(['passwordLongEnough']);
    expect(passwordFaults('tbqkzrmvhsxdwpgc', administrator, '')).toEqual([]);
  });

  it('says what to do, in both languages, and where', () => {
    for (const [password] of TABLE) {
      for (const { message, pointer } of passwordFaults(password, person, '/newPassword')) {
        expect(message.fr.length).toBeGreaterThan(20);
        expect(message.en.length).toBeGreaterThan(20);
        expect(pointer).toBe('/newPassword');
        if (password !== '') expect(message.fr + message.en).not.toContain(password);
      }
    }
  });

  it('judges the longest password in a moment', () => {
    const started = performance.now();
    for (const text of ['a', 'ab', 'a1!', 'azerty', '0', ' ']) passwordFaults(text.repeat(128).slice(0, 128), person, '');
    expect(performance.now() - started).toBeLessThan(500);
  });
});
