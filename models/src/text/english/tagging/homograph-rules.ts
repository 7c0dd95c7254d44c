import { type TaggedSentence, wordSet } from "./tagged-sentence.js";
import { BE_FORMS, HAVE_FORMS, isBaseForm, isParticiple, isPlural } from "./verb-rules.js";

/** Finds the tag of a homograph from what is around it; `undefined` leaves it as it is. */
export type HomographRule = (sentence: TaggedSentence, at: number) => string | undefined;

const PAST_CUES = wordSet(
  "yesterday ago last earlier once was were had did said went came saw knew thought told when",
);
const THIRD_PERSON = wordSet("he she it who everyone everybody nobody someone somebody");

/** "read": the base form and the present, or the past and its participle. */
const read: HomographRule = (sentence, at) => {
  if (sentence.word(at - 1) === "to" || isBaseForm(sentence, at)) return "VB";
  if (sentence.is(at - 1, "DT JJ PRP$") && !sentence.is(at + 1, "NN")) return "NN";
  if (isParticiple(sentence, at)) return "VBN";
  const before = sentence.beforeAdverbs(at);
  if (before < 0 || sentence.is(before, ", . CC")) return beginning(sentence, at, before);
  const subject = sentence.word(before);
  if (subject === "who" && isPlural(sentence.word(before - 1))) {
    return sentence.tags.includes("VBD") ? "VBD" : "NN";
  }
  if (THIRD_PERSON.has(subject)) return "VBD";
  const plural = sentence.is(before, "PRP") || isPlural(subject);
  if (!plural) return sentence.is(before, "NN NNP") ? "VBD" : undefined;
  return sentence.some(PAST_CUES) || hasPast(sentence, at) ? "VBD" : "NN";
};

/** "Read it" is an order; after "and" it goes on as the verb before. */
function beginning(sentence: TaggedSentence, at: number, before: number): string {
  for (let i = before - 1; i >= 0; i--) {
    if (sentence.is(i, "VBD")) return "VBD";
    if (sentence.is(i, "VB VBP VBZ MD")) return "VB";
  }
  return before >= 0 && hasPast(sentence, at) ? "VBD" : "VB";
}

function hasPast(sentence: TaggedSentence, except: number): boolean {
  return sentence.tags.some((tag, index) => tag === "VBD" && index !== except);
}

const METAL = wordSet(
  "paint pipe pipes poisoning acid battery batteries pencil pencils shot bullets crystal weights exposure oxide ore solder glass mine mines",
);
const METALS = wordSet("zinc copper tin iron mercury silver gold steel cadmium arsenic");

const lead: HomographRule = (sentence, at) => {
  if (METAL.has(sentence.word(at + 1))) return "METAL";
  if (sentence.is(at + 1, "CC") && METALS.has(sentence.word(at + 2))) return "METAL";
  if (sentence.is(at - 1, "CC ,") && METALS.has(sentence.word(at - 2))) return "METAL";
  if (/^(?:contain|contains|contained)$/.test(sentence.word(at - 1))) return "METAL";
  const bare = sentence.is(at - 1, "IN") && sentence.is(at + 1, ", . CC");
  return bare && sentence.word(at - 1) !== "in" ? "METAL" : undefined;
};

const ON_AIR = wordSet(
  "broadcast broadcasts streamed stream performed perform recorded aired air shown went go going goes coming",
);
const SHOWS = wordSet("television tv radio stage air youtube camera");

const live: HomographRule = (sentence, at) => {
  if (sentence.is(at - 1, "DT PRP$")) return "JJ";
  if (ON_AIR.has(sentence.word(at - 1))) return "RB";
  const on = /^(?:on|from)$/.test(sentence.word(at + 1));
  if (on && (SHOWS.has(sentence.word(at + 2)) || SHOWS.has(sentence.word(at + 3)))) return "RB";
  if (isBaseForm(sentence, at) || sentence.word(at - 1) === "to") return "VB";
  const object = sentence.is(at - 1, "NN") && !isPlural(sentence.word(at - 1));
  if (object && !sentence.is(at + 1, "NN DT")) return "RB";
  return sentence.is(at + 1, "NN") && !sentence.is(at - 1, "PRP NN NNP WP WDT") ? "JJ" : undefined;
};

const NEAR = wordSet(
  "stay stayed come came coming get got getting move moved keep kept stand stood sit sat very so too quite pretty really as fairly extremely how this that",
);
const CLOSE_THINGS = wordSet(
  "friend friends relative relatives look call eye enough together behind by relationship contact range family allies ally attention",
);

const close: HomographRule = (sentence, at) => {
  if (isBaseForm(sentence, at)) return "VB";
  const next = sentence.word(at + 1);
  const before = sentence.word(at - 1);
  if (next === "to" && !sentence.is(at - 1, "TO MD")) return "JJ";
  if (CLOSE_THINGS.has(next) || NEAR.has(before) || BE_FORMS.has(before)) return "JJ";
  if (sentence.is(at - 1, "DT") && sentence.is(at + 1, "NN JJ")) return "JJ";
  if (sentence.is(at + 1, "DT PRP$") && !sentence.is(at - 1, "DT")) return "VB";
  return undefined;
};

