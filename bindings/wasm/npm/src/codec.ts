/** TC strings: everything in the entry point `codec` but loading. */
export { TcError } from './errors.js';
export * from './tc-string.js';
