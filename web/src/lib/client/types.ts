import type { components } from "./schema";

/** The shapes of the API by their names in openapi.json. */
export type Schemas = components["schemas"];

/** A page of a list; `next_cursor` is null on the last one. */
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** A count that stops at the server's cap; then it is shown as "10,000+". */
export type Count = Schemas["CountOut"];
