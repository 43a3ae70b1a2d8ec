/** For browsers, Deno and bundlers: `await init()` once. */
export { init } from '../entry/browser-codec.js';
export * from './index.js';