const GET_FORMS = wordSet("get gets got getting become became becoming grown");

/** "used to": the habit of the past, being accustomed, or (before a base form) what something is for. */
const used: HomographRule = (sentence, at) => {
  if (sentence.word(at + 1) !== "to") return "VBN";
  const before = sentence.word(sentence.beforeAdverbs(at));
  if (GET_FORMS.has(before)) return "JJ";
  if (HAVE_FORMS.has(before) && !BE_FORMS.has(before)) return "VBN";
  if (!BE_FORMS.has(before))
    return sentence.is(at - 1, "NN") && hasVerbBefore(sentence, at) ? "VBN" : "VBD";
  return sentence.is(at + 2, "VB VBP") ? "VBN" : "JJ";
};

/** "the method used to find it": a verb of its own must still come, or has come. */
function hasVerbBefore(sentence: TaggedSentence, at: number): boolean {
  return sentence.tags.slice(0, at).some((tag) => /^(?:VBZ|VBD|VBP)$/.test(tag));
}

/** "use to" after "did" is "used to" without its d. */
const use: HomographRule = (sentence, at) =>
  sentence.word(at + 1) === "to" && isBaseForm(sentence, at) && sentence.is(at + 2, "VB")
    ? "NN"
    : undefined;

const SMALL_THINGS = wordSet(
  "detail details amount amounts quantity quantities particle particles trace traces difference differences change changes fragment fragments inspection examination creatures organisms pieces portion",
);

const minute: HomographRule = (sentence, at) =>
  SMALL_THINGS.has(sentence.word(at + 1)) ? "JJ" : "NN";

const FEELS = wordSet(
  "seem seems seemed feel feels felt look looks looked remain remained quite perfectly very not less more",
);

const content: HomographRule = (sentence, at) => {
  const before = sentence.word(sentence.beforeAdverbs(at));
  if (BE_FORMS.has(before) || FEELS.has(before) || FEELS.has(sentence.word(at - 1))) return "JJ";
  if (sentence.word(at + 1) === "to") return "JJ";
  return sentence.is(at, "NN VB VBP") ? "NN" : undefined;
};

const FISH = wordSet(
  "fish fishing lake river caught catch sea striped largemouth smallmouth grilled fried angler bait",
);

const bass: HomographRule = (sentence) => (sentence.some(FISH) ? "NN" : "JJ");

const INTO = wordSet("into in from off down under for through headfirst deep right straight");

const dove: HomographRule = (sentence, at) =>
  INTO.has(sentence.word(at + 1)) && !sentence.is(at - 1, "DT JJ PRP$ CD") ? "VBD" : "NN";

const sow: HomographRule = (sentence, at) => {
  const article = sentence.is(at - 1, "JJ NN") ? at - 2 : at - 1;
  return sentence.is(article, "DT PRP$") ? "NN" : "VB";
};

const INJURIES = wordSet("head gunshot bullet stab flesh knife chest leg neck war open fatal");

const wound: HomographRule = (sentence, at) => {
  if (sentence.is(at - 1, "DT PRP$ JJ CD") || INJURIES.has(sentence.word(at - 1))) return "NN";
  const goesOn = sentence.is(at + 1, "DT PRP PRP$ IN RB TO") && !isBaseForm(sentence, at);
  return goesOn && sentence.word(at + 1) !== "of" && at > 0 ? "VBD" : "NN";
};

const learned: HomographRule = (sentence, at) =>
  sentence.is(at - 1, "DT") && sentence.is(at + 1, "NN") ? "JJ" : "VBD";

/** "ragged", "crooked" and the like are verbs only after a subject. */
const twoSyllables: HomographRule = (sentence, at) =>
  sentence.is(at - 1, "PRP NNP WP") && !sentence.is(at + 1, "NN") ? undefined : "JJ";

const POINTED = wordSet(
  "one way time day night kind sort much many thing is was 's would will could",
);

const that: HomographRule = (sentence, at) => {
  if (sentence.is(at + 1, ". ,") || at + 1 === sentence.words.length) return "DT";
  const asked = sentence.is(at - 2, "WP") && BE_FORMS.has(sentence.word(at - 1));
  if (asked && sentence.is(at + 1, "NN JJ")) return "DT";
  if (POINTED.has(sentence.word(at + 1)) && !sentence.is(at - 1, "NN")) return "DT";
  return undefined;
};

/** Rules for single words, by their spelling. */
export const HOMOGRAPH_RULES: ReadonlyMap<string, HomographRule> = new Map([
  ["read", read],
  ["reread", read],
  ["lead", lead],
  ["live", live],
  ["close", close],
  ["used", used],
  ["use", use],
  ["minute", minute],
  ["content", content],
  ["bass", bass],
  ["dove", dove],
  ["sow", sow],
  ["wound", wound],
  ["learned", learned],
  ["crooked", twoSyllables],
  ["dogged", twoSyllables],
  ["ragged", twoSyllables],
  ["jagged", twoSyllables],
  ["that", that],
  ["upsetting", () => "JJ"],
]);
