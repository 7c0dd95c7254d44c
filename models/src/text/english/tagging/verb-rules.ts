import { type TaggedSentence, wordSet } from "./tagged-sentence.js";

/** Forms of "do", which ask for the base form of a verb. */
export const DO_FORMS = wordSet("do does did don't doesn't didn't");
/** Forms of "be". */
export const BE_FORMS = wordSet(
  "be am is are was were been being i'm you're he's she's it's we're they're isn't aren't wasn't weren't",
);
/** Forms of "have", which ask for a participle. */
export const HAVE_FORMS = wordSet(
  "have has had having i've you've we've they've haven't hasn't hadn't i'd he's she's",
);

const OBJECTS = wordSet("me him them us you it myself himself herself themselves");
const CLAUSE_STARTS = wordSet("that when if because while where who which whenever until although");
const MODALS = wordSet(
  "can could will would shall should may might must can't couldn't won't wouldn't shouldn't mustn't cannot let's i'll you'll he'll she'll it'll we'll they'll",
);

/** Whether the word at `at` stands where only the base form of a verb can: after "to", "will", "did you", … */
export function isBaseForm(sentence: TaggedSentence, at: number): boolean {
  const before = sentence.beforeAdverbs(at);
  const word = sentence.word(before);
  if (MODALS.has(word) || DO_FORMS.has(word) || word === "please") return true;
  // "Did you read", "can the captain read": the auxiliary stands before its subject.
  if (!sentence.is(before, "PRP NN NNP")) return false;
  const subject = sentence.is(before - 1, "DT PRP$ JJ") ? before - 1 : before;
  const auxiliary = sentence.word(subject - 1);
  return DO_FORMS.has(auxiliary) || (MODALS.has(auxiliary) && isStart(sentence, subject - 1));
}

function isStart(sentence: TaggedSentence, at: number): boolean {
  return at === 0 || sentence.is(at - 1, "WP WDT , CC");
}

/** Whether the word at `at` is the participle of "have" or "be". */
export function isParticiple(sentence: TaggedSentence, at: number): boolean {
  let before = sentence.beforeAdverbs(at);
  if (sentence.is(before, "PRP") && HAVE_FORMS.has(sentence.word(before - 1))) before--;
  const word = sentence.word(before);
  return HAVE_FORMS.has(word) || BE_FORMS.has(word);
}

/**
 * Corrects whether a word is a noun or a verb, by what stands around it: a word after an article is no verb, after
 * "to" and "will" it is one, and a clause must have one.
 */
export function nounOrVerb(sentence: TaggedSentence, at: number): string | undefined {
  const verb = sentence.isVerb(at);
  if (!verb && isBaseForm(sentence, at)) return "VB";
  if (verb && sentence.is(at - 1, "DT PRP$ POS") && sentence.word(at - 1) !== "that") {
    return sentence.is(at + 1, "NN") && sentence.is(at, "VBN VBD") ? "JJ" : "NN";
  }
  if (verb && sentence.is(at - 1, "JJ") && sentence.is(at - 2, "DT PRP$ WDT")) return "NN";
  if (verb) return undefined;
  if (sentence.word(at - 1) === "to" && sentence.is(at + 1, "DT PRP PRP$ CD")) return "VB";
  // "Excuse me", but not "your discount it will be".
  const object = OBJECTS.has(sentence.word(at + 1)) && !sentence.isVerb(at + 2);
  if (object && !sentence.is(at - 1, "DT PRP$ JJ IN POS NN CD")) return "VB";
  if (isInfinitive(sentence, at)) return "VB";
  const before = sentence.beforeAdverbs(at);
  const starts = before < 0 || sentence.is(before, ", CC");
  if (starts && sentence.is(at + 1, "DT PRP$") && !hasVerb(sentence, at)) return "VB";
  return sentence.is(at, "NN NNP JJ") && isOnlyVerb(sentence, at) ? "VBP" : undefined;
}

const MOTIONS = wordSet(
  "go goes went gone going come comes came coming return returns returned add adds added lead leads led due according belong belongs",
);

/** "They began to rebel.": not "they went to contest", and so on. */
function isInfinitive(sentence: TaggedSentence, at: number): boolean {
  const ends = at + 1 === sentence.words.length || sentence.is(at + 1, ". ,");
  if (sentence.word(at - 1) !== "to" || !ends) return false;
  return sentence.isVerb(at - 2) && !MOTIONS.has(sentence.word(at - 2));
}

/** Whether a subject of the fitting number stands before the word at `at`, and no other verb in its clause. */
function isOnlyVerb(sentence: TaggedSentence, at: number): boolean {
  const subject = sentence.beforeAdverbs(at);
  const word = sentence.word(subject);
  if (/[^s]s$/.test(sentence.word(at))) {
    const singular = sentence.is(subject, "NN NNP") && !isPlural(word);
    return singular && sentence.is(at + 1, "NN DT PRP PRP$") && !hasVerb(sentence, at);
  }
  const pronoun = /^(?:i|you|we|they)$/.test(word);
  // A plural at the beginning looks like a verb to the tagger: "Experts project that …".
  const first = subject === 0 && !sentence.is(subject, "PRP$ PRP DT IN");
  const noun = isPlural(word) && (first || sentence.is(subject, "NN NNP"));
  return (pronoun || noun) && !hasVerb(sentence, at, subject);
}

/** Whether a noun looks like a plural. */
export function isPlural(noun: string): boolean {
  return /[^s]s$|^(?:people|police|men|women|children|cattle)$/.test(noun);
}

/** Whether the clause around `at` has a verb; what stands at `subject` is none. */
function hasVerb(sentence: TaggedSentence, at: number, subject = -1): boolean {
  for (let i = at + 1; i < sentence.words.length && !endsClause(sentence, i); i++) {
    if (sentence.is(i, "VBD VBZ VBP MD VBN")) return true;
  }
  for (let i = at - 1; i >= 0 && !endsClause(sentence, i); i--) {
    if (i !== subject && sentence.is(i, "VBD VBZ VBP MD VB")) return true;
  }
  return false;
}

function endsClause(sentence: TaggedSentence, at: number): boolean {
  return sentence.is(at, ", . CC") || CLAUSE_STARTS.has(sentence.word(at));
}
