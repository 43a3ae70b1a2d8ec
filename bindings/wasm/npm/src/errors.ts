/** Why a text was not decoded, or an argument not accepted. */
export class TcError extends Error {
  override readonly name = 'TcError';
  /** The stable code, such as `S011`; `options`, `value`, `payload` or `list` for wrong arguments. */
  readonly code: string;
  /** The segment in which decoding stopped. */
  readonly segment: string | undefined;
  /** The field that could not be decoded; for payloads, the JSON path. */
  readonly field: string | undefined;
  /** The first bit of that field, in its segment. */
  readonly bit: number | undefined;
  /** The character of the text, from 0. Characters are Unicode code points. */
  readonly character: number | undefined;
  /** The likely cause, if it could be checked. Not in the entry point `codec`. */
  readonly hint: string | undefined;

  constructor(code: string, message: string, parts: Partial<TcErrorParts> = {}) {
    super(message);
    this.code = code;
    this.segment = parts.segment;
    this.field = parts.field;
    this.bit = parts.bit;
    this.character = parts.character;
    this.hint = parts.hint;
  }
}

interface TcErrorParts {
  segment: string | undefined;
  field: string | undefined;
  bit: number | undefined;
  character: number | undefined;
  hint: string | undefined;
}

const text = (part: string | undefined): string | undefined => part || undefined;
const number = (part: string | undefined): number | undefined => (part ? Number(part) : undefined);

/** The error of a text that the module threw. Anything else, such as a trap, stays as it is. */
export function toError(thrown: unknown): unknown {
  if (typeof thrown !== 'string') return thrown;
  const [code, message, segment, field, bit, character, hint] = thrown.split('\u001f');
  return new TcError(code ?? 'internal', message ?? thrown, {
    segment: text(segment),
    field: text(field),
    bit: number(bit),
    character: number(character),
    hint: text(hint),
  });
}

/** Calls the module. */
export function call<T>(run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    throw toError(thrown);
  }
}
