import { hashOf, otherHashOf } from './hash.ts';

/** A number of 53 bits that stands for texts: to tell whether what others can see is still the same. */
export class Print {
  private a = 0x811c9dc5 | 0;
  private b = 0x2545f491;

  add(text: string): this {
    // Where one text ends and the next begins counts too.
    this.a = Math.imul(hashOf(text, this.a) ^ text.length, 0x01000193);
    this.b = Math.imul(otherHashOf(text, this.b) ^ text.length, 0x5bd1e995) | 0;
    return this;
  }

  /** Adds what another print came to. */
  addValue(value: number): this {
    this.a = Math.imul(this.a ^ (value | 0), 0x01000193);
    this.b = (Math.imul(this.b ^ Math.floor(value / 0x1_0000_0000), 0x5bd1e995) + (this.a >>> 15)) | 0;
    return this;
  }

  get value(): number {
    return (this.a >>> 0) * 0x200000 + (this.b >>> 11);
  }
}
