// Words that people build passwords from, bare: no accent, no capital, no digit. Gathered from what the published lists of most used
// French and English passwords have in common. `password.rules` removes them, with sequences and years, and looks at what is left.

const WORDS = `
motdepasse motdepass password passwort passe secret admin administrateur administrator administration root user utilisateur login
connexion bonjour bonsoir salut coucou bienvenue welcome hello bonjourmonde helloworld merci toujours jamais azerty azertyuiop qwerty
qwertz qwertyuiop azer wxcvbn iloveyou jetaime jtaime loveyou amour lamour mamour moncoeur monamour doudou loulou cheri cherie chouchou
bebe maman papa famille enfant enfants bisous bisou soleil etoile lune fleur papillon chaton chocolat nutella caramel vanille fraise
banane pomme cerise orange citron chat chien lapin tigre lion loup ours dragon licorne princesse princess prince super superman batman
spiderman pokemon naruto mario starwars football foot rugby tennis basket sport liverpool arsenal chelsea barcelona marseille toulouse
lyon paris lille nantes bordeaux nice strasbourg montpellier rennes france francais allezlom allezlesbleus bretagne occitanie corse
nicolas thomas alexandre alexandra julien julie camille marie pierre jean michel jerome laurent sebastien sandrine stephane stephanie
valerie veronique isabelle nathalie christophe christine caroline catherine sylvie vincent olivier philippe patrick frederic guillaume
antoine maxime mathieu matthieu romain kevin anthony quentin benjamin florian audrey aurelie melanie laura manon chloe emma lucas louis
charlotte pauline marine elodie celine sophie claire anne daniel david michael jessica jennifer ashley jordan michelle charlie andrew
matthew joshua robert george hunter thunder summer winter spring autumn flower sunshine shadow master monkey baseball letmein trustno
freedom whatever mustang access secure security change changeme changemoi changer nouveau nouvelle default defaut temporaire provisoire
temporary initial ouvre ouvretoi sesame sesameouvretoi test tester testing demo exemple example sample samsung apple google facebook
internet windows microsoft ordinateur computer office bureau travail boulot mairie prefecture region departement commune ministere
republique liberte egalite fraternite service services public social solidarite cafe vacances ete hiver printemps automne
janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre
lundi mardi mercredi jeudi vendredi samedi dimanche january february march april june july august september october november december
monday tuesday wednesday thursday friday saturday sunday noel pere mere frere soeur monde vive voici mon mien votre notre code codes
compte account ciao hola amigo angel angels baby love loves lover forever killer pepper cookie ginger summertime money rockyou
correcthorsebatterystaple correct horse battery staple
`;

/** Longest first, so that a compound goes before its parts. */
export const COMMON_WORDS: readonly string[] = [...new Set(WORDS.trim().split(/\s+/))]
  .filter((word) => word.length >= 3)
  .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
