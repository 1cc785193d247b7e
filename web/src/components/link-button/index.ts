export { LinkButton } from "./LinkButton";
