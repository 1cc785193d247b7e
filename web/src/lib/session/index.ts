export { assignmentLabel, useChangeAssignment } from "./assignment";
export { sessionQuery, useMaybeSession, useSession, type Assignment, type Session } from "./session";
export { useSignIn, useSignOut, type Credentials } from "./sign-in";
