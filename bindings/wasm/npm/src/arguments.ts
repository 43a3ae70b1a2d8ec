/**
 * The types of arguments, for callers without TypeScript. The module trusts its glue: a value of
 * another type would break its memory.
 */
import { TcError } from './errors.js';

/** What a value is, without the value: arguments have strings of users. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'an array';
  const type = typeof value;
  return type === 'object' ? 'an object' : `a ${type}`;
}

/** The error for an argument of another type. */
export function wrongType(name: string, expected: string, found: unknown): TypeError {
  return new TypeError(`${name}: expected ${expected}, found ${kindOf(found)}`);
}

/** A string. */
export function text(name: string, value: string): string {
  if (typeof value !== 'string') throw wrongType(name, 'a string', value);
  return value;
}

/** An object that is neither null nor an array. */
export function object<T extends object>(name: string, value: T): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongType(name, 'an object', value);
  }
  return value;
}

/** Bytes, or a string as UTF-8. */
export function bytes(name: string, value: Uint8Array | string): Uint8Array {
  if (typeof value === 'string') return new TextEncoder().encode(value);
  // Not `instanceof`: bytes may come from another realm.
  if (Object.prototype.toString.call(value) !== '[object Uint8Array]') {
    throw wrongType(name, 'a Uint8Array or a string', value);
  }
  return value;
}

/** A number. */
export function number(name: string, value: number): number {
  if (typeof value !== 'number') throw wrongType(name, 'a number', value);
  return value;
}

/** A whole number up to a limit: the module would drop the higher bits of others. */
export function whole(name: string, value: number, limit: number): number {
  if (!Number.isInteger(number(name, value)) || value < 0 || value > limit) {
    throw new TcError('value', `${name}: expected a whole number from 0 to ${limit}`, {
      field: name,
    });
  }
  return value;
}

/** Whether a number is an id of 16 bits. Throws if it is not a number. */
export function isId(name: string, value: number): boolean {
  // The type is looked at only if it is not an id, because the questions are hot.
  return value === (value & 0xffff) || (number(name, value), false);
}
