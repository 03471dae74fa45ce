// Turns a seed and a stream name into the four 32-bit words that start a generator.
// Integer arithmetic only, so the words are the same on every machine.

/** Four well-mixed words; different names or seeds give unrelated ones. */
export function seedWords(seed: number, name: string): readonly [number, number, number, number] {
  let state = fnv1a(name) ^ Math.imul(low(seed), 0x9e3779b1) ^ Math.imul(high(seed), 0x85ebca77);
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    return avalanche(state ^ low(seed));
  };
  return [next(), next(), next(), next()];
}

const low = (seed: number): number => seed | 0;
const high = (seed: number): number => Math.floor(seed / 0x1_0000_0000) | 0;

// FNV-1a over UTF-16 code units.
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

// The finalizer of MurmurHash3: every input bit reaches every output bit.
function avalanche(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
