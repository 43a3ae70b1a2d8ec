/** For workerd and edge runtimes: ready when it is imported. */
export { init } from '../entry/edge-codec.js';
export * from './index.js';
