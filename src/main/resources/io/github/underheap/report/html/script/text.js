// Text of others: names in class files, commands, remarks.

// Characters that are not seen but do something to what is beside them, and halves of surrogate pairs.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const escaped = text =>
  Array.from({ length: text.length }, (_, i) => '\\u' + text.charCodeAt(i).toString(16).padStart(4, '0')).join('');

/** The text on one line, with what is not seen written as \uXXXX, as in all reports. */
export const shown = text => text.replace(UNSEEN, escaped);

/** A number of 32 bits by which a text is known again, in few letters: FNV-1a. */
export function hashOf(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

const ELLIPSIS = '…';

/** As much of the text as fits into a width; empty if that is next to nothing. */
export function fitted(text, width, measure) {
  // No letter is narrower than two pixels, so the rest of a very long name need not be measured.
  const start = text.length > width / 2 ? text.slice(0, Math.max(1, Math.floor(width / 2))) : text;
  if (start.length === text.length && measure(text) <= width) {
    return text;
  }
  let low = 0;
  let high = start.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(start.slice(0, middle) + ELLIPSIS) <= width) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low < 2 ? '' : start.slice(0, low) + ELLIPSIS;
}
