// Reads the profile of a page, which lies beside it as JSON, with all digits.
import fs from 'node:fs';

export function readProfile(file) {
  // Integers above 2^53 become BigInts; others stay numbers.
  const text = fs.readFileSync(file, 'utf8').replace(/:(-?\d{16,})(?=[,}\]])/g, ':"int $1"');
  return JSON.parse(text, (_, value) =>
    typeof value === 'string' && /^int -?\d+$/.test(value) ? exact(BigInt(value.slice(4))) : value);
}

const exact = value => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

/** What is not seen, as reports write it. */
const shown = text =>
  text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, found =>
    [...Array(found.length).keys()].map(i => '\\u' + found.charCodeAt(i).toString(16).padStart(4, '0')).join(''));

export function frameText(frame) {
  if (frame.text !== undefined) {
    return shown(frame.text);
  }
  const place = frame.native ? 'native' : !frame.file ? 'unknown source' : frame.line ? frame.file + ':' + frame.line : frame.file;
  return shown(`${frame.class}.${frame.method} (${place})`);
}
