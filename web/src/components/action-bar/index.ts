export { ActionBar } from "./ActionBar";
