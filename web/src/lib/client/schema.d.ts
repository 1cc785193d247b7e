// Replaced by `npm run generate` from openapi.json.
/* eslint-disable */
export type paths = any;
export type components = any;
