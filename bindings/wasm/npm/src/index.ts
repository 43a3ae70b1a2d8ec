/** Everything but loading, which differs by environment: see `entry`. */
export * from './codec.js';
export * from './records.js';
export type * as records from './record-types.js';
