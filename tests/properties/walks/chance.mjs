// Choices that a seed repeats.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';

export class Chance {
  #source;

  constructor(seed) {
    this.#source = mersenne(seed);
  }
  float() {
    return uniformFloat64(this.#source);
  }
  // From `least` to `most`, both included.
  whole(least, most) {
    return least + Math.floor(this.float() * (most - least + 1));
  }
  happens(probability) {
    return this.float() < probability;
  }
  one(list) {
    return list[this.whole(0, list.length - 1)];
  }
  some(list, probability) {
    return list.filter(() => this.happens(probability));
  }
  weighted(list, weightOf) {
    let left = this.float() * list.reduce((sum, entry) => sum + weightOf(entry), 0);
    return list.find((entry) => (left -= weightOf(entry)) < 0) ?? list.at(-1);
  }
}
