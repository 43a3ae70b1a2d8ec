/** For Node: ready when it is imported. */
export { init } from '../entry/node-codec.js';
export * from './index.js';
