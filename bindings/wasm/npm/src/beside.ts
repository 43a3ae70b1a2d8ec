/** Reads records whose lists of ids are beside their JSON, as the module writes them. */
import { pairs } from './tc-string.js';

/**
 * The records. The first four bytes say how many numbers follow; after these is the JSON. In it, a
 * negative number is the place of a list among the numbers, counted from -1. There is the length of
 * the list, twice, and one more for a list of pairs.
 */
export function parse(bytes: Uint8Array): unknown {
  const [count = 0] = new Uint32Array(bytes.buffer, 0, 1);
  const numbers = new Uint32Array(bytes.buffer, 4, count);
  const records: object = JSON.parse(utf8.decode(bytes.subarray(4 + numbers.byteLength)));
  restore(records as Record<string, unknown>, numbers);
  return records;
}

const utf8 = new TextDecoder();

/** Puts lists of ids in their places. */
function restore(values: Record<string | number, unknown>, numbers: Uint32Array): void {
  const visit = (key: string | number): void => {
    const value = values[key];
    if (typeof value === 'number') {
      if (value < 0) values[key] = list(numbers, -1 - value);
    } else if (typeof value === 'object' && value !== null) {
      restore(value as Record<string, unknown>, numbers);
    }
  };
  if (Array.isArray(values)) for (let at = 0; at < values.length; at += 1) visit(at);
  else for (const key in values) visit(key);
}

/** The list at a place. */
function list(numbers: Uint32Array, place: number): number[] | [number, number][] {
  const length = numbers[place] as number;
  const ids = numbers.subarray(place + 1);
  return length % 2 === 0
    ? Array.from(ids.subarray(0, length / 2))
    : pairs(ids.subarray(0, length - 1));
}
