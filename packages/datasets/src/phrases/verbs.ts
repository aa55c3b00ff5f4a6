/** A verb in both languages, in the present tense. */
export type Verb = readonly [
  /** As with "I" and as with "he"; a preposition that belongs to it follows. */
  english: string,
  englishThird: string,
  /** With je, il, nous, vous and ils. */
  french: string,
  /** The traits of who does it. */
  subjects: string,
  /** The traits of what it is done to; none if it has no object. */
  objects: string,
  /** The preposition before the object in French, if there is one. */
  preposition?: "à" | "de",
];

const people = "human role kin child";
const living = "human role kin child animal";
const things = "vehicle furniture container object clothing text";

// biome-ignore format: a verb to a line
export const verbs: readonly Verb[] = [
  ["see", "sees", "vois voit voyons voyez voient", living, `${living} ${things} building place nature food`],
  ["hear", "hears", "entends entend entendons entendez entendent", living, `${living} vehicle`],
  ["follow", "follows", "suis suit suivons suivez suivent", living, `${living} vehicle`],
  ["look at", "looks at", "regarde regarde regardons regardez regardent", living, `${living} ${things} building nature`],
  ["look for", "looks for", "cherche cherche cherchons cherchez cherchent", people, `${living} ${things} goal`],
  ["wait for", "waits for", "attends attend attendons attendez attendent", people, `${people} awaited`],
  ["listen to", "listens to", "écoute écoute écoutons écoutez écoutent", people, people],
  ["find", "finds", "trouve trouve trouvons trouvez trouvent", people, `${living} ${things} nature`],
  ["buy", "buys", "achète achète achetons achetez achètent", people, `${things} home food mass bought`],
  ["sell", "sells", "vends vend vendons vendez vendent", people, `${things} home food mass bought`],
  ["want", "wants", "veux veut voulons voulez veulent", people, `${things} food mass animal`],
  ["have", "has", "ai a avons avez ont", people, `${things} food mass animal home`],
  ["choose", "chooses", "choisis choisit choisissons choisissez choisissent", people, `${things} food`],
  ["draw", "draws", "dessine dessine dessinons dessinez dessinent", people, `${living} building nature vehicle`],
  ["paint", "paints", "peins peint peignons peignez peignent", people, "home part furniture vehicle nature"],
  ["admire", "admires", "admire admire admirons admirez admirent", people, `${people} building nature art text clothing`],
  ["love", "loves", "aime aime aimons aimez aiment", people, `${living} text clothing place building`],
  ["know", "knows", "connais connaît connaissons connaissez connaissent", people, `${people} place building`],
  ["help", "helps", "aide aide aidons aidez aident", people, people],
  ["thank", "thanks", "remercie remercie remercions remerciez remercient", people, people],
  ["invite", "invites", "invite invite invitons invitez invitent", people, people],
  ["lose", "loses", "perds perd perdons perdez perdent", people, "object clothing text container"],
  ["forget", "forgets", "oublie oublie oublions oubliez oublient", people, "object clothing text container"],
  ["hide", "hides", "cache cache cachons cachez cachent", people, "object text container"],
  ["repair", "repairs", "répare répare réparons réparez réparent", people, "fragile vehicle part"],
  ["break", "breaks", "casse casse cassons cassez cassent", people, "fragile"],
  ["push", "pushes", "pousse pousse poussons poussez poussent", people, "furniture vehicle"],
  ["throw", "throws", "jette jette jetons jetez jettent", people, "thrown"],
  ["open", "opens", "ouvre ouvre ouvrons ouvrez ouvrent", people, "openable"],
  ["wash", "washes", "lave lave lavons lavez lavent", people, "clothing vehicle washed animal"],
  ["wear", "wears", "porte porte portons portez portent", people, "clothing"],
  ["drive", "drives", "conduis conduit conduisons conduisez conduisent", people, "driven"],
  ["visit", "visits", "visite visite visitons visitez visitent", people, "building place"],
  ["cross", "crosses", "traverse traverse traversons traversez traversent", living, "crossed"],
  ["read", "reads", "lis lit lisons lisez lisent", people, "text"],
  ["write", "writes", "écris écrit écrivons écrivez écrivent", people, "written"],
  ["eat", "eats", "mange mange mangeons mangez mangent", living, "food edible"],
  ["drink", "drinks", "bois boit buvons buvez boivent", living, "drink"],
  ["prepare", "prepares", "prépare prépare préparons préparez préparent", people, "dish"],

  ["go to", "goes to", "vais va allons allez vont", people, "goal", "à"],
  ["talk to", "talks to", "parle parle parlons parlez parlent", people, living, "à"],
  ["think of", "thinks of", "pense pense pensons pensez pensent", people, people, "à"],
  ["talk about", "talks about", "parle parle parlons parlez parlent", people, `${people} text place goal vehicle`, "de"],
  ["come from", "comes from", "viens vient venons venez viennent", people, "goal", "de"],
  ["dream of", "dreams of", "rêve rêve rêvons rêvez rêvent", people, `${people} place vehicle`, "de"],

  ["sleep", "sleeps", "dors dort dormons dormez dorment", living, ""],
  ["work", "works", "travaille travaille travaillons travaillez travaillent", "human role kin", ""],
  ["play", "plays", "joue joue jouons jouez jouent", "child animal", ""],
  ["run", "runs", "cours court courons courez courent", living, ""],
  ["wait", "waits", "attends attend attendons attendez attendent", living, ""],
  ["sing", "sings", "chante chante chantons chantez chantent", people, ""],
  ["dance", "dances", "danse danse dansons dansez dansent", people, ""],
  ["cry", "cries", "pleure pleure pleurons pleurez pleurent", people, ""],
  ["laugh", "laughs", "ris rit rions riez rient", people, ""],
  ["smile", "smiles", "souris sourit sourions souriez sourient", people, ""],
];
