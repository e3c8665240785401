/** Lower case of ASCII letters, digits as they are, 0 for all other bytes. */
export const LETTERS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const letter = String.fromCharCode(byte);
  return /[0-9a-z]/.test(letter) ? byte : /[A-Z]/.test(letter) ? byte + 32 : 0;
});
