// eslint-disable-next-line no-control-regex -- these are the characters that tell binary data from text
const SUSPECT = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/g;

/** Control characters that a property of a program may hold. */
const MAX_CONTROLS = 2;

/** Whether a value is no text although it stands where text is. */
export function hasControls(text: string): boolean {
  SUSPECT.lastIndex = 0;
  let found = 0;
  while (SUSPECT.test(text)) {
    found += 1;
    if (found > MAX_CONTROLS) return true;
  }
  return false;
}
