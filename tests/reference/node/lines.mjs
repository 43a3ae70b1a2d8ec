// Responds to requests, one JSON record per line: {"read": text} with the value, {"write": value}
// with a text. Sets of ids are
// lists of [first, last].

import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

const range = ([first, last]) => Array.from({ length: last - first + 1 }, (_, n) => first + n);
export const idsOf = (runs) => runs.flatMap(range);

export function runsOf(ids) {
  const runs = [];
  for (const id of [...new Set(ids)].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run?.[1] === id - 1) {
      run[1] = id;
    } else {
      runs.push([id, id]);
    }
  }
  return runs;
}

// Bit fields are lists of booleans.
export const setBits = (bits) => runsOf(bits.flatMap((bit, n) => (bit ? [n + 1] : [])));

export function bits(runs, length) {
  const ids = new Set(idsOf(runs));
  return Array.from({ length }, (_, n) => ids.has(n + 1));
}

function answerTo(request, { read, write }) {
  try {
    return 'read' in request ? { says: read(request.read) } : { writes: write(request.write) };
  } catch (error) {
    return { refuses: String(error.message) };
  }
}

export async function answer(how) {
  for await (const line of createInterface({ input: process.stdin })) {
    // Flush immediately: the process may end during a later request.
    writeSync(1, `${JSON.stringify(answerTo(JSON.parse(line), how))}\n`);
  }
}
