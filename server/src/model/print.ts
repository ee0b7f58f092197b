/** A number of 53 bits that stands for texts: to tell whether what others can see is still the same. */
export class Print {
  private a = 0x811c9dc5 | 0;
  private b = 0x2545f491 | 0;

  add(text: string): this {
    let { a, b } = this;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x5bd1e995) + (b >>> 15);
    }
    // Where one text ends and the next begins counts too.
    this.a = Math.imul(a ^ text.length, 0x01000193);
    this.b = Math.imul(b ^ text.length, 0x5bd1e995) | 0;
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
