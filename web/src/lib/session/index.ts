export { sessionQuery, useMaybeSession, useSession, type Assignment, type Session } from "./session";
