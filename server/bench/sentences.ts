/**
 * What the benchmark has spoken: ten sentences of everyday lengths, about 1.5 to 5 seconds of speech each. One of them
 * is one segment, so that the bare engine is given the same work.
 */
export const SENTENCES: readonly string[] = [
  "The train to the coast leaves from platform nine in ten minutes.",
  "Please put the milk back into the fridge when you are done.",
  "She read the letter twice before she folded it and put it away.",
  "Rain is expected in the afternoon, with strong winds near the lake.",
  "Your appointment has been moved to Thursday at half past three.",
  "The children ran across the field to see the kites go up.",
  "Turn left at the second light and look for the blue door.",
  "He could not remember where he had left the keys to the shed.",
  "We will be back after a short break with the news of the day.",
  "Good morning.",
];

/** A text of `sentences` sentences, for streams that speak for a while. */
export function longText(sentences: number): string {
  return Array.from({ length: sentences }, (_, i) => SENTENCES[i % (SENTENCES.length - 1)]).join(
    " ",
  );
}
