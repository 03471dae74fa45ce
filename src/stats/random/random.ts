// The only source of chance in headcount: seeded, and split into independent named streams, so that
// drawing more arrivals never changes the durations. The generator is sfc32 (Chris Doty-Humphrey's
// Small Fast Counter, 128 bits of state, passes PractRand): shifts and additions only, equal everywhere.

import { seedWords } from './seed-words.ts';

export interface Random {
  /** Uniform in [0, 1) with 53 random bits. */
  next(): number;
  /** Uniform among 0 .. below - 1. */
  index(below: number): number;
  /** Exponential with mean 1. */
  exponential(): number;
  /** Normal with mean 0 and standard deviation 1. */
  normal(): number;
  /** An independent generator: the same seed and name always give the same one, whatever was drawn here. */
  stream(name: string): Random;
}

const WARM_UP_DRAWS = 12;

/** A generator for a seed (any integer up to 2^53). */
export function random(seed: number): Random {
  return new Sfc32(seed, '');
}

class Sfc32 implements Random {
  readonly #seed: number;
  readonly #name: string;
  #a: number;
  #b: number;
  #c: number;
  #counter: number;
  #spareNormal: number | undefined;

  constructor(seed: number, name: string) {
    this.#seed = seed;
    this.#name = name;
    [this.#a, this.#b, this.#c, this.#counter] = seedWords(seed, name);
    for (let i = 0; i < WARM_UP_DRAWS; i++) this.#word();
  }

  next(): number {
    const high = this.#word() >>> 5;
    const low = this.#word() >>> 6;
    return (high * 0x400_0000 + low) / 0x20_0000_0000_0000;
  }

  index(below: number): number {
    return Math.floor(this.next() * below);
  }

  exponential(): number {
    return -Math.log(1 - this.next());
  }

  // Marsaglia's polar method: two normals from one accepted point of the unit disc; no sine or cosine.
  normal(): number {
    const spare = this.#spareNormal;
    this.#spareNormal = undefined;
    if (spare !== undefined) return spare;
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spareNormal = y * scale;
      return x * scale;
    }
  }

  stream(name: string): Random {
    return new Sfc32(this.#seed, `${this.#name}/${name}`);
  }

  #word(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum;
  }
}
