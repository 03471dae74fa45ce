// The random numbers of this room: repeatable for a seed on every platform (sfc32 of Doty-Humphrey's PractRand,
// 128 bits of state, integer operations only). Never for secrets.

/** Uniform in [0, 1), 32 bits fine. */
export type RandomSource = () => number;

export function seededRandom(seed: number): RandomSource {
  let a = 0x9e3779b9;
  let b = seed | 0;
  let c = Math.floor(seed / 2 ** 32) | 0;
  let counter = 1;
  const next = (): number => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return (result >>> 0) / 2 ** 32;
  };
  // The first outputs still show the seed.
  for (let i = 0; i < 15; i++) next();
  return next;
}

/** Uniform among 0 .. below - 1. */
export const randomIndex = (random: RandomSource, below: number): number => Math.floor(random() * below);
