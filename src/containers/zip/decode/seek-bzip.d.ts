/** What is used of seek-bzip 2.0.0, which ships no types. */
declare module "seek-bzip" {
  class Stream {
    readByte(): number;
    writeByte(byte: number): void;
    seek(position: number): void;
  }
  const Bunzip: {
    readonly Stream: typeof Stream;
    /** Unpacks the block that begins at `position`, in bits from the start of `input`. Throws when it is damaged. */
    decodeBlock(input: Stream, position: number, output: Stream): void;
  };
  export default Bunzip;
}
